import { leastCellRule } from '../../src/statistics/cell-rule.ts';
import { eurostatRooms } from '../../src/statistics/housing-rules.ts';
import type { Database } from '../../src/store/database.ts';
import { keepRelease, type Release } from '../../src/store/statistics-release-store.ts';

const release = '00000000-0000-4000-8000-0000000000aa';

/** A number from 0 to below 1 for each row, the same for the same seed, in SQL. */
const drawn = (row: string, what: string, seed: number | string): string =>
  `((hashtextextended(${row}::text || '${what}', ${seed}) & 1048575) / 1048576.0)`;

/** The values of a list by their shares. */
const share = (value: string, shares: readonly (readonly [code: string, upTo: number])[]): string =>
  `case ${shares.map(([code, upTo]) => `when ${value} < ${upTo} then '${code}'`).join(' ')} end`;

/** What its households ask for, by their shares. */
const rights = [
  ['materijalno obezbjeđenje', 0.6],
  ['dodatak za djecu', 0.97],
  ['OTHER', 1],
] as const;

/**
 * Puts a made-up town into a release: its households live where many or few others do, and what they are hangs together, as in a real one.
 */
export const drawTown = async (
  database: Database,
  options: {
    readonly persons: number;
    readonly areas: number;
    readonly seed: number;
    /** Which share of the households are others than the town of the same seed has without it: a later month. */
    readonly turnover?: number;
  },
): Promise<Release> => {
  const { persons, areas, turnover = 0 } = options;
  const seedBy = (household: string): string =>
    `(case when ${drawn(household, 'moves', 77)} < ${turnover} then ${options.seed + 1} else ${options.seed} end)`;
  const digits = Math.max(String(areas - 1).length, 2);
  const names = Array.from({ length: areas }, (_value, index) => `MZ ${String(index).padStart(digits, '0')}`);
  const town: Release = {
    ...{ id: release, period: '2026-11', asOf: '2026-11-01', drawnAt: new Date('2026-11-01T00:00:00Z') },
    facts: {
      controllers: [{ controller: 'berane.centre', municipality: 'berane', basis: 'EVERYONE' }],
      coverage: [],
      policyVersion: 'made up',
      smallestCell: leastCellRule,
      rules: [{ municipality: 'berane', ...eurostatRooms }],
      areas: names.map((area) => ({ municipality: 'berane', area, localCommunity: area, settlement: area })),
      largestHousehold: 6,
      rights: [{ municipality: 'berane', rights: [...rights.map(([right]) => right)] }],
      mostRights: 1,
    },
  };
  const households = Math.ceil(persons / 2.9);
  await database.transaction(async (transaction) => {
    await keepRelease(transaction, town);
    await transaction.query(
      `insert into statistics_household (release, municipality, household, persons, local_community, household_type, tenure,
           recipient, overcrowded, deprived, equivalised_size, tenancies, rights, amount)
       select '${release}', 'berane', number, size, 'MZ ' || lpad(floor(${areas} * pow(place, 1.6))::int::text, ${digits}, '0'),
           case size when 1 then ${share('kind', [
             ['A1_LT65', 0.5],
             ['A1_GE65', 1],
           ])} when 2 then ${share('kind', [
             ['A2_2LT65', 0.5],
             ['A2_GE1_GE65', 0.8],
             ['A1_DCH', 1],
           ])} when 3 then ${share('kind', [
             ['A2_1DCH', 0.6],
             ['A_GE3', 1],
           ])} else ${share('kind', [
             ['A2_2DCH', 0.6],
             ['A2_GE3DCH', 0.7],
             ['A_GE3_DCH', 1],
           ])} end,
           ${share('tenure', [
             ['RENT_FR', 0.08],
             ['UNK', 1],
           ])}, case when aid < 0.04 + 0.2 * place then 'YES' else 'NO' end,
           case when crowd < 0.05 + 0.06 * size then 'YES' when crowd < 0.9 then 'NO' else 'UNK' end, 'UNK', case size when 1 then 'S1' else 'S1_3-1_5' end,
           case when tenure < 0.08 then 1 else 0 end, case when aid < 0.04 + 0.2 * place then 1 else 0 end,
           case when aid < 0.04 + 0.2 * place then 40 + floor(pow(kind, 4) * 400) else 0 end
         from (select number, 1 + floor(5 * ${drawn('number', 'size', seedBy('number'))} * ${drawn('number', 'more', seedBy('number'))} + 0.9)::int as size,
             ${drawn('number', 'place', seedBy('number'))} as place, ${drawn('number', 'kind', seedBy('number'))} as kind,
             ${drawn('number', 'tenure', seedBy('number'))} as tenure, ${drawn('number', 'aid', seedBy('number'))} as aid,
             ${drawn('number', 'crowd', seedBy('number'))} as crowd
           from generate_series(1, ${households}) number) drawn`,
    );
    await transaction.query(
      `insert into statistics_observation (release, municipality, household, concern, state, needs_help)
       select release, municipality, household, ${share('seen', [
         ['HEALTH', 0.2],
         ['HOUSING', 0.5],
         ['MEANS', 0.7],
         ['SEVERAL', 0.8],
         ['NONE', 1],
       ])}, ${share('since', [
         ['RECEIVED', 0.9],
         ['CLOSED', 1],
       ])}, ${share('need', [
         ['YES', 0.6],
         ['NO', 1],
       ])}
         from (select home.*, ${drawn('household', 'seen', seedBy('household'))} as seen,
             ${drawn('household', 'since', seedBy('household'))} as since, ${drawn('household', 'need', seedBy('household'))} as need
           from statistics_household home) observed
        where ${drawn('household', 'observed', seedBy('household'))} < 0.03`,
    );
    await transaction.query(
      `insert into statistics_right (release, municipality, household, title, status, month, amount, waiting_days)
       select release, municipality, household, ${share('which', rights)},
           case when recipient = 'YES' then 'GRANTED' when which < 0.5 then 'PENDING' else 'REFUSED' end,
           ${share('since', [
             ['EARLIER', 0.5],
             ['2026-09', 0.7],
             ['2026-10', 0.9],
             ['2026-11', 0.99],
             ['UNK', 1],
           ])}, amount,
           case when recipient = 'NO' and which < 0.5 then floor(which * 1000) else 0 end
         from (select home.*, ${drawn('household', 'right', seedBy('household'))} as which,
             ${drawn('household', 'month', seedBy('household'))} as since from statistics_household home) asking
        where recipient = 'YES' or ${drawn('household', 'asks', seedBy('household'))} < 0.05`,
    );
    await transaction.query(
      `insert into statistics_person (release, municipality, household, local_community, age_band, sex, employed,
           household_type, tenure, recipient)
       select release, municipality, household, local_community,
           ${share('age', [
             ['Y0-5', 0.07],
             ['Y6-14', 0.16],
             ['Y15-17', 0.195],
             ['Y18-29', 0.35],
             ['Y30-44', 0.55],
             ['Y45-64', 0.82],
             ['Y65-79', 0.96],
             ['Y_GE80', 1],
           ])}, ${share('sex', [
             ['F', 0.5],
             ['M', 1],
           ])},
           case when age < 0.195 then 'NO' when work < 0.45 then 'YES' when work < 0.9 then 'NO' else 'UNK' end,
           household_type, tenure, recipient
         from (select home.*, ${drawn(`household || ' ' || member`, 'age', seedBy('household'))} as age,
             ${drawn(`household || ' ' || member`, 'sex', seedBy('household'))} as sex,
             ${drawn(`household || ' ' || member`, 'work', seedBy('household'))} as work
           from statistics_household home, generate_series(1, persons) member) drawn`,
    );
  });
  await database.analyze();
  return town;
};
