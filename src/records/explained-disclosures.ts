import type { DisclosureEntry } from '../audit/audit-entry.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { DisclosureStep } from '../domain/disclosure-step.ts';
import type { LegalBasis } from '../domain/legal-basis.ts';
import { inputsOf } from '../policy/catalogue.ts';
import { explainAfterwards, type LoggedOpening } from '../policy/explain-afterwards.ts';
import { type ExplainedStep, explainField } from '../policy/explain-field.ts';
import type { Rules } from './rules-of-request.ts';

/** What was given of one source's records, on one ground. No person, and no number of them. */
export interface ExplainedDisclosure {
  readonly source: string;
  readonly recordKind: string;
  readonly controller: string;
  readonly fields: readonly string[];
  readonly step: DisclosureStep;
  readonly agreement: { readonly id: string; readonly version: number } | null;
  /** Without its citation where the agreement is not known any more. */
  readonly basis: (Omit<LegalBasis, 'citation'> & Partial<LegalBasis>) | null;
  /** The hub's own ids. */
  readonly consents: readonly string[];
  /** Whether it ran through an open relationship; null where the agreement is not known any more. */
  readonly throughRelationship: boolean | null;
  readonly declared: boolean;
  /** R2's steps; null for what no field's rule decides, and where the rules of then are not known. */
  readonly steps: readonly ExplainedStep[] | null;
}

const openingSteps: ReadonlySet<DisclosureStep> = new Set(['OWN', 'DUTY', 'TASK', 'CONSENT']);

const openingOf = ({ step, agreement }: DisclosureEntry): LoggedOpening | null =>
  openingSteps.has(step) ? { step: step as LoggedOpening['step'], agreement } : null;

const agreementIn = (rules: Rules, entry: DisclosureEntry): Agreement | undefined =>
  rules?.agreements.find(
    (each) => each.id === entry.agreement?.id && each.version === entry.agreement.version,
  );

const throughRelationship: ReadonlySet<DisclosureStep> = new Set([
  'TASK',
  'RELATIONSHIP',
  'CONSENT_REQUIRED',
]);

const ranThroughRelationship = (rules: Rules, entry: DisclosureEntry): boolean | null => {
  if (entry.step !== 'DUTY') {
    return throughRelationship.has(entry.step);
  }
  const agreement = agreementIn(rules, entry);
  return agreement ? agreement.requires !== 'NOTHING' : null;
};

/** The decision on one disclosed coordinate: a field of the hub's own was read through the record's statements of it. */
const stepsOf = (
  rules: Rules,
  entry: DisclosureEntry,
  coordinate: string,
): readonly ExplainedStep[] | null => {
  const opening = openingOf(entry);
  if (!rules || !opening) return null;
  for (const name of inputsOf(rules.catalogue, coordinate)) {
    const field = rules.catalogue.governed.get(name);
    if (field?.kind !== entry.recordKind) continue;
    const steps = explainAfterwards(explainField(rules, field, entry.controller), opening);
    if (steps) return steps;
  }
  return null;
};

interface Group {
  readonly shared: Omit<ExplainedDisclosure, 'fields' | 'consents'>;
  readonly fields: Set<string>;
  readonly consents: Set<string>;
}

const sharedOf = (rules: Rules, entry: DisclosureEntry, coordinate: string): Group['shared'] => ({
  source: entry.source,
  recordKind: entry.recordKind,
  controller: entry.controller,
  step: entry.step,
  agreement: entry.agreement,
  basis: agreementIn(rules, entry)?.basis ?? entry.basis,
  throughRelationship: ranThroughRelationship(rules, entry),
  declared: entry.declared,
  steps: stepsOf(rules, entry, coordinate),
});

/** Groups the lines of one request by ground, each ground with the steps by which the rules of then opened it. */
export const explainDisclosures = (
  rules: Rules,
  entries: readonly DisclosureEntry[],
): readonly ExplainedDisclosure[] => {
  const groups = new Map<string, Group>();
  // A page has many lines of one ground: each ground is explained once.
  const known = new Map<string, Group>();
  const groupOf = (entry: DisclosureEntry, coordinate: string): Group => {
    const { source, recordKind, controller, step, agreement, declared } = entry;
    const ground = JSON.stringify([source, recordKind, controller, step, agreement, declared, coordinate]);
    const found = known.get(ground);
    if (found) return found;
    const shared = sharedOf(rules, entry, coordinate);
    const key = JSON.stringify(shared);
    const group = groups.get(key) ?? { shared, fields: new Set(), consents: new Set() };
    groups.set(key, group);
    known.set(ground, group);
    return group;
  };
  for (const entry of entries) {
    for (const coordinate of entry.fields) {
      const group = groupOf(entry, coordinate);
      group.fields.add(coordinate);
      for (const consent of entry.consents) group.consents.add(consent);
    }
  }
  // Sorted by what stands in them: the order in which the log holds lines follows the records that there were.
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { shared, fields, consents }]) => ({
      ...shared,
      fields: [...fields].sort(),
      consents: [...consents].sort(),
    }));
};
