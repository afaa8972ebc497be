import type { LinkDecision } from '../domain/link-decision.ts';
import type { Transaction } from './database.ts';
import type { LineName } from './link-decision-store.ts';

/** What somebody decided of a unit and another: that they are one household, or two. */
export interface DecidedPair extends LineName {
  readonly id: string;
  readonly decision: LinkDecision;
}

/** A general unit (contract, case, observation) with the household that it stands in, if it stands in one yet. */
export interface NearUnit<Mention> extends LineName {
  readonly household: string | null;
  readonly linkedAt: Date | null;
  /** Whether its link waits for somebody, and by which decision it is as it is. */
  readonly waits: boolean;
  readonly decision: string | null;
  readonly mention: Mention;
  readonly decided: readonly DecidedPair[];
}

const decidedOf = (unit: string): string =>
  `coalesce((select jsonb_agg(jsonb_build_object('id', said.id, 'decision', said.decision, 'source', other.source,
      'localId', other.local_id) order by said.at, said.id, other.source, other.local_id)
    from link_decision_line own
    join link_decision said on said.id = own.decision_id and said.entity = 'HOUSEHOLD' and said.undone_by is null
    join link_decision_line other on other.decision_id = said.id and other.side <> own.side and other.passed_on_at is null
    where own.source = ${unit}.source and own.local_id = ${unit}.local_id and own.passed_on_at is null), '[]'::jsonb)`;

/**
 * General units by their names or keys, with all units of the households that they stand in, and what was decided of each. What
 * lies apart is not among them (R11).
 */
export const findUnitsNear = async <Mention>(
  { query }: Transaction,
  asked: { readonly keys: readonly string[]; readonly units: readonly LineName[] },
): Promise<readonly NearUnit<Mention>[]> => {
  if (asked.keys.length === 0 && asked.units.length === 0) return [];
  const rows = await query<Omit<NearUnit<Mention>, 'linkedAt'> & { readonly linkedAt: string | Date | null }>(
    `with hit as (
       select found.source, found.local_id from jsonb_array_elements_text(?::jsonb) as wanted (key)
         join mention_key found on found.key = wanted.key and found.entity = 'HOUSEHOLD'
       union select source, "localId" from jsonb_to_recordset(?::jsonb) as it(source text, "localId" text)),
     home as (
       select distinct link.entity_id from hit join link on link.entity = 'HOUSEHOLD' and link.source = hit.source
         and link.local_id = hit.local_id and link.ended_at is null),
     near as (
       select source, local_id from hit union
       select link.source, link.local_id from home join link on link.entity_id = home.entity_id
         and link.entity = 'HOUSEHOLD' and link.ended_at is null)
     select near.source, near.local_id as "localId", link.entity_id::text as household, link.linked_at as "linkedAt",
         coalesce(link.evidence ->> 'outcome' = 'TO_DECIDE', false) as waits, link.evidence ->> 'decision' as decision,
         mention.mention, ${decidedOf('near')} as decided
       from near join mention on mention.entity = 'HOUSEHOLD' and mention.source = near.source
         and mention.local_id = near.local_id and not mention.apart
       left join link on link.entity = 'HOUSEHOLD' and link.source = near.source and link.local_id = near.local_id
         and link.ended_at is null
       order by near.source, near.local_id`,
    [JSON.stringify([...new Set(asked.keys)]), JSON.stringify(asked.units)],
  );
  return rows.map((row) => ({ ...row, linkedAt: row.linkedAt === null ? null : new Date(row.linkedAt) }));
};

/** A unit's household mention, and the persons that its lines are now. */
export interface UnitPersons<Mention> extends LineName {
  readonly persons: readonly string[];
  readonly mention: Mention;
}

/** Some general units of one source, with whom their lines are linked to. */
export const findUnitPersons = async <Mention>(
  { query }: Transaction,
  source: string,
  units: readonly string[],
): Promise<readonly UnitPersons<Mention>[]> =>
  await query<UnitPersons<Mention>>(
    `select home.source, home.local_id as "localId", home.mention,
       coalesce((select jsonb_agg(link.entity_id::text order by link.local_id) from mention line
         join link on link.entity = 'PERSON' and link.source = line.source and link.local_id = line.local_id and link.ended_at is null
         where line.entity = 'PERSON' and line.source = home.source and line.unit = home.local_id and not line.apart),
         '[]'::jsonb) as persons
       from mention home where home.entity = 'HOUSEHOLD' and not home.apart and home.source = ?
         and home.local_id in (select jsonb_array_elements_text(?::jsonb)) order by home.local_id`,
    [source, JSON.stringify(units)],
  );

/** Stores where ids of households lead that have no unit any more. */
export const insertGoneHouseholds = async (
  { query }: Transaction,
  gone: readonly { readonly id: string; readonly household: string }[],
  at: Date,
): Promise<void> => {
  if (gone.length === 0) return;
  await query(
    `insert into household_gone (id, household, at) select id, household, ? from jsonb_to_recordset(?::jsonb) as it(id uuid, household uuid)
      on conflict (id) do update set household = excluded.household, at = excluded.at`,
    [at, JSON.stringify(gone)],
  );
};
