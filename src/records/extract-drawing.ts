import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { type ExtractColumn, isIdentifying } from '../domain/extract-column.ts';
import { HubError } from '../domain/hub-error.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { type ExtractBasis, extractBasis } from '../policy/extract-basis.ts';
import { buildRuleset } from '../policy/ruleset.ts';
import { unknownCode } from '../statistics/age-bands.ts';
import type { ExtractRow } from '../statistics/extract-classes.ts';
import { ageAt, type ExtractLevel, type ExtractPlace, placeAt } from '../statistics/extract-ladder.ts';
import { together } from '../statistics/group-areas.ts';
import type { Database } from '../store/database.ts';
import { findConsenting } from '../store/extract-store.ts';
import type { EntityRows } from '../store/graph-rows.ts';
import type { Release } from '../store/statistics-release-store.ts';
import type { DisclosureCollector } from './disclosures.ts';
import { createExtractPersons, type DrawnPerson } from './extract-person.ts';
import type { RowLoader } from './row-loader.ts';

export interface ExtractDrawingInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  /** Agreements in force today. */
  readonly agreements: () => readonly Agreement[];
  readonly loadRows: RowLoader;
  /** The release of statistics that is in use: how areas of few households are put together; null before the first. */
  readonly newestRelease: () => Promise<Release | null>;
  /** Local date. */
  readonly today: () => string;
}

/** What is asked for, and on whose behalf. */
export interface ExtractQuestion {
  /** `yyyy-mm-dd`: the day that ages are of; today where nothing is drawn yet. */
  readonly agesOf?: string | null;
  readonly caller: AgencyCaller;
  readonly municipality: string;
  readonly columns: readonly ExtractColumn[];
}

/** Decides on rows of an extract by the agreements and consents of this moment. */
export interface ExtractDrawing {
  readonly basis: ExtractBasis;
  /** `yyyy-mm-dd`: the day that ages are of. */
  readonly asOf: string;
  /** Those of some persons who have a row now. */
  readonly rowsOf: (
    persons: readonly string[],
    disclosures: DisclosureCollector | null,
  ) => Promise<readonly DrawnPerson[]>;
  /** Everybody who has a row now. @throws HubError QUERY_TOO_COMPLEX */
  readonly everybody: () => Promise<readonly DrawnPerson[]>;
  /** How a drawn row is given at a level. */
  readonly rowAt: (drawn: DrawnPerson, level: ExtractLevel) => ExtractRow;
}

/** Persons decided on at once: a batch of the row loader. */
export const personsAtOnce = 200;
/** More who have consented are not drawn while somebody waits. */
const mostConsenting = 20_000;

/** Where somebody is whose area the release does not know: with those that are too small to be named. */
const placesOf = (release: Release | null, municipality: string): ReadonlyMap<string, ExtractPlace> =>
  new Map(
    (release?.facts.areas ?? [])
      .filter((area) => area.municipality === municipality)
      .map(({ area, localCommunity, settlement }) => [
        foldText(area),
        { localCommunity, settlement, municipality },
      ]),
  );

/** Opens a drawing: what is agreed is read once, what is held and consented to with each row. */
export const openExtractDrawing = async (
  input: ExtractDrawingInput,
  { caller, municipality, columns, agesOf }: ExtractQuestion,
): Promise<ExtractDrawing> => {
  const { catalogue, sources, loadRows, database } = input;
  const agency = input.agencies.get(caller.agency);
  const purposeClass = agency?.registrations.get(caller.purpose)?.class;
  // INVARIANT: a token for a part of the municipality would cut the whole, whose classes were counted, into slices.
  if (!agency || !purposeClass || !caller.named || caller.area !== null) throw new HubError('FORBIDDEN');
  const asOf = input.today();
  const ruleset = buildRuleset({
    ...{ caller, agency, purposeClass, forExtract: true, catalogue, sources, today: asOf },
    agreements: input.agreements(),
  });
  const basis = extractBasis({ catalogue, ruleset, sources, municipality, columns });
  const reader = { agency: caller.agency, purpose: caller.purpose, area: null };
  const persons = createExtractPersons({
    ruleset,
    basis,
    caller: reader,
    municipality,
    asOf: agesOf ?? asOf,
  });
  const places = placesOf(await input.newestRelease(), municipality);
  const load = async (entity: 'PERSON' | 'HOUSEHOLD', id: string): Promise<EntityRows> =>
    await loadRows({
      ...{ entity, id, agency: caller.agency, kinds: ruleset.kinds, municipalities: [municipality] },
      // R15: nobody draws their own household or relatives.
      ...{ self: selfHashOf(caller), actor: null },
    });

  const rowsOf: ExtractDrawing['rowsOf'] = async (ids, disclosures) => {
    const found = await Promise.all(ids.map(async (id) => await load('PERSON', id)));
    const placed = found.flatMap((rows) => {
      const household = persons.householdOf(rows);
      return household === null ? [] : [{ rows, household }];
    });
    const homes = new Map(
      await Promise.all(
        [...new Set(placed.map(({ household }) => household))].map(
          async (id): Promise<[string, EntityRows]> => [id, await load('HOUSEHOLD', id)],
        ),
      ),
    );
    return placed.flatMap(({ rows, household }) => {
      const home = homes.get(household);
      const drawn = home && persons.draw(rows, home, disclosures);
      return drawn ? [drawn] : [];
    });
  };

  return {
    basis,
    asOf,
    rowsOf,
    everybody: async () => {
      const ids = await findConsenting(database, {
        ...{ recipient: caller.agency, today: asOf, limit: mostConsenting + 1 },
      });
      if (ids.length > mostConsenting)
        throw new HubError('QUERY_TOO_COMPLEX', {
          publicMessage: `More than ${mostConsenting} persons have consented: an extract is drawn of fewer.`,
        });
      const drawn: DrawnPerson[] = [];
      for (let from = 0; from < ids.length; from += personsAtOnce)
        drawn.push(...(await rowsOf(ids.slice(from, from + personsAtOnce), null)));
      return drawn;
    },
    rowAt: ({ household, codes, area }, level) => {
      const place =
        area === null
          ? { localCommunity: unknownCode, settlement: unknownCode, municipality }
          : (places.get(area) ?? { localCommunity: together, settlement: together, municipality });
      const codeOf = (column: ExtractColumn): string => {
        if (column === 'PLACE') return placeAt(level, place);
        const code = codes[column] ?? unknownCode;
        return column === 'AGE_BAND' ? ageAt(level, code) : code;
      };
      return {
        household,
        identifying: columns.filter(isIdentifying).map(codeOf),
        sensitive: columns.filter((column) => !isIdentifying(column)).map(codeOf),
      };
    },
  };
};
