import type { Agency, Registration, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { callerWithRole, rolesNamed } from './access-matrix.ts';
import { forbiddenBy, type Ways, waysTo, wayToCount } from './access-ways.ts';
import type { Catalogue } from './catalogue.ts';
import { countingAgreements } from './counting-agreements.ts';
import { covers } from './covers.ts';
import { buildRuleset, gateOf, isProject, prohibits, recordRulesKey } from './ruleset.ts';

/** Two sets of agreements between the same agencies over the same contracts. */
export interface PolicyDiffInput {
  readonly before: readonly Agreement[];
  readonly after: readonly Agreement[];
  /** Whose rights are compared. */
  readonly agencies: readonly Agency[];
  readonly sources: readonly Source[];
  readonly catalogue: Catalogue;
  /** The local day from which on both are looked at. */
  readonly day: string;
}

/** WIDENS: something more can open it, and nothing less. NARROWS: the other way round. CHANGES: both, or other words. */
export type AccessEffect = 'WIDENS' | 'NARROWS' | 'CHANGES';

/** One field of one controller that one agency reads otherwise than before, for one purpose and with one role. */
export interface AccessChange {
  readonly effect: AccessEffect;
  readonly agency: string;
  /** Compact IRI. */
  readonly purpose: string;
  /** `none` for a caller without a role. */
  readonly role: string;
  readonly field: string;
  readonly controller: string;
  /** By what it opens, in words; sorted, empty where nothing opens it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** By `field controller`: for each of the days that are looked at, in their order, what opens it. */
type Opened = ReadonlyMap<string, readonly (Ways | null)[]>;

/** What is told of counts. A project's indicators are counts of statistics: who asks for these as well is told them once. */
const countedBy = ({ operations }: Registration): string | null => {
  if (operations.has('statistics')) return 'StatisticsTable.lines';
  return operations.has('projectIndicators') ? 'ProjectIndicators.indicators' : null;
};

const holdsOn = ({ validFrom, validUntil }: Agreement, day: string): boolean =>
  validFrom <= day && (validUntil === null || day < validUntil);

/** The days from the given one on at which the one or the other set can come to say something else. */
const daysOf = ({ before, after, day }: PolicyDiffInput): readonly string[] => {
  const turns = [...before, ...after].flatMap(({ validFrom, validUntil }) => [validFrom, validUntil ?? day]);
  return [...new Set([day, ...turns.filter((turn) => turn > day)])].sort();
};

/** Whose rights are looked at, for what, with which role. */
interface Asking {
  readonly agency: Agency;
  readonly registration: Registration;
  readonly role: string;
}

const openedOn = (
  { catalogue, sources }: PolicyDiffInput,
  agreements: readonly Agreement[],
  { agency, registration, role }: Asking,
  day: string,
): ReadonlyMap<string, Ways> => {
  const { purpose } = registration;
  const caller = callerWithRole(agency.id, purpose, role);
  const opened = new Map<string, Ways>();
  const { records } = buildRuleset({
    caller,
    agency,
    purposeClass: registration.class,
    forExtract: isProject(registration.class),
    catalogue,
    agreements,
    sources,
    today: day,
  });
  for (const field of catalogue.governed.values()) {
    for (const controller of new Set(sources.map((source) => source.controller))) {
      const rules = records.get(recordRulesKey(field.kind, controller));
      const rule = rules?.rules[rules.bitOf.get(field.field) ?? -1];
      if (rule) opened.set(`${field.coordinate} ${controller}`, waysTo(field, rule.alternatives, purpose));
    }
  }
  const add = (key: string, { keys, words }: Ways): void => {
    const others = opened.get(key);
    opened.set(key, {
      keys: new Set([...(others?.keys ?? []), ...keys]),
      words: new Set([...(others?.words ?? []), ...words]),
    });
  };
  const inForce = agreements.filter((agreement) => holdsOn(agreement, day));
  const speaking = inForce.filter((each) => each.recipient === agency.id && covers(each.purpose, purpose));
  for (const agreement of gateOf({
    caller,
    purposeClass: registration.class,
    forExtract: isProject(registration.class),
  }) === null
    ? speaking
    : []) {
    for (const field of catalogue.governed.values()) {
      if (prohibits(agreement, field))
        add(`${field.coordinate} ${agreement.controller}`, forbiddenBy(agreement, field));
    }
  }
  const counted = countedBy(registration);
  if (counted === null) return opened;
  for (const agreement of countingAgreements(inForce, caller)) {
    add(`${counted} ${agreement.controller}`, wayToCount(agreement, purpose));
  }
  return opened;
};

const openedBy = (
  input: PolicyDiffInput,
  agreements: readonly Agreement[],
  asking: Asking,
  days: readonly string[],
): Opened => {
  const daily = days.map((day) => openedOn(input, agreements, asking, day));
  const keys = new Set(daily.flatMap((opened) => [...opened.keys()]));
  return new Map([...keys].map((key) => [key, daily.map((opened) => opened.get(key) ?? null)]));
};

/** Each way in words, with the day from which it opens and the one from which it no longer does, where these are to come. */
const wordsOf = (ways: readonly (Ways | null)[], days: readonly string[]): readonly string[] => {
  const said = new Set(ways.flatMap((each) => [...(each?.words ?? [])]));
  return [...said]
    .flatMap((words) => {
      const opens = (index: number): boolean => ways[index]?.words.has(words) === true;
      const starts = days.flatMap((_, index) => (opens(index) && !opens(index - 1) ? [index] : []));
      return starts.map((start) => {
        const end = days.findIndex((_, index) => index > start && !opens(index));
        return [words, start > 0 && `from ${days[start]}`, end > 0 && `until ${days[end]}`]
          .filter((part) => part !== false)
          .join(' ');
      });
    })
    .sort();
};

const keysOf = (ways: readonly (Ways | null)[]): ReadonlySet<string> =>
  new Set(ways.flatMap((each, index) => [...(each?.keys ?? [])].map((key) => `${index} ${key}`)));

interface Compared {
  readonly keys: ReadonlySet<string>;
  readonly words: readonly string[];
}

const effectOf = (before: Compared, after: Compared): AccessEffect | null => {
  const more = [...after.keys].some((key) => !before.keys.has(key));
  const less = [...before.keys].some((key) => !after.keys.has(key));
  if (more !== less) return more ? 'WIDENS' : 'NARROWS';
  return more || before.words.join('\n') !== after.words.join('\n') ? 'CHANGES' : null;
};

/**
 * Each field that one set of agreements opens otherwise than the other, from the day on, decided before any data is read.
 * Roles are looked at one by one, as in the access matrix, and so is each day on which an agreement begins or ends.
 */
export const policyDiff = (input: PolicyDiffInput): readonly AccessChange[] => {
  const roles = rolesNamed({ sources: input.sources, agreements: [...input.before, ...input.after] });
  const days = daysOf(input);
  const changesFor = (asking: Asking): readonly AccessChange[] => {
    const before = openedBy(input, input.before, asking, days);
    const after = openedBy(input, input.after, asking, days);
    return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key): AccessChange[] => {
      const [old, next] = [before.get(key) ?? [], after.get(key) ?? []];
      const [oldWords, nextWords] = [wordsOf(old, days), wordsOf(next, days)];
      const [field = '', controller = ''] = key.split(' ');
      const effect = effectOf(
        { keys: keysOf(old), words: oldWords },
        { keys: keysOf(next), words: nextWords },
      );
      const { agency, registration, role } = asking;
      const { purpose } = registration;
      return effect === null
        ? []
        : [
            {
              effect,
              agency: agency.id,
              purpose,
              role,
              field,
              controller,
              before: oldWords,
              after: nextWords,
            },
          ];
    });
  };
  return input.agencies.flatMap((agency) =>
    [...agency.registrations.values()].flatMap((registration) =>
      roles.flatMap((role) => changesFor({ agency, registration, role })),
    ),
  );
};

const printWays = (ways: readonly string[]): string => (ways.length > 0 ? ways.join('; ') : 'nothing');

/** One change as a line. */
export const printAccessChange = (change: AccessChange): string =>
  [
    change.effect.padEnd(7),
    change.agency,
    change.purpose,
    `role ${change.role}`,
    change.field,
    `of ${change.controller}:`,
    `${printWays(change.before)} -> ${printWays(change.after)}`,
  ].join(' ');
