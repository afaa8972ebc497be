import type { Transaction } from './database.ts';

/** Acts of a person that go with the person's id, by table and the column that names the person. */
const movedColumns = [
  ['prohibition', 'person_id'],
  ['rights_request', 'person_id'],
  ['referral', 'person_id'],
  ['assisted_session', 'person_id'],
  ['in_person_session', 'person_id'],
  ['guardianship', 'ward'],
  ['guardianship', 'guardian'],
] as const;

/** Ids of the rows that were moved, by `table.column`. */
export type MovedActs = Readonly<Record<string, readonly string[]>>;

/**
 * Moves what a person said and what was said for them from an id that is gone to the one that stays. Consents keep the id
 * under which they were given, so that they cover what they covered (R4). What is declared of somebody (R15) holds for both
 * ids from then on: whoever is too near to the one is too near to who they are.
 */
export const moveActs = async ({ query }: Transaction, from: string, to: string): Promise<MovedActs> => {
  const moved: Record<string, readonly string[]> = {};
  for (const [table, column] of movedColumns) {
    const rows = await query<{ id: string }>(
      `update ${table} set ${column} = ?::uuid where ${column} = ?::uuid returning id::text as id`,
      [to, from],
    );
    if (rows.length > 0) moved[`${table}.${column}`] = rows.map(({ id }) => id);
  }
  await query(
    `update consent set given_as = coalesce(given_as, person_id), person_id = ?::uuid where person_id = ?::uuid`,
    [to, from],
  );
  await query(
    `update emergency_person opened set person_id = ?::uuid where person_id = ?::uuid and not exists (
       select from emergency_person its where its.access_id = opened.access_id and its.person_id = ?::uuid)`,
    [to, from, to],
  );
  // What is for its own source alone goes with the person whom that source's agency knows (R11): it has no part in the decision.
  const apart = await query<{ id: string }>(
    `update link set entity_id = ?::uuid where entity = 'PERSON' and entity_id = ?::uuid and ended_at is null and exists (
       select from mention where mention.entity = 'PERSON' and mention.source = link.source and mention.local_id = link.local_id
         and mention.apart) returning id::text as id`,
    [to, from],
  );
  if (apart.length > 0) moved['link.entity_id'] = apart.map(({ id }) => id);
  await query(
    `insert into conflict_of_interest select self_hash, other_hash, ?::uuid, other_source, other_local_id, other_key, agency, actor, declared_at
       from conflict_of_interest where other_person = ?::uuid on conflict do nothing`,
    [to, from],
  );
  return moved;
};

/**
 * Gives back what a join had moved, where two who were joined are two after all.
 *
 * @param ids the ids that were the other person's.
 */
export const giveBackActs = async (
  { query }: Transaction,
  given: {
    readonly from: string;
    readonly to: string;
    readonly ids: readonly string[];
    readonly moved: MovedActs;
  },
): Promise<void> => {
  for (const [table, column] of [...movedColumns, ['link', 'entity_id'] as const]) {
    const ids = given.moved[`${table}.${column}`] ?? [];
    await query(
      `update ${table} set ${column} = ?::uuid where ${column} = ?::uuid
         and id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
      [given.to, given.from, JSON.stringify(ids)],
    );
  }
  await query(
    `update consent set person_id = ?::uuid, given_as = nullif(given_as, ?::uuid)
       where person_id = ?::uuid and given_as in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [given.to, given.to, given.from, JSON.stringify(given.ids)],
  );
};

/** Copies what a person forbids now. */
export const copyProhibitions = async (
  { query }: Transaction,
  from: string,
  to: string,
  createId: () => string,
): Promise<void> => {
  const standing = await query<{ id: string }>(
    `select id::text as id from prohibition where person_id = ?::uuid and lifted_at is null order by id`,
    [from],
  );
  for (const { id } of standing)
    await query(
      `insert into prohibition (id, person_id, recipient, since) select ?::uuid, ?::uuid, recipient, since from prohibition
         where id = ?::uuid`,
      [createId(), to, id],
    );
};

/** Whether one of two decides for the other: then they cannot be one person. */
export const isGuardianOfOther = async (
  { query }: Transaction,
  one: string,
  other: string,
): Promise<boolean> =>
  (
    await query(
      `select from guardianship where (ward = ?::uuid and guardian = ?::uuid) or (ward = ?::uuid and guardian = ?::uuid) limit 1`,
      [one, other, other, one],
    )
  ).length > 0;
