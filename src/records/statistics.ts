import type { Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { Category } from '../domain/category.ts';
import { HubError } from '../domain/hub-error.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { countedCategory } from '../policy/counting-agreements.ts';
import { mayCount } from '../policy/may-count.ts';
import { type Division, dimensionOf, divisions } from '../statistics/division.ts';
import {
  inputsOfDimension,
  inputsOfQuantity,
  type Measured,
  measured,
  measuredBy,
  type StatisticsMeasure,
} from '../statistics/measures.ts';
import type { StatisticsDimension, StatisticsQuantity } from '../statistics/populations.ts';
import { type Part, readTable, type TableLine } from '../statistics/read-table.ts';
import type { Release } from '../store/statistics-release-store.ts';
import { dimensionCodes } from './dimension-codes.ts';
import type { StatisticsReleases } from './statistics-releases.ts';
import type { StatisticsTables } from './statistics-tables.ts';

export interface StatisticsQuestion {
  readonly measure: StatisticsMeasure;
  readonly municipality: string;
  readonly by: readonly Division[];
  readonly where: readonly { readonly dimension: Division; readonly values: readonly string[] }[];
}

/** A table as it is given, and what it rests on. */
export interface StatisticsAnswer {
  readonly question: StatisticsQuestion;
  readonly release: Release;
  /** Null where the table cannot be given beside those that are. */
  readonly table: { readonly lines: readonly TableLine[]; readonly margins: readonly TableLine[] } | null;
  /** The dimensions of each table that is given and that the measure can be read off. */
  readonly available: readonly (readonly StatisticsDimension[])[];
}

export interface StatisticsInput {
  readonly releases: StatisticsReleases;
  readonly tables: StatisticsTables;
  readonly agreements: () => readonly Agreement[];
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
}

/** Answers questions of analysts, who see nobody (R24). */
export interface Statistics {
  /**
   * @returns null before the first release.
   * @throws HubError FORBIDDEN where not everything that the numbers rest on may be counted; BAD_USER_INPUT
   */
  readonly answer: (caller: AgencyCaller, question: StatisticsQuestion) => Promise<StatisticsAnswer | null>;
  /**
   * The release that a question would be answered from; nothing of it is read, and no table opened.
   *
   * @returns null before the first release.
   * @throws HubError as `answer`, but for values that the release does not have
   */
  readonly admit: (caller: AgencyCaller, question: StatisticsQuestion) => Promise<Release | null>;
  /** The release that is in use, with the values of each division in a municipality; null before the first. */
  readonly describe: (municipality: string) => Promise<{
    readonly release: Release;
    readonly values: ReadonlyMap<Division, readonly string[]>;
  } | null>;
}

/** What the numbers of an answer rest on. */
interface RestsOn {
  readonly dimensions: readonly StatisticsDimension[];
  readonly quantity: StatisticsQuantity | null;
}

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const checkQuestion = ({ by, where }: StatisticsQuestion): void => {
  const dimensions = by.map(dimensionOf);
  if (new Set(dimensions).size < by.length)
    refuse('A table is divided by each dimension once, and by settlements or by local communities.');
  if (new Set(where.map(({ dimension }) => dimension)).size < where.length)
    refuse('Each dimension is named once under `where`.');
};

/** The areas of a release in one municipality, as its tables name them. */
const areasOf = ({ facts }: Release, municipality: string) =>
  facts.areas.filter((area) => area.municipality === municipality);

const partsOf = (release: Release, municipality: string, division: Division): readonly Part[] => {
  const areas = areasOf(release, municipality);
  if (division === 'SETTLEMENT')
    return [...new Set(areas.map(({ settlement }) => settlement))].sort().map((name) => ({
      name,
      codes: [
        ...new Set(areas.filter((area) => area.settlement === name).map((area) => area.localCommunity)),
      ],
    }));
  const codes = dimensionCodes(release, municipality, division);
  return codes.map((code) => ({ name: code, codes: [code] }));
};

/**
 * Makes the answers.
 *
 * INVARIANT: everybody who asks is answered from the same population. Who may not count all of it is refused, and is not given a part:
 * two callers' parts would tell the difference (THREATS.md I7).
 */
export const createStatistics = (input: StatisticsInput): Statistics => {
  const { catalogue, sources } = input;

  const categoriesOf = (controller: string, { dimensions, quantity }: RestsOn): readonly Category[] => {
    const inputs = new Set([
      ...dimensions.flatMap((dimension) => inputsOfDimension[dimension]),
      ...(quantity === null ? [] : inputsOfQuantity[quantity]),
    ]);
    const adapters = new Set(
      sources.filter((each) => each.controller === controller).map(({ adapter }) => adapter),
    );
    const fields = [...catalogue.governed.values()].filter(
      ({ counted, kind }) =>
        counted !== null && inputs.has(counted) && adapters.has(catalogue.kinds.get(kind)?.adapter ?? ''),
    );
    return [...new Set<Category>([countedCategory, ...fields.map(({ category }) => category)])];
  };

  const checkCaller = (
    caller: AgencyCaller,
    release: Release,
    municipality: string,
    restsOn: RestsOn,
  ): void => {
    const controllers = release.facts.controllers.filter((each) => each.municipality === municipality);
    const inForce = input.agreements();
    const allowed = controllers.every(({ controller, basis }) =>
      mayCount(inForce, caller, {
        controller,
        ...{ municipality, basis },
        categories: categoriesOf(controller, restsOn),
      }),
    );
    if (controllers.length === 0 || !allowed)
      throw new HubError('FORBIDDEN', {
        internal: `not all that is counted in ${municipality} may be counted`,
      });
  };

  /** By dimension: what alone is counted. */
  const filtersOf = (
    caller: AgencyCaller,
    release: Release,
    { municipality, where }: StatisticsQuestion,
    only: Measured['only'],
  ) => {
    const filters = new Map<string, readonly string[]>();
    const narrow = (dimension: StatisticsDimension, codes: readonly string[]): void => {
      const before = filters.get(dimension);
      filters.set(dimension, before ? before.filter((code) => codes.includes(code)) : codes);
    };
    if (only) narrow(only.dimension, only.codes);
    for (const { dimension, values } of where) {
      const parts = partsOf(release, municipality, dimension);
      const chosen = values.map(
        (value) =>
          parts.find(({ name }) => name === value) ??
          refuse('A value under `where` is none of its dimension.'),
      );
      narrow(dimensionOf(dimension), [...new Set(chosen.flatMap(({ codes }) => codes))]);
    }
    if (caller.area !== null) {
      const own = new Set(caller.area.map(foldText));
      const areas = areasOf(release, municipality);
      // What was put together of areas of which one is somebody else's is not the caller's.
      const inside = areas.filter(({ localCommunity }) =>
        areas.every((area) => area.localCommunity !== localCommunity || own.has(foldText(area.area))),
      );
      narrow('LOCAL_COMMUNITY', [...new Set(inside.map(({ localCommunity }) => localCommunity))]);
    }
    return filters;
  };

  /** The dimensions of each table that the measure can be read off. */
  const availableOf = async (
    { measure, municipality }: StatisticsQuestion,
    release: Release,
  ): Promise<readonly (readonly StatisticsDimension[])[]> => {
    const tables = [];
    for (const { population } of measured[measure])
      tables.push(...(await input.tables.given({ release, municipality, population })));
    return tables;
  };

  /** What answers a question. INVARIANT: who may not count it is refused before it is looked at whether its values are any. */
  const admit = async (caller: AgencyCaller, question: StatisticsQuestion) => {
    checkQuestion(question);
    const release = await input.releases.newest();
    if (!release) return null;
    const { measure, municipality } = question;
    const by = question.by.map(dimensionOf);
    const where = question.where.map(({ dimension }) => dimensionOf(dimension));
    if (caller.area !== null) where.push('LOCAL_COMMUNITY');
    const told = measuredBy(measure, [...by, ...where]);
    if (told === null) return refuse('The measure is not divided so: the catalogue says how it is.');
    const dimensions = [...new Set([...by, ...(told.only ? [told.only.dimension] : []), ...where])];
    checkCaller(caller, release, municipality, { dimensions, quantity: told.quantity });
    return { release, told, dimensions };
  };

  return {
    admit: async (caller, question) => (await admit(caller, question))?.release ?? null,
    answer: async (caller, question) => {
      const admitted = await admit(caller, question);
      if (!admitted) return null;
      const { release, told, dimensions } = admitted;
      const { population, only, quantity } = told;
      const { municipality, by } = question;
      const filters = filtersOf(caller, release, question, only);
      const asked = { release, municipality, population };
      const found = await input.tables.find(asked, dimensions, quantity);
      const columns = by.map((division) => ({
        dimension: dimensionOf(division),
        parts: partsOf(release, municipality, division),
      }));
      // Of what households have there is no share: a household may have more than one.
      const shareOf = quantity === null ? (only?.dimension ?? null) : null;
      const table = found && readTable(found, { by: columns, where: filters, quantity, shareOf });
      return { question, release, table, available: await availableOf(question, release) };
    },
    describe: async (municipality) => {
      const release = await input.releases.newest();
      if (!release) return null;
      const namesOf = (division: Division) =>
        partsOf(release, municipality, division).map(({ name }) => name);
      return { release, values: new Map(divisions.map((division) => [division, namesOf(division)])) };
    },
  };
};
