import { localDateOf } from '../domain/local-date.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { CountedController } from '../policy/counted-controllers.ts';
import { countedCategory } from '../policy/counting-agreements.ts';
import type { CellRule } from '../statistics/cell-rule.ts';
import { groupAreas } from '../statistics/group-areas.ts';
import type { HousingRules } from '../statistics/housing-rules.ts';
import type { Database } from '../store/database.ts';
import { gatherRights, writeRights } from '../store/draw-rights.ts';
import {
  type AreaCode,
  type CountedField,
  gatherPopulation,
  writeRelease,
} from '../store/draw-statistics.ts';
import {
  findNewestRelease,
  forgetReleases,
  keepRelease,
  type Release,
} from '../store/statistics-release-store.ts';
import { writeObservations } from '../store/write-observations.ts';

export interface StatisticsReleasesInput {
  readonly database: Database;
  readonly catalogue: Catalogue;
  /** Whose records are counted today, by municipality, and the policy that says so. */
  readonly counted: () => {
    readonly controllers: readonly CountedController[];
    readonly policyVersion: string;
  };
  /** How the registry writes a local community that records have by its key; undefined where it does not name it. */
  readonly nameOf: (municipality: string, area: string) => string | undefined;
  /** The settlement of a local community, where the registry names it. */
  readonly settlementOf: (municipality: string, area: string) => string | undefined;
  /** How a municipality says that a home is too small. */
  readonly rulesOf: (municipality: string) => HousingRules;
  readonly smallestCell: CellRule;
  readonly timeZone: string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** Releases: what statistics are answered from, drawn once in each month. */
export interface StatisticsReleases {
  /** Draws this month's release where there is none yet. */
  readonly drawDue: () => Promise<void>;
  /** The newest; null before the first. */
  readonly newest: () => Promise<Release | null>;
}

/** Kinds that place their people in a household; what a neighbour saw places nobody. */
const placingKinds = (catalogue: Catalogue): readonly string[] =>
  [...catalogue.kinds.values()]
    .filter(({ fields }) => fields.some(({ category }) => category === countedCategory))
    .map(({ kind }) => kind);

const countedFields = (catalogue: Catalogue): readonly CountedField[] =>
  [...catalogue.governed.values()].flatMap(({ kind, field, counted }) =>
    counted === null ? [] : [{ kind, field, counted }],
  );

/** Observations are counted for the thirty days for which they are kept, and for as many after they were closed. */
const observedSince = (asOf: string): string =>
  new Date(Date.parse(asOf) - 60 * 86_400_000).toISOString().slice(0, 10);

/**
 * Makes the releases.
 *
 * INVARIANT: a release is drawn by the clock and never by a question, and does not change: an answer before somebody's coming or going
 * and one after it are the same until the next (THREATS.md I6).
 */
export const createStatisticsReleases = (input: StatisticsReleasesInput): StatisticsReleases => {
  const { database, catalogue } = input;
  const [placing, fields] = [placingKinds(catalogue), countedFields(catalogue)];

  const observed = [
    ...new Set(fields.filter(({ counted }) => counted === 'OBSERVED_NEED').map(({ kind }) => kind)),
  ];

  const draw = async (asOf: string, drawnAt: Date): Promise<void> => {
    await database.transaction(async (transaction) => {
      // Two processes that begin at once: the second finds what the first has drawn.
      await transaction.query(`select pg_advisory_xact_lock(hashtext('statistics release'))`);
      const newest = await findNewestRelease(transaction);
      const period = asOf.slice(0, 7);
      if (newest && newest.period >= period) return;
      const { controllers, policyVersion } = input.counted();
      const found = await gatherPopulation(transaction, { controllers, fields, placing, asOf, drawnAt });
      const { sizes, coverage } = found;
      // Before anybody is counted there is nothing to keep as it is for a month; and nothing of the month before.
      if (sizes.length === 0) return await forgetReleases(transaction);
      const municipalities = [...new Set(sizes.map(({ municipality }) => municipality))];
      const areas = municipalities.flatMap((municipality): AreaCode[] =>
        groupAreas(
          sizes.filter((each) => each.municipality === municipality),
          (area) => input.settlementOf(municipality, area),
        ).map((each) => {
          const shown = (name: string): string => input.nameOf(municipality, name) ?? name;
          return {
            ...{ municipality, area: each.area },
            ...{ localCommunity: shown(each.localCommunity), settlement: shown(each.settlement) },
          };
        }),
      );
      const rules = municipalities.map((municipality) => ({ municipality, ...input.rulesOf(municipality) }));
      const rights = await gatherRights(transaction, { asOf, keyOf: foldText });
      const [largest] = await transaction.query<{ size: number | null; rights: number | null }>(
        `select (select max(size)::int from (select count(*) as size from counted_person group by household) home) as size,
           (select max(size)::int from (select count(*) as size from counted_claim group by household) home) as rights`,
      );
      const id = input.createId();
      const { smallestCell } = input;
      const most = { largestHousehold: largest?.size ?? 0, mostRights: largest?.rights ?? 0 };
      const facts = {
        controllers: controllers.map(({ controller, municipality, basis }) => ({
          ...{ controller, municipality, basis },
        })),
        ...{ coverage, policyVersion, smallestCell, rules, areas, rights, ...most },
      };
      await keepRelease(transaction, { id, period, asOf, drawnAt, facts });
      await writeRelease(transaction, id, { areas, rules });
      await writeRights(transaction, id);
      await writeObservations(transaction, id, { controllers, kinds: observed, since: observedSince(asOf) });
    });
    await database.analyze();
  };

  return {
    drawDue: async () => {
      const now = input.clock();
      const asOf = localDateOf(now, input.timeZone);
      const newest = await findNewestRelease(database);
      if (newest === null || newest.period < asOf.slice(0, 7)) await draw(asOf, now);
    },
    newest: async () => await findNewestRelease(database),
  };
};
