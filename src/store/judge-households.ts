import { unknownCode } from '../statistics/age-bands.ts';
import type { MunicipalHousingRules } from '../statistics/housing-rules.ts';
import { equivalisedSizes } from '../statistics/populations.ts';
import { agreed } from './agreed-value.ts';
import type { Transaction } from './database.ts';

/**
 * Eurostat's types of household (`hhtyp`). A dependent child is somebody under 18, or from 18 to 24 who is inactive and
 * lives with a parent (EU-SILC). Registers tell who is employed, and not who is inactive: where a grown child is not employed the type is
 * not known.
 */
const householdType = `case
    when not is_known or students > 0 or grown = 0 then '${unknownCode}'
    when grown = 1 then case when dependent > 0 then 'A1_DCH' when old > 0 then 'A1_GE65' else 'A1_LT65' end
    when grown = 2 then case when dependent = 0 then case when old > 0 then 'A2_GE1_GE65' else 'A2_2LT65' end
      when dependent = 1 then 'A2_1DCH' when dependent = 2 then 'A2_2DCH' else 'A2_GE3DCH' end
    else case when dependent = 0 then 'A_GE3' else 'A_GE3_DCH' end end`;

/**
 * Overcrowded by rooms, by floor, or by both, as the rules of the municipality ask for either. Who is a couple, registers tell of holder and spouse alone: any other grown member could be one of a
 * couple too, and where that would change the answer it is not known.
 */
const roomsSay = `case
    when "adultFrom" is null then 'NO'
    when rooms is null or youth_of_no_sex > 0 then '${unknownCode}'
    when rooms >= required then 'NO'
    when rooms < required - least(strangers, (adults - 2 * couples) / 2) then 'YES'
    else '${unknownCode}' end`;

const floorSays = `case
    when "floorFirst" is null then 'NO'
    when floor_area is null then '${unknownCode}'
    when floor_area >= "floorFirst" + "floorEach" * (persons - 1) then 'NO'
    else 'YES' end`;

const overcrowded = `case
    when not is_known then '${unknownCode}'
    when 'YES' in (${roomsSay}, ${floorSays}) then 'YES'
    when '${unknownCode}' in (${roomsSay}, ${floorSays}) then '${unknownCode}'
    else 'NO' end`;

const members = `select household, rule."adultFrom", rule."floorFirst", rule."floorEach", count(*) as persons,
    count(*) filter (where age is null) as ageless,
    count(*) filter (where age >= "adultFrom") as adults,
    count(*) filter (where age >= 18) as grown,
    count(*) filter (where age < 18) as dependent,
    count(*) filter (where age >= 65) as old,
    count(*) filter (where age >= 14) as over_thirteen,
    count(*) filter (where age between 18 and 24 and relation = 'CHILD' and employed is distinct from 'true') as students,
    least(count(*) filter (where relation = 'SPOUSE' and age >= "adultFrom"),
      count(*) filter (where relation = 'HOLDER' and age >= "adultFrom")) as couples,
    count(*) filter (where age >= "adultFrom" and coalesce(relation, 'OTHER') = 'OTHER') as strangers,
    count(*) filter (where age >= "sharingBySexFrom" and age < "adultFrom" and sex = 'FEMALE') as girls,
    count(*) filter (where age >= "sharingBySexFrom" and age < "adultFrom" and sex = 'MALE') as boys,
    count(*) filter (where age >= "sharingBySexFrom" and age < "adultFrom" and sex is null) as youth_of_no_sex,
    count(*) filter (where age < "sharingBySexFrom") as small
  from counted_person join counted_home using (household)
    join jsonb_to_recordset(?::jsonb) as rule(municipality text, "adultFrom" int, "sharingBySexFrom" int, "floorFirst" numeric,
      "floorEach" numeric) using (municipality)
  group by household, rule."adultFrom", rule."floorFirst", rule."floorEach"`;

const required = `1 + adults - couples + (girls + 1) / 2 + (boys + 1) / 2 + (small + 1) / 2`;

/** The band of an equivalised size, in SQL. */
export const sizeBand = `case ${[...equivalisedSizes]
  .reverse()
  .map(({ code, from }) => `when equivalised >= ${from} then '${code}'`)
  .join(' ')} else '${unknownCode}' end`;

/**
 * Judges households of what `gatherPopulation` and `gatherRights` gathered, by the rules of their municipalities, into
 * `counted_household`, a table of this transaction alone.
 */
export const judgeHouseholds = async (
  transaction: Transaction,
  rules: readonly MunicipalHousingRules[],
): Promise<void> => {
  const asked = rules.map(({ municipality, rooms, floorArea }) => ({
    municipality,
    ...(rooms ?? { adultFrom: null, sharingBySexFrom: null }),
    ...{ floorFirst: floorArea?.first ?? null, floorEach: floorArea?.each ?? null },
  }));
  await transaction.query(
    `create temporary table counted_household on commit drop as
     select whole.*, ${householdType} as household_type, ${overcrowded} as overcrowded
       from (select members.*, ${required} as required, said.rooms::numeric as rooms, said.floor_area::numeric as floor_area,
               case when ageless = 0 then 1 + 0.5 * (over_thirteen - 1) + 0.3 * (persons - over_thirteen) end as equivalised,
               ageless = 0 and coalesce(said.least_count::int = persons and said.most_count::int = persons, true) as is_known,
               coalesce(said.tenancies, 0) as tenancies, coalesce(granted.rights, 0) as rights,
               coalesce(granted.amount, 0) as amount
             from (${members}) members
             left join (select household, ${agreed('ROOMS')} as rooms, ${agreed('FLOOR_AREA')} as floor_area,
                   min(value::int) filter (where counted = 'MEMBER_COUNT') as least_count,
                   max(value::int) filter (where counted = 'MEMBER_COUNT') as most_count,
                   count(*) filter (where counted = 'TENANCY_STATUS' and value = 'ACTIVE') as tenancies
                 from counted_value where person is null group by household) said using (household)
             left join (select household, count(*) as rights, sum(amount) as amount
                 from counted_claim where status = 'GRANTED' group by household) granted using (household)) whole`,
    [JSON.stringify(asked)],
  );
};
