import type { Transaction } from './database.ts';
import type { LinkedEntity } from './link-store.ts';

type Query = Transaction['query'];

/** A standing general line that waits for somebody. */
export interface OpenLine {
  /** The link's own id, by which the next page begins. */
  readonly id: string;
  readonly entity: LinkedEntity;
  readonly source: string;
  readonly localId: string;
  readonly entityId: string;
  readonly evidence: unknown;
  readonly mention: unknown;
}

const openLines = `select link.id::text as id, link.entity, link.source, link.local_id as "localId",
    link.entity_id::text as "entityId", link.evidence, mention.mention
  from link join mention using (entity, source, local_id)`;
const waits = `link.ended_at is null and link.evidence ->> 'outcome' = 'TO_DECIDE' and not mention.apart`;
/** A page behind the last one seen, which is asked for twice. */
const behindLast = `(?::uuid is null or (link.linked_at, link.source, link.local_id, link.id)
    > (select last.linked_at, last.source, last.local_id, last.id from link last where last.id = ?::uuid))
  order by link.linked_at, link.source, link.local_id, link.id limit ?`;

/**
 * Lines whose evidence says that somebody should look, oldest first. INVARIANT: nothing of what lies apart, and nothing of a
 * matter, which is not linked at all (R11, S04).
 *
 * @param after the id of the last one seen; null for the first page.
 */
export const findOpenLines = async (
  query: Query,
  after: string | null,
  limit: number,
): Promise<readonly OpenLine[]> =>
  await query<OpenLine>(
    `${openLines}
      where ${waits}
        and ${behindLast}`,
    [after, after, limit],
  );

/**
 * The same for the lines of one agency's own general registers, of persons or of households.
 *
 * @param after the id of the last one seen; null for the first page.
 */
export const findOpenLinesOf = async (
  query: Query,
  { entity, controller }: { readonly entity: LinkedEntity; readonly controller: string },
  after: string | null,
  limit: number,
): Promise<readonly OpenLine[]> =>
  await query<OpenLine>(
    `${openLines}
      where link.entity = ? and ${waits}
        and exists (select from record where record.source = link.source and record.unit = mention.unit
          and record.controller = ? and record.compartment = 'general' and record.superseded_at is null and record.erased_at is null)
        and ${behindLast}`,
    [entity, controller, after, after, limit],
  );

/** The waiting line of a person that one of an agency's own general records is of; null where it waits no longer, or is none. */
export const findOpenLineOf = async (
  query: Query,
  { record, controller }: { readonly record: string; readonly controller: string },
): Promise<OpenLine | null> => {
  const [line] = await query<OpenLine>(
    `${openLines}
        join record on record.source = link.source and record.person_local_id = link.local_id
      where link.entity = 'PERSON' and record.id = ?::uuid and record.controller = ? and record.compartment = 'general'
        and record.superseded_at is null and record.erased_at is null
        and ${waits}`,
    [record, controller],
  );
  return line ?? null;
};

/** What a line is linked to, and why. */
export interface LinkedLine {
  readonly entity: LinkedEntity;
  readonly entityId: string;
  readonly certainty: 'CERTAIN' | 'PROBABLE';
  /** What the link is worth by all of its person's links (R20); null for a household's. */
  readonly certain: boolean | null;
  readonly evidence: unknown;
  readonly linkedAt: Date;
}

/**
 * The standing links of one general line: its person's, and its contract's, case's or observation's household. None for a line
 * that lies apart, as for one that does not exist (S04).
 */
export const findLinkedLine = async (
  query: Query,
  source: string,
  localId: string,
): Promise<readonly LinkedLine[]> => {
  const rows = await query<Omit<LinkedLine, 'linkedAt'> & { readonly linkedAt: Date | string }>(
    `with named as (
       select entity, local_id, unit from mention where source = ? and local_id = ? and not apart)
     select link.entity, link.entity_id::text as "entityId", link.certainty, person.certain, link.evidence,
         link.linked_at as "linkedAt"
       from link join mention using (entity, source, local_id) left join person_link person on person.id = link.id
       where link.source = ? and link.ended_at is null and not mention.apart and (
         (link.entity = 'PERSON' and link.local_id in (select local_id from named where entity = 'PERSON'))
         or (link.entity = 'HOUSEHOLD' and link.local_id in (select unit from named)))
       order by link.entity desc`,
    [source, localId, source],
  );
  return rows.map((row) => ({ ...row, linkedAt: new Date(row.linkedAt) }));
};
