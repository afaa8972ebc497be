import type { FormerPerson } from '../domain/link-decision.ts';
import { loosePrefix, mostUnderLooseKey } from '../identity/block-keys.ts';
import type { Transaction } from './database.ts';
import { LinkTable, MentionKeyTable, MentionTable } from './tables.ts';

export type LinkedEntity = 'PERSON' | 'HOUSEHOLD';

/** A mention that is linked, as the candidate search gives it. */
export interface LinkedMentionRow<Mention> {
  readonly entityId: string;
  readonly mention: Mention;
}

/** The same with those of the keys asked for that led to its entity. */
export interface FoundMentionRow<Mention> extends LinkedMentionRow<Mention> {
  readonly keys: readonly string[];
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
  /** Where somebody joined the line to its person: by which decision, and under which ids it went before. */
  readonly joinedBy?: string | null;
  readonly joined?: readonly FormerPerson[];
}

/** A mention at its newest version, under the keys by which it is found. */
export interface NewMention {
  readonly entity: LinkedEntity;
  readonly source: string;
  readonly localId: string;
  readonly unit: string;
  readonly keys: readonly string[];
  readonly mention: unknown;
  /** Of a unit that is for its own source alone: no link is made of it, and no list has it (R11). */
  readonly apart: boolean;
}

/** What a local id is linked to, with the mention that the link was made of. */
export interface StandingLink<Mention> extends LinkedMentionRow<Mention> {
  readonly apart: boolean;
}

/**
 * Every mention of every entity that has a mention under one of the keys: what forbids a link may stand in a mention that
 * no key found. Nothing of what lies apart: no link rests on it, and none counts for a crowd. A loose key leads to nobody where
 * it is crowded (`mostUnderLooseKey`).
 */
export const findLinkedMentions = async <Mention>(
  transaction: Transaction,
  entity: LinkedEntity,
  keys: readonly string[],
): Promise<readonly FoundMentionRow<Mention>[]> => {
  if (keys.length === 0) return [];
  const rows = await transaction.query<{ entity_id: string; keys: readonly string[]; mention: Mention }>(
    // Step by step (`offset 0`): a store that was never analysed would join whole tables.
    `with near as materialized (
       select its.entity_id, jsonb_agg(distinct wanted.key) as keys
         from (select key, starts_with(key, ?) as loose from jsonb_array_elements_text(?::jsonb) as asked (key)) wanted
         cross join lateral (
           select source, local_id, count(*) over () as lines from (
             select source, local_id from mention_key where mention_key.entity = ? and mention_key.key = wanted.key
               limit case when wanted.loose then ?::int end) under_key) found
         cross join lateral (
           select entity_id from link where link.entity = ? and link.source = found.source
             and link.local_id = found.local_id and link.ended_at is null offset 0) its
         where not wanted.loose or found.lines <= ?::int
         group by its.entity_id)
     select near.entity_id, near.keys, named.mention from near
       cross join lateral (
         select source, local_id from link where link.entity_id = near.entity_id and link.entity = ?
           and link.ended_at is null offset 0) line
       cross join lateral (
         select mention from mention where mention.entity = ? and mention.source = line.source
           and mention.local_id = line.local_id and not mention.apart offset 0) named`,
    [
      ...[loosePrefix, JSON.stringify([...new Set(keys)]), entity, mostUnderLooseKey + 1, entity],
      ...[mostUnderLooseKey, entity, entity],
    ],
  );
  return rows.map((row) => ({ entityId: row.entity_id, keys: row.keys, mention: row.mention }));
};

/**
 * Every general mention of those persons whom one agency's own general registers know for certain under one of these keys.
 *
 * @param controller the agency on whose behalf its registers speak.
 */
export const findMentionsKnownTo = async <Mention>(
  transaction: Transaction,
  controller: string,
  keys: readonly string[],
): Promise<readonly LinkedMentionRow<Mention>[]> => {
  if (keys.length === 0) return [];
  const rows = await transaction.query<{ entity_id: string; mention: Mention }>(
    `with known as (
       select distinct link.entity_id from jsonb_array_elements_text(?::jsonb) as wanted (key)
         join mention_key on mention_key.key = wanted.key and mention_key.entity = 'PERSON'
         join person_link link using (entity, source, local_id)
         where link.certain and exists (select from record where record.source = link.source
           and record.person_local_id = link.local_id and record.controller = ? and record.compartment = 'general'
           and record.superseded_at is null and record.erased_at is null))
     select link.entity_id, mention.mention from known
       join link on link.entity_id = known.entity_id and link.entity = 'PERSON' and link.ended_at is null
       join mention using (entity, source, local_id) where not mention.apart`,
    [JSON.stringify([...new Set(keys)]), controller],
  );
  return rows.map((row) => ({ entityId: row.entity_id, mention: row.mention }));
};

/** What these local ids of one source are linked to, each with the mention that the link was made of. */
export const findLinks = async <Mention>(
  transaction: Transaction,
  entity: LinkedEntity,
  source: string,
  localIds: readonly string[],
): Promise<ReadonlyMap<string, StandingLink<Mention>>> => {
  const rows = await transaction.query<{
    local_id: string;
    entity_id: string;
    mention: Mention;
    apart: boolean;
  }>(
    `select link.local_id, link.entity_id, mention.mention, mention.apart from link join mention using (entity, source, local_id)
      where link.entity = ? and link.source = ? and link.ended_at is null
        and link.local_id = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [entity, source, JSON.stringify(localIds)],
  );
  return new Map(rows.map(({ local_id, entity_id, ...row }) => [local_id, { entityId: entity_id, ...row }]));
};

/** What the persons of some units were last written as, by unit; of a unit that names nobody there is none. */
export const findMentionsOfUnits = async <Mention>(
  { query }: Transaction,
  source: string,
  units: readonly string[],
): Promise<ReadonlyMap<string, readonly Mention[]>> => {
  if (units.length === 0) return new Map();
  const rows = await query<{ unit: string; mention: Mention }>(
    `select unit, mention from mention where entity = 'PERSON' and source = ?
       and unit = any (array(select jsonb_array_elements_text(?::jsonb))) order by local_id`,
    [source, JSON.stringify(units)],
  );
  const byUnit = new Map<string, Mention[]>();
  for (const { unit, mention } of rows) byUnit.set(unit, [...(byUnit.get(unit) ?? []), mention]);
  return byUnit;
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
    links.map((link) => ({ joinedBy: null, joined: [], ...link, endedAt: null })),
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
    mentions.map(({ keys: _keys, ...mention }) => mention),
  );
  await transaction.insert(
    MentionKeyTable,
    mentions.flatMap(({ entity, source, localId, keys }) =>
      [...new Set(keys)].map((key) => ({ entity, key, source, localId })),
    ),
  );
};

/** Lets go of what was kept apart of units that are ordinary again, where no line of theirs stands in place of it. */
export const dropApart = async (
  transaction: Transaction,
  source: string,
  units: readonly string[],
  at: Date,
): Promise<void> => {
  if (units.length === 0) return;
  await transaction.query(
    `with gone as (
       delete from mention where apart and source = ? and unit = any (array(select jsonb_array_elements_text(?::jsonb)))
         returning entity, source, local_id)
     update link set ended_at = ?, evidence = '{}' from gone
       where link.entity = gone.entity and link.source = gone.source and link.local_id = gone.local_id and link.ended_at is null`,
    [source, JSON.stringify(units), at],
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
 * Every linked local id with its person and household. INVARIANT: nothing from a compartment is in this list, and nothing that
 * is for its own source alone (S04).
 */
export const listLinks = async (query: Transaction['query']): Promise<readonly LinkLine[]> =>
  await query<LinkLine>(
    `select person.source, person.local_id, person.entity_id as person, household.entity_id as household
       from link person join mention on mention.entity = 'PERSON' and mention.source = person.source and mention.local_id = person.local_id
       left join link household on household.entity = 'HOUSEHOLD' and household.source = person.source
         and household.local_id = mention.unit and household.ended_at is null
      where person.entity = 'PERSON' and person.ended_at is null and not mention.apart
     union all
     select household.source, household.local_id, null, household.entity_id from link household
       join mention home on home.entity = 'HOUSEHOLD' and home.source = household.source and home.local_id = household.local_id
      where household.entity = 'HOUSEHOLD' and household.ended_at is null and not home.apart and not exists (
        select from mention where mention.entity = 'PERSON' and mention.source = household.source and mention.unit = household.local_id
          and not mention.apart)
      order by 1, 2`,
  );
