import type { RefusalReason } from '../domain/refusal-reason.ts';
import { type Catalogue, inputsOf } from './catalogue.ts';
import { refusalOf } from './operation-plan.ts';
import { type Alternative, isUnconditional, type Rule, type Ruleset } from './ruleset.ts';

/** `granted`: a controller opens it whoever it is about. `residual`: it depends on the subject. */
export type AccessState = 'granted' | 'residual' | 'refused';

/** What is decided of a field before any data is read. */
export interface FieldAccess {
  readonly state: AccessState;
  readonly reason: RefusalReason | null;
}

/** The rules under which controllers open a governed field, each with its controller. */
export const rulesOfField = (
  catalogue: Catalogue,
  ruleset: Ruleset,
  governed: string,
): readonly { readonly controller: string; readonly rule: Rule }[] => {
  const field = catalogue.governed.get(governed);
  if (!field) return [];
  return [...ruleset.records].flatMap(([key, rules]) => {
    const bit = key.startsWith(`${field.kind} `) ? rules.bitOf.get(field.field) : undefined;
    const rule = bit === undefined ? undefined : rules.rules[bit];
    return rule ? [{ controller: key.slice(field.kind.length + 1), rule }] : [];
  });
};

/**
 * What is decided of a field, or of a derived field by the union of its inputs, before any data is read. The graph
 * withholds by the same refusals, so matrix, plan and evaluation cannot part from it.
 *
 * @param area the local communities a token is narrowed to: outside them it opens nothing, so nothing is granted outright.
 */
export const accessOf = (
  catalogue: Catalogue,
  ruleset: Ruleset,
  coordinate: string,
  area: readonly string[] | null = null,
): FieldAccess => {
  const reason = refusalOf(catalogue, ruleset, coordinate);
  if (reason) return { state: 'refused', reason };
  const outright = inputsOf(catalogue, coordinate)
    .flatMap((input) => rulesOfField(catalogue, ruleset, input))
    .some(({ rule }) => rule.alternatives.some(isUnconditional));
  return { state: outright && area === null ? 'granted' : 'residual', reason: null };
};

/** What a field that is not granted outright can depend on, before any record is looked at. */
export const accessNeeds = ['AREA', 'RELATIONSHIP', 'PERSON_PROHIBITION', 'CONSENT'] as const;
export type AccessNeed = (typeof accessNeeds)[number];

const needsByStep: Readonly<Record<Alternative['step'], readonly AccessNeed[]>> = {
  OWN: [],
  DUTY: ['AREA', 'RELATIONSHIP'],
  TASK: ['AREA', 'RELATIONSHIP', 'PERSON_PROHIBITION'],
  CONSENT: ['AREA', 'PERSON_PROHIBITION', 'CONSENT'],
};

const needsOfWay = (way: Alternative): readonly AccessNeed[] =>
  way.step === 'DUTY' && isUnconditional(way) ? ['AREA'] : needsByStep[way.step];

/** What the ways to a field depend on, any of them, in a fixed order. */
export const needsOf = (
  catalogue: Catalogue,
  ruleset: Ruleset,
  coordinate: string,
  area: readonly string[] | null,
): readonly AccessNeed[] => {
  const needs = new Set<AccessNeed>(area === null ? [] : ['AREA']);
  for (const governed of inputsOf(catalogue, coordinate)) {
    for (const { rule } of rulesOfField(catalogue, ruleset, governed)) {
      for (const need of rule.alternatives.flatMap(needsOfWay)) needs.add(need);
    }
  }
  return accessNeeds.filter((need) => needs.has(need));
};
