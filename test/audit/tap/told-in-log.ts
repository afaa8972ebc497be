import { kindsByType } from './contract.ts';
import { consentMissing, datumOf, edges, fileOf, nobody, type Told } from './told.ts';

/** A disclosure as it stands in the log's table. */
export interface LoggedDisclosure {
  readonly id: string;
  readonly agency: string | null;
  readonly through: string | null;
  readonly body: {
    readonly actor: string;
    readonly named: boolean;
    readonly purpose: string;
    readonly token: { readonly issuer: string; readonly id: string };
    readonly request: string;
    readonly operation: { readonly name: string | null; readonly hash: string };
    readonly person: string | null;
    readonly household: string | null;
    readonly source: string;
    readonly recordKind: string;
    readonly controller: string;
    readonly fields: readonly string[];
    readonly step: string;
    readonly consents: readonly string[];
  };
}

/** What the store says besides the log: who gave a consent, and in which dwellings a household's records of a register lie. */
export interface LogFacts {
  readonly giverOf: ReadonlyMap<string, string>;
  /** By `household source kind`. */
  readonly dwellingsOf: ReadonlyMap<string, readonly string[]>;
}

/** A line through several consents stands once for each of their givers: together they are one disclosure. */
const sharesOf = (
  lines: readonly LoggedDisclosure[],
  { giverOf }: LogFacts,
): readonly { readonly line: LoggedDisclosure; readonly share: number }[] => {
  const groups = new Map<string, LoggedDisclosure[]>();
  for (const line of lines) {
    const { person: _person, ...rest } = line.body;
    const key = line.body.consents.length > 1 ? JSON.stringify(rest) : `line ${line.id}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const givers = new Set((first?.body.consents ?? []).map((consent) => giverOf.get(consent)));
    if (givers.size < 2) return group.map((line) => ({ line, share: 1 }));
    const each = new Map<string | null, number>();
    for (const line of group) each.set(line.through, (each.get(line.through) ?? 0) + 1);
    // Each giver's own log must be complete (R14): where one has fewer lines than another, the shares are no whole number.
    const isEven = each.size === givers.size && new Set(each.values()).size === 1;
    return group.map((line) => ({ line, share: isEven ? 1 / givers.size : 0.01 }));
  });
};

const placeOf = (
  { body }: LoggedDisclosure,
  coordinate: string,
  given: Told,
  { dwellingsOf }: LogFacts,
): readonly [of: string, coordinate: string, towards?: string] => {
  const [type = ''] = coordinate.split('.');
  const person = `PERSON ${body.person}`;
  const household = `HOUSEHOLD ${body.household}`;
  if (body.step === 'CONSENT_REQUIRED') return [person, consentMissing(coordinate)];
  if (body.step === 'STATISTICS') return [nobody, coordinate];
  if (body.step === 'CONSENT_ENDED' || body.step === 'CORRECTED') return [person, coordinate];
  if (body.step === 'SELF' || body.step === 'ASSISTED')
    return [body.recordKind === '' ? person : fileOf(String(body.person)), coordinate];
  if (type === 'Dwelling') {
    const near = dwellingsOf.get(`${body.household} ${body.source} ${body.recordKind}`) ?? [];
    const told = near.find((dwelling) => given.has(datumOf(`DWELLING ${dwelling}`, coordinate)));
    return [`DWELLING ${told ?? near[0]}`, coordinate];
  }
  if (coordinate === 'Household.members') return [household, coordinate, person];
  if (coordinate === 'Person.households') return [person, coordinate, household];
  const entity = kindsByType.get(type)?.entity ?? type;
  return [entity === 'Person' ? person : household, coordinate];
};

/** What the lines of one request say was given. @param given what the answer gave, for a household with two dwellings. */
export const toldIn = (lines: readonly LoggedDisclosure[], given: Told, facts: LogFacts): Told => {
  const told: Told = new Map();
  for (const { line, share } of sharesOf(lines, facts)) {
    for (const coordinate of line.body.fields) {
      const place = placeOf(line, coordinate, given, facts);
      const datum = datumOf(...place);
      const known = told.get(datum);
      const sources = [line.body.source];
      if (!known) told.set(datum, { times: share, isEdge: edges.has(coordinate), sources });
      else {
        known.times += share;
        // One of several givers' lines says the source for all of them.
        if (Math.ceil(known.times - 1e-9) > (known.sources?.length ?? 0)) known.sources?.push(...sources);
      }
    }
  }
  return told;
};
