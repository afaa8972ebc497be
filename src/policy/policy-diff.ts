import type { Agency, Registration, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { callerWithRole, rolesNamed } from './access-matrix.ts';
import type { Catalogue } from './catalogue.ts';
import { mayCount } from './may-count.ts';
import { type Alternative, buildRuleset, recordRulesKey } from './ruleset.ts';

/** Two sets of agreements between the same agencies over the same contracts. */
export interface PolicyDiffInput {
  readonly before: readonly Agreement[];
  readonly after: readonly Agreement[];
  /** Whose rights are compared. */
  readonly agencies: readonly Agency[];
  readonly sources: readonly Source[];
  readonly catalogue: Catalogue;
  /** The local day on which both are looked at. */
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

/** What opens a field: each key is one way to it, with words for whoever reads of it. */
type Ways = ReadonlyMap<string, string>;

const none: Ways = new Map();

const needs = ({ step, agreement }: Exclude<Alternative, { step: 'OWN' }>): string =>
  step === 'CONSENT'
    ? agreement.mayAsk
      ? 'consent, for which it may ask'
      : 'consent'
    : step === 'DUTY' && agreement.requires === 'NOTHING'
      ? 'duty'
      : `${step === 'DUTY' ? 'duty' : 'public task'} with relationship`;

/** A way is also every way that asks for more: so a requirement that falls away shows as a widening and not as another way. */
const keysOf = (alternative: Exclude<Alternative, { step: 'OWN' }>): readonly string[] => {
  const task = 'TASK';
  const duty = ['DUTY related', task];
  switch (alternative.step) {
    case 'TASK':
      return [task];
    case 'DUTY':
      return alternative.agreement.requires === 'NOTHING' ? ['DUTY', ...duty] : duty;
    case 'CONSENT':
      return alternative.agreement.mayAsk ? ['CONSENT', 'CONSENT asked'] : ['CONSENT'];
  }
};

const basisText = ({ basis: { article6, article9, citation } }: Agreement): string =>
  [article6, article9, citation && `${citation.act}, ${citation.article}, ${citation.gazette}`]
    .filter((part) => part !== null)
    .join(', ');

const waysOf = (alternatives: readonly Alternative[]): Ways => {
  const ways = new Map<string, string>();
  for (const alternative of alternatives) {
    if (alternative.step === 'OWN') {
      ways.set('OWN', 'its own');
      continue;
    }
    const { agreement } = alternative;
    const words = `${needs(alternative)} in ${[...agreement.area].sort().join(', ')} (${agreement.id}: ${basisText(agreement)})`;
    for (const municipality of agreement.area) {
      for (const key of keysOf(alternative)) ways.set(`${key} ${municipality}`, words);
    }
  }
  return ways;
};

/** By `field controller`. */
type Opened = ReadonlyMap<string, Ways>;

const counted = 'Population.cells';

const openedFor = (
  input: PolicyDiffInput,
  agreements: readonly Agreement[],
  agency: Agency,
  registration: Registration,
  role: string,
): Opened => {
  const caller = callerWithRole(agency.id, registration.purpose, role);
  const opened = new Map<string, Ways>();
  const { records } = buildRuleset({
    caller,
    agency,
    purposeClass: registration.class,
    catalogue: input.catalogue,
    agreements,
    sources: input.sources,
    today: input.day,
  });
  for (const field of input.catalogue.governed.values()) {
    for (const controller of new Set(input.sources.map((source) => source.controller))) {
      const rules = records.get(recordRulesKey(field.kind, controller));
      const rule = rules?.rules[rules.bitOf.get(field.field) ?? -1];
      if (rule) opened.set(`${field.coordinate} ${controller}`, waysOf(rule.alternatives));
    }
  }
  if (!registration.operations.has('population')) return opened;
  for (const agreement of agreements) {
    const { validFrom, validUntil, controller } = agreement;
    const holds = validFrom <= input.day && (validUntil === null || input.day < validUntil);
    if (!holds || !mayCount(agreement, caller)) continue;
    const key = `${counted} ${controller}`;
    const words = `counted in ${[...agreement.area].sort().join(', ')} (${agreement.id}: ${basisText(agreement)})`;
    const ways = agreement.area.map((municipality): [string, string] => [`COUNT ${municipality}`, words]);
    opened.set(key, new Map([...(opened.get(key) ?? none), ...ways]));
  }
  return opened;
};

const wordsOf = (ways: Ways): readonly string[] => [...new Set(ways.values())].sort();

const effectOf = (before: Ways, after: Ways): AccessEffect | null => {
  const more = [...after.keys()].some((key) => !before.has(key));
  const less = [...before.keys()].some((key) => !after.has(key));
  if (more !== less) return more ? 'WIDENS' : 'NARROWS';
  return more || wordsOf(before).join() !== wordsOf(after).join() ? 'CHANGES' : null;
};

/**
 * Each field that one set of agreements opens otherwise than the other, decided before any data is read. Roles are looked at
 * one by one, as in the access matrix.
 */
export const policyDiff = (input: PolicyDiffInput): readonly AccessChange[] => {
  const roles = rolesNamed({ sources: input.sources, agreements: [...input.before, ...input.after] });
  return input.agencies.flatMap((agency) =>
    [...agency.registrations.values()].flatMap((registration) =>
      roles.flatMap((role) => {
        const before = openedFor(input, input.before, agency, registration, role);
        const after = openedFor(input, input.after, agency, registration, role);
        return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key): AccessChange[] => {
          const [old, next] = [before.get(key) ?? none, after.get(key) ?? none];
          const effect = effectOf(old, next);
          if (effect === null) return [];
          const [field = '', controller = ''] = key.split(' ');
          return [
            {
              effect,
              agency: agency.id,
              purpose: registration.purpose,
              role,
              field,
              controller,
              before: wordsOf(old),
              after: wordsOf(next),
            },
          ];
        });
      }),
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
