import type { Transaction } from './database.ts';
import type { LineName } from './link-decision-store.ts';

/** A unit under a number that is new, or that other people stand under now, by what it says. */
export interface SignedName {
  readonly localId: string;
  readonly signature: string;
}

/**
 * What keeps a household apart from others keeps it apart under another number of its register: a register renumbers.
 *
 * @param fresh units of one source that are not linked yet.
 */
export const carryHouseholdSplits = async (
  { query }: Transaction,
  source: string,
  fresh: readonly SignedName[],
  at: Date,
): Promise<void> => {
  if (fresh.length === 0) return;
  await query(
    `insert into link_decision_line (decision_id, side, source, local_id, signature, linked_at)
      select distinct line.decision_id, line.side, line.source, it."localId", it.signature, ?::timestamptz
        from jsonb_to_recordset(?::jsonb) as it("localId" text, signature text)
        join link_decision_line line on line.signature = it.signature and line.source = ?
        join link_decision said on said.id = line.decision_id and said.entity = 'HOUSEHOLD' and said.decision = 'SPLIT'
          and said.undone_by is null
      on conflict (decision_id, source, local_id) do update set passed_on_at = null`,
    [at, JSON.stringify(fresh), source],
  );
};

/** Of units that are other people's now under their numbers: what was said of those who left does not hold of them. */
export const passUnitsOn = async (
  { query }: Transaction,
  source: string,
  localIds: readonly string[],
  at: Date,
): Promise<void> => {
  if (localIds.length === 0) return;
  await query(
    `update link_decision_line line set passed_on_at = ? from link_decision said
      where said.id = line.decision_id and said.entity = 'HOUSEHOLD' and line.passed_on_at is null and line.source = ?
        and line.local_id in (select jsonb_array_elements_text(?::jsonb))`,
    [at, source, JSON.stringify(localIds)],
  );
};

/** The people whom some units name, and where their units stand: what a decision keeps of them. */
export const findLinesOfUnits = async <Mention>(
  { query }: Transaction,
  units: readonly LineName[],
): Promise<readonly { readonly source: string; readonly unit: string; readonly mention: Mention }[]> =>
  await query(
    `select mention.source, mention.unit, mention.mention
       from jsonb_to_recordset(?::jsonb) as it(source text, "localId" text)
       join mention on mention.entity = 'PERSON' and mention.source = it.source and mention.unit = it."localId" and not mention.apart`,
    [JSON.stringify(units)],
  );

/** Ends the JOINs that stand between units of the one side and of the other; the ids that they had let go, the latest first. */
export const undoHouseholdJoins = async (
  { query }: Transaction,
  undone: { readonly one: readonly LineName[]; readonly other: readonly LineName[]; readonly by: string },
): Promise<readonly string[]> => {
  const named = (parameter: string): string =>
    `exists (select from jsonb_to_recordset(${parameter}::jsonb) as it(source text, "localId" text)
       where it.source = own.source and it."localId" = own.local_id)`;
  const rows = await query<{ other: string; at: string | Date }>(
    `update link_decision said set undone_by = ? where said.entity = 'HOUSEHOLD' and said.decision = 'JOIN'
       and said.undone_by is null
       and exists (select from link_decision_line own where own.decision_id = said.id and ${named('?')})
       and exists (select from link_decision_line own where own.decision_id = said.id and ${named('?')})
       returning said.other_id::text as other, said.at`,
    [undone.by, JSON.stringify(undone.one), JSON.stringify(undone.other)],
  );
  return rows
    .map((row) => ({ ...row, at: new Date(row.at).getTime() }))
    .sort((one, next) => next.at - one.at)
    .map(({ other }) => other);
};

/** Stores what became of a decision's households: which of them is whose is known when all is linked anew. */
export const settleHouseholdDecision = async (
  { query }: Transaction,
  settled: { readonly id: string; readonly household: string; readonly other: string },
): Promise<void> => {
  await query(`update link_decision set person_id = ?, other_id = ? where id = ?`, [
    settled.household,
    settled.other,
    settled.id,
  ]);
};

/** From which units some units are kept apart, by `source local_id`. */
export const findUnitsKeptApart = async (
  { query }: Transaction,
  units: readonly LineName[],
): Promise<ReadonlyMap<string, readonly LineName[]>> => {
  if (units.length === 0) return new Map();
  const rows = await query<LineName & { of: string }>(
    `select distinct own.source || ' ' || own.local_id as of, other.source, other.local_id as "localId"
       from jsonb_to_recordset(?::jsonb) as it(source text, "localId" text)
       join link_decision_line own on own.source = it.source and own.local_id = it."localId" and own.passed_on_at is null
       join link_decision said on said.id = own.decision_id and said.entity = 'HOUSEHOLD' and said.decision = 'SPLIT'
         and said.undone_by is null
       join link_decision_line other on other.decision_id = said.id and other.side <> own.side and other.passed_on_at is null`,
    [JSON.stringify(units.map(({ source, localId }) => ({ source, localId })))],
  );
  return Map.groupBy(rows, ({ of }) => of);
};

/** Those of some ids of households under which nothing stands. */
export const findFreeHouseholds = async (
  { query }: Transaction,
  ids: readonly string[],
): Promise<readonly string[]> => {
  const rows = await query<{ id: string }>(
    `select id from jsonb_array_elements_text(?::jsonb) with ordinality as it(id, place) where not exists (
       select from link where link.entity = 'HOUSEHOLD' and link.entity_id = it.id::uuid and link.ended_at is null) order by place`,
    [JSON.stringify(ids)],
  );
  return rows.map(({ id }) => id);
};
