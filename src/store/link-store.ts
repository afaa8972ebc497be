import type { Transaction } from './database.ts';
import { LinkTable, MentionKeyTable, MentionTable } from './tables.ts';

export type LinkedEntity = 'PERSON' | 'HOUSEHOLD';

/** A mention that is linked, as the candidate search gives it. */
export interface LinkedMentionRow<Mention> {
  readonly entityId: string;
  readonly mention: Mention;
}

/** A new link of a local id. */
export interface NewLink {
  readonly id: string;
  readonly entity: LinkedEntity;
  readonly source: string;
  readonly localId: string;
  readonly entityId: string;
  readonly certainty: 'CERTAIN' | 'PROBABLE';
  readonly evidence: unknown;
  readonly linkedAt: Date;
}

/** A mention at its newest version, under the keys by which it is found. */
export interface NewMention {
  readonly entity: LinkedEntity;
  readonly source: string;
  readonly localId: string;
  readonly unit: string;
  readonly keys: readonly string[];
  readonly mention: unknown;
}

/**
 * Every mention of every entity that has a mention under one of the keys: what forbids a link may stand in a mention that
 * no key found.
 */
export const findLinkedMentions = async <Mention>(
  transaction: Transaction,
  entity: LinkedEntity,
  keys: readonly string[],
): Promise<readonly LinkedMentionRow<Mention>[]> => {
  if (keys.length === 0) return [];
  const rows = await transaction.query<{ entity_id: string; mention: Mention }>(
    `with near as (
       select distinct link.entity_id from jsonb_array_elements_text(?::jsonb) as wanted (key)
         join mention_key on mention_key.key = wanted.key and mention_key.entity = ?
         join link using (entity, source, local_id) where link.ended_at is null)
     select link.entity_id, mention.mention from near
       join link on link.entity_id = near.entity_id and link.entity = ? and link.ended_at is null
       join mention using (entity, source, local_id)`,
    [JSON.stringify([...new Set(keys)]), entity, entity],
  );
  return rows.map((row) => ({ entityId: row.entity_id, mention: row.mention }));
};

/** What these local ids of one source are linked to, each with the mention that the link was made of. */
export const findLinks = async <Mention>(
  transaction: Transaction,
  entity: LinkedEntity,
  source: string,
  localIds: readonly string[],
): Promise<ReadonlyMap<string, LinkedMentionRow<Mention>>> => {
  const rows = await transaction.query<{ local_id: string; entity_id: string; mention: Mention }>(
    `select link.local_id, link.entity_id, mention.mention from link join mention using (entity, source, local_id)
      where link.entity = ? and link.source = ? and link.ended_at is null
        and link.local_id = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [entity, source, JSON.stringify(localIds)],
  );
  return new Map(rows.map((row) => [row.local_id, { entityId: row.entity_id, mention: row.mention }]));
};

/** Ends links whose lines name somebody else now; they stay in the history. */
export const endLinks = async (
  transaction: Transaction,
  entity: LinkedEntity,
  source: string,
  localIds: readonly string[],
  at: Date,
): Promise<void> => {
  if (localIds.length === 0) return;
  await transaction.query(
    `update link set ended_at = ? where entity = ? and source = ? and ended_at is null
       and local_id = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [at, entity, source, JSON.stringify(localIds)],
  );
};

export const insertLinks = async (transaction: Transaction, links: readonly NewLink[]): Promise<void> =>
  await transaction.insert(
    LinkTable,
    links.map((link) => ({ ...link, endedAt: null })),
  );

/** Stores mentions in place of their earlier versions: a link stays, what later records are compared with is the newest. */
export const replaceMentions = async (
  transaction: Transaction,
  mentions: readonly NewMention[],
): Promise<void> => {
  if (mentions.length === 0) return;
  const names = mentions.map(({ entity, source, localId }) => ({ entity, source, local_id: localId }));
  await transaction.query(
    `delete from mention using jsonb_to_recordset(?::jsonb) as it(entity text, source text, local_id text)
      where mention.entity = it.entity and mention.source = it.source and mention.local_id = it.local_id`,
    [JSON.stringify(names)],
  );
  await transaction.insert(
    MentionTable,
    mentions.map(({ entity, source, localId, unit, mention }) => ({
      entity,
      source,
      localId,
      unit,
      mention,
    })),
  );
  await transaction.insert(
    MentionKeyTable,
    mentions.flatMap(({ entity, source, localId, keys }) =>
      [...new Set(keys)].map((key) => ({ entity, key, source, localId })),
    ),
  );
};

/** One line of the operator's list of links. */
export interface LinkLine {
  readonly source: string;
  readonly local_id: string;
  readonly person: string | null;
  readonly household: string | null;
}

/**
 * Every linked local id with its person and household. INVARIANT: nothing from a compartment is linked, so nothing of it is
 * in this list (S04).
 */
export const listLinks = async (query: Transaction['query']): Promise<readonly LinkLine[]> =>
  await query<LinkLine>(
    `select person.source, person.local_id, person.entity_id as person, household.entity_id as household
       from link person join mention on mention.entity = 'PERSON' and mention.source = person.source and mention.local_id = person.local_id
       left join link household on household.entity = 'HOUSEHOLD' and household.source = person.source
         and household.local_id = mention.unit and household.ended_at is null
      where person.entity = 'PERSON' and person.ended_at is null
     union all
     select household.source, household.local_id, null, household.entity_id from link household
      where household.entity = 'HOUSEHOLD' and household.ended_at is null and not exists (
        select from mention where mention.entity = 'PERSON' and mention.source = household.source and mention.unit = household.local_id)
      order by 1, 2`,
  );
