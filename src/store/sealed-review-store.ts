import type { ProtectiveBasis } from '../domain/protective-basis.ts';
import type { Database, Transaction } from './database.ts';
import { markedPersons } from './marked-persons.ts';

/** A line of the log that no person's own log has, and who looked it over. */
export interface SealedLine {
  /** The id of the line. */
  readonly id: string;
  readonly at: Date;
  readonly agency: string;
  readonly actor: string;
  /** What was done in a matter; `DISCLOSURE` where something was read through what a matter seals. */
  readonly act: string;
  /** The hub's own id; null where nobody has taken the matter, and where it is about none. */
  readonly matter: string | null;
  readonly units: number;
  /** Coordinates that were read, sorted; empty for acts in a matter. */
  readonly fields: readonly string[];
  /** What a lead stated; null for every other act. */
  readonly basis: ProtectiveBasis | null;
}

/**
 * The lines that a controller's officer looks over, with the matter of each: what was done in its matters, and what was read
 * through consents and referrals that they seal. Whom a matter protects is joined on each look and stored nowhere (R11); what
 * was sealed while it was open is looked over after its end, too.
 */
const ofController = `
  select entry.id, entry.at, entry.agency, entry.body ->> 'actor' as actor, entry.body ->> 'act' as act,
      entry.body ->> 'matter' as matter, jsonb_array_length(entry.body -> 'units') as units, '[]'::jsonb as fields,
      entry.body -> 'basis' as basis
    from audit_entry entry where entry.kind = 'MATTER' and entry.body ->> 'controller' = ?
  union all
  select entry.id, entry.at, entry.agency, entry.body ->> 'actor', 'DISCLOSURE', protecting.matter, 0, entry.body -> 'fields', null::jsonb
    from audit_entry entry join lateral (
      select min(matter.id::text) as matter from (${markedPersons('protective_flag')}) flag
        left join matter on matter.controller = flag.controller and matter.reference = flag.compartment
        where flag.person_id = entry.through and flag.controller = ?
        having count(*) > 0) protecting on true
    where entry.kind = 'DISCLOSURE' and (entry.body -> 'sealed') <> '[]'::jsonb`;

/** What nobody has looked over yet of the matters of one controller, the oldest first, less the reader's own acts. */
export const findUnreviewed = async (
  query: Pick<Database, 'query'>,
  asked: { readonly controller: string; readonly reader: string; readonly limit: number },
): Promise<readonly SealedLine[]> => {
  const rows = await query.query<Omit<SealedLine, 'at'> & { readonly at: string | Date }>(
    `select entry.id::text as id, entry.at, entry.agency, entry.actor, entry.act, entry.matter, entry.units, entry.fields, entry.basis
      from (${ofController}) entry
      where (entry.agency is distinct from ? or entry.actor is distinct from ?)
        and not exists (select from sealed_review where sealed_review.entry = entry.id)
      order by entry.id limit ?`,
    [asked.controller, asked.controller, asked.controller, asked.reader, asked.limit],
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
};

/** Ticks a line off. @returns whether there was such a line of this controller that somebody else wrote. */
export const reviewLine = async (
  transaction: Transaction,
  reviewed: { readonly id: string; readonly controller: string; readonly by: string; readonly at: Date },
): Promise<boolean> => {
  const rows = await transaction.query(
    `insert into sealed_review (entry, reviewed_by, reviewed_at)
      select entry.id, ?, ? from (${ofController}) entry where entry.id = ?::bigint
        and (entry.agency is distinct from ? or entry.actor is distinct from ?)
      on conflict do nothing returning entry`,
    [
      ...[reviewed.by, reviewed.at, reviewed.controller, reviewed.controller],
      ...[reviewed.id, reviewed.controller, reviewed.by],
    ],
  );
  return rows.length > 0;
};
