import type { Transaction } from './database.ts';

/** A unit with its household, as the linker compares it, and the persons that its lines are now. */
export interface UnitHome<Mention> {
  readonly source: string;
  readonly localId: string;
  readonly household: string;
  /** Whether no other unit is of that household, but for what neighbours saw. */
  readonly alone: boolean;
  readonly persons: readonly string[];
  readonly mention: Mention;
}

const columns = `home.source, home.local_id as "localId", home.entity_id::text as household, mention.mention,
  not exists (select from link other join mention its using (entity, source, local_id) where other.entity = 'HOUSEHOLD'
    and other.entity_id = home.entity_id and other.ended_at is null and other.id <> home.id
    and not its.apart and its.mention ->> 'headName' is null) as alone,
  coalesce((select jsonb_agg(link.entity_id::text order by link.local_id) from mention line
    join link on link.entity = 'PERSON' and link.source = line.source and link.local_id = line.local_id and link.ended_at is null
    where line.entity = 'PERSON' and line.source = home.source and line.unit = home.local_id and not line.apart), '[]'::jsonb) as persons`;
const homes = `link home join mention on mention.entity = 'HOUSEHOLD' and mention.source = home.source
  and mention.local_id = home.local_id and not mention.apart and home.entity = 'HOUSEHOLD' and home.ended_at is null`;

/** The households of some general units of one source. */
export const findHouseholdsOfUnits = async <Mention>(
  { query }: Transaction,
  source: string,
  units: readonly string[],
): Promise<readonly UnitHome<Mention>[]> =>
  await query<UnitHome<Mention>>(
    `select ${columns} from ${homes} where home.source = ?
       and home.local_id in (select jsonb_array_elements_text(?::jsonb)) order by home.local_id`,
    [source, JSON.stringify(units)],
  );

/** What neighbours saw of some households. */
export const findObservationsOf = async <Mention>(
  { query }: Transaction,
  households: readonly string[],
): Promise<readonly UnitHome<Mention>[]> =>
  await query<UnitHome<Mention>>(
    `select ${columns} from ${homes} where mention.mention ->> 'headName' is not null
       and home.entity_id in (select jsonb_array_elements_text(?::jsonb)::uuid) order by home.source, home.local_id`,
    [JSON.stringify(households)],
  );
