import type { Agreement } from '../domain/agreement.ts';
import { declaredRelationshipCategories } from '../domain/category.ts';
import type { Catalogue, GovernedField } from '../policy/catalogue.ts';
import { covers, isClosed } from '../policy/covers.ts';
import type { BrokenRule, ReplayedLine, ReplayFacts } from './replay-facts.ts';

/** That an entity is there is told with its id, by whatever is open of a record of it. */
const entityIds: ReadonlySet<string> = new Set(['Person.id', 'Household.id', 'Dwelling.id']);

const stepsByBasis: Readonly<Record<string, string>> = {
  'A6-1-a': 'CONSENT',
  'A6-1-c': 'DUTY',
  'A6-1-d': 'DUTY',
  'A6-1-e': 'TASK',
};

/** The governed fields of this kind of record that a coordinate can have been read from; empty where there is none. */
const candidatesOf = (
  catalogue: Catalogue,
  recordKind: string,
  coordinate: string,
): readonly GovernedField[] => {
  const fields = catalogue.kinds.get(recordKind)?.fields ?? [];
  if (entityIds.has(coordinate)) return fields;
  const inputs = catalogue.derived.get(coordinate) ?? [coordinate];
  return fields.filter((field) => inputs.includes(field.coordinate));
};

const names = (list: readonly string[], field: GovernedField): boolean =>
  list.includes(field.category) || list.includes(field.coordinate);

/** Whether an agreement was in force on a local day. */
export const inForceOn = (agreement: Agreement, day: string): boolean =>
  agreement.validFrom <= day && (agreement.validUntil === null || day < agreement.validUntil);

/** Whether the roles in the line are enough for the agreement. */
export const hasRole = (agreement: Agreement, roles: readonly string[]): boolean =>
  agreement.roles.length === 0 || agreement.roles.some((role) => roles.includes(role));

/**
 * What forbade fields between the two that day (R2, step 3), whichever agreement granted them. Roles narrow what an agreement
 * grants and never what it forbids.
 */
const prohibitionsOn = ({ entry, day }: ReplayedLine, facts: ReplayFacts): readonly string[] =>
  facts.agreements
    .filter(
      (each) =>
        each.recipient === entry.agency &&
        each.controller === entry.controller &&
        inForceOn(each, day) &&
        covers(each.purpose, entry.purpose),
    )
    .flatMap((each) => each.prohibits);

/** The fields of a line by what is wrong with each; a field's first fault counts. */
export const brokenFields = (
  line: ReplayedLine,
  facts: ReplayFacts,
  /** Null for an own record: everything of it is open, its keys too. */
  agreement: Agreement | null,
): readonly BrokenRule[] => {
  const { entry } = line;
  const prohibited = agreement ? prohibitionsOn(line, facts) : [];
  const ruleOf = (coordinate: string): BrokenRule['rule'] | null => {
    const known = candidatesOf(facts.catalogue, entry.recordKind, coordinate);
    if (known.length === 0) return 'FIELD_UNKNOWN';
    if (agreement === null) return null;
    const permitted = known.filter((field) => !names(prohibited, field));
    if (permitted.length === 0) return 'FIELD_PROHIBITED';
    const shared = permitted.filter((field) => !field.naturalKey);
    if (shared.length === 0) return 'NATURAL_KEY';
    const granted = shared.filter(
      (field) => agreement.categories.includes(field.category) || agreement.fields.includes(field.coordinate),
    );
    if (granted.length === 0) return 'FIELD_NOT_GRANTED';
    const open = granted.filter(
      (field) => !entry.declared || declaredRelationshipCategories.has(field.category),
    );
    if (open.length === 0) return 'DECLARED_TOO_WIDE';
    if (entry.step !== 'CONSENT') return null;
    const consented = open.some((field) =>
      entry.consents.every((id) => {
        const consent = line.consents.get(id);
        return consent === undefined || names([...consent.categories, ...consent.fields], field);
      }),
    );
    return consented ? null : 'CONSENT_TO_OTHERS';
  };
  const broken = new Map<BrokenRule['rule'], string[]>();
  for (const field of entry.fields) {
    const rule = ruleOf(field);
    if (rule) broken.set(rule, [...(broken.get(rule) ?? []), field]);
  }
  return [...broken].map(([rule, fields]) => ({ rule, fields }));
};

/** What is wrong with the agreement that a line names, or with the line under it; fields are looked at apart. */
export const brokenTerms = (
  { entry, day }: ReplayedLine,
  facts: ReplayFacts,
  agreement: Agreement,
): readonly BrokenRule['rule'][] => {
  const rules: BrokenRule['rule'][] = [];
  if (!inForceOn(agreement, day)) rules.push('AGREEMENT_NOT_IN_FORCE');
  if (agreement.recipient !== entry.agency || agreement.controller !== entry.controller)
    rules.push('OTHER_PARTIES');
  if (!covers(agreement.purpose, entry.purpose))
    rules.push(isClosed(entry.purpose) ? 'CLOSED_PURPOSE' : 'PURPOSE_NOT_COVERED');
  if (!hasRole(agreement, entry.roles)) rules.push('ROLE_NOT_HELD');
  const { article6, article9 } = agreement.basis;
  const sameBasis = entry.basis?.article6 === article6 && entry.basis.article9 === article9;
  if (!sameBasis || stepsByBasis[article6] !== entry.step) rules.push('OTHER_BASIS');
  const source = facts.sources.find(({ id }) => id === entry.source);
  // A record of a register of several municipalities has its own, which the line does not say.
  const outside = source?.municipality != null && !agreement.area.includes(source.municipality);
  if (outside || (source && source.controller !== entry.controller)) {
    rules.push(outside ? 'OUTSIDE_AREA' : 'OTHER_PARTIES');
  }
  // R2, step 7: a public task opens nobody's file without a relationship, whatever its agreement says.
  const needsSomebody = agreement.requires !== 'NOTHING' || entry.step === 'TASK';
  if (needsSomebody && entry.step !== 'CONSENT' && entry.through === null) rules.push('NO_RELATIONSHIP');
  return [...new Set(rules)];
};
