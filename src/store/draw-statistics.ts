import type { CountedInput } from '../domain/counted-input.ts';
import { ageBands, unknownCode } from '../statistics/age-bands.ts';
import type { Coverage } from '../statistics/coverage.ts';
import type { GroupedArea } from '../statistics/group-areas.ts';
import type { MunicipalHousingRules } from '../statistics/housing-rules.ts';
import { agreed } from './agreed-value.ts';
import type { Transaction } from './database.ts';
import { judgeHouseholds, sizeBand } from './judge-households.ts';
import { type CountedRecords, leaveOut } from './leave-out-statistics.ts';

/** Where a register holds what is counted. */
export interface CountedField {
  readonly kind: string;
  readonly field: string;
  readonly counted: CountedInput;
}

/** Under which names an area of a municipality, as records have it, is counted. */
export interface AreaCode extends GroupedArea {
  readonly municipality: string;
}

export interface PopulationInput {
  readonly controllers: readonly CountedRecords[];
  readonly fields: readonly CountedField[];
  /** Kinds of record that place their people in a household: what else names somebody moves nobody. */
  readonly placing: readonly string[];
  /** `yyyy-mm-dd`: the day that ages are of. */
  readonly asOf: string;
  readonly drawnAt: Date;
}

/** Households of one area, as records have it. */
export interface AreaSize {
  readonly municipality: string;
  readonly area: string;
  readonly persons: number;
  readonly households: number;
}

const bandOf = (age: string): string =>
  `case ${[...ageBands]
    .reverse()
    .map(({ code, from }) => `when ${age} >= ${from} then '${code}'`)
    .join(' ')} end`;

/**
 * Gathers whom statistics count into tables of this transaction alone: `counted_home` with each household and where its latest
 * record says that it is, and `counted_person` with each person once, in the household of their latest record.
 *
 * INVARIANT: nothing from a compartment is counted here (R11, R24).
 *
 * @returns the sizes of areas, and how many of all households are counted.
 */
export const gatherPopulation = async (
  transaction: Transaction,
  { controllers, fields, placing, asOf, drawnAt }: PopulationInput,
): Promise<{ readonly sizes: readonly AreaSize[]; readonly coverage: readonly Coverage[] }> => {
  const kinds = [...new Set([...placing, ...fields.map(({ kind }) => kind)])];
  await transaction.query(
    `create temporary table counted_statement on commit drop as
     select home.entity_id as household, person.entity_id as person, record.source, record.person_local_id,
         record.controller, record.municipality, record.local_community,
         coalesce(record.recorded_at, record.received_at) as said_at, record.id, record.kind, record.payload,
         record.kind = any (array(select jsonb_array_elements_text(?::jsonb))) as places
       from record
       join link home on home.entity = 'HOUSEHOLD' and home.source = record.source and home.local_id = record.unit
         and home.ended_at is null
       left join link person on person.entity = 'PERSON' and person.source = record.source
         and person.local_id = record.person_local_id and person.ended_at is null
      where record.superseded_at is null and record.erased_at is null and record.compartment = 'general'
        and (record.controller, record.municipality) in (
          select controller, municipality from jsonb_to_recordset(?::jsonb) as it(controller text, municipality text))
        and record.kind = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [JSON.stringify(placing), JSON.stringify(controllers), JSON.stringify(kinds)],
  );
  // A table that nobody has counted is planned for as if it were empty.
  await transaction.query('analyze counted_statement');
  const coverage = await leaveOut(transaction, { controllers, asOf, drawnAt });
  await transaction.query(
    `create temporary table counted_value on commit drop as
     select household, person, said.id as record, said.kind, input.counted, said.payload ->> input.field as value
       from counted_statement said
       join jsonb_to_recordset(?::jsonb) as input(kind text, field text, counted text) on input.kind = said.kind
      where said.payload ->> input.field is not null`,
    [JSON.stringify(fields)],
  );
  await transaction.query(
    `create temporary table counted_home on commit drop as
     select row_number() over (order by municipality, area, md5(household::text || ?)) as number, *
       from (select distinct on (said.household) said.household, said.municipality,
               coalesce(community.name, said.local_community) as area
             from counted_statement said
             left join local_community community
               on community.municipality = said.municipality and community.name_key = said.local_community
            where said.places and said.local_community is not null
              and said.household in (select household from counted_statement where places and person is not null)
            order by said.household, said.said_at desc, said.id) home`,
    [asOf],
  );
  await transaction.query(
    `create temporary table counted_person on commit drop as
     select latest.person, latest.household, said.*,
         case when said.youngest is not null and ${bandOf('youngest')} = ${bandOf('oldest')}
           then ${bandOf('youngest')} else '${unknownCode}' end as age_band,
         case when youngest = oldest then youngest end as age
       from (select distinct on (person) person, household from counted_statement
              where places and person is not null order by person, said_at desc, id) latest
       join counted_home using (household)
       left join (select person as who, ${agreed('SEX')} as sex, ${agreed('RELATION')} as relation,
             ${agreed('EMPLOYED')} as employed,
             extract(year from age(?::date, (max(value) filter (where counted = 'BIRTH_DATE'))::date))::int as youngest,
             extract(year from age(?::date, (min(value) filter (where counted = 'BIRTH_DATE'))::date))::int as oldest
           from counted_value where person is not null group by person) said on said.who = latest.person`,
    [asOf, asOf],
  );
  const sizes = await transaction.query<AreaSize>(
    `select municipality, area, count(*)::int as persons, count(distinct household)::int as households
       from counted_person join counted_home using (household) group by 1, 2 order by 1, 2`,
  );
  return { sizes, coverage };
};

/**
 * Writes a release from what `gatherPopulation` and `gatherRights` gathered in the same transaction.
 *
 * Overcrowding and household types as DOMAIN.md 2.6 has them; equivalised size by the modified OECD scale (1 for the first grown
 * member, 0.5 for each other from 14, 0.3 for each below). Severe housing deprivation is overcrowding with a leaking roof, neither bath nor
 * indoor toilet, or too little light: no register says these yet, so that it is told only of whom it is not true.
 */
export const writeRelease = async (
  transaction: Transaction,
  release: string,
  { areas, rules }: { readonly areas: readonly AreaCode[]; readonly rules: readonly MunicipalHousingRules[] },
): Promise<void> => {
  await judgeHouseholds(transaction, rules);
  const codes = `join counted_home home using (household)
    join jsonb_to_recordset(?::jsonb) as code(municipality text, area text, "localCommunity" text)
      on code.municipality = home.municipality and code.area = home.area`;
  const shared = `home.municipality, home.number, code."localCommunity"`;
  const ofHousehold = `household_type, case when tenancies > 0 then 'RENT_FR' else '${unknownCode}' end,
    case when rights > 0 then 'YES' else 'NO' end`;
  await transaction.query(
    `insert into statistics_household (release, municipality, household, local_community, persons, household_type,
         tenure, recipient, overcrowded, deprived, equivalised_size, tenancies, rights, amount)
     select ?::uuid, ${shared}, persons, ${ofHousehold}, overcrowded,
         case overcrowded when 'NO' then 'NO' else '${unknownCode}' end, ${sizeBand}, tenancies, rights, amount
       from counted_household ${codes}`,
    [release, JSON.stringify(areas)],
  );
  await transaction.query(
    `insert into statistics_person (release, municipality, household, local_community, age_band, sex, employed,
         household_type, tenure, recipient)
     select ?::uuid, ${shared}, age_band, case sex when 'FEMALE' then 'F' when 'MALE' then 'M' else '${unknownCode}' end,
         case employed when 'true' then 'YES' when 'false' then 'NO' else '${unknownCode}' end, ${ofHousehold}
       from counted_person join counted_household using (household) ${codes}`,
    [release, JSON.stringify(areas)],
  );
};
