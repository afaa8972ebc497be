import type { Agency, PurposeClass, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { RefusalReason } from '../domain/refusal-reason.ts';
import { type RelationshipKind, relationshipKinds } from '../domain/relationship.ts';
import type { GateReason, OwnReason, SilenceReason } from '../domain/step-reason.ts';
import { acceptsRelationship } from './accepts-relationship.ts';
import type { Catalogue, GovernedField, RecordKind } from './catalogue.ts';
import { isStatutoryDecision } from './check-agreement.ts';
import { covers } from './covers.ts';
import { controllersOf, registersOf } from './registers.ts';

/** One way in which a rule can open, in R2's order. */
export type Alternative =
  | { readonly step: 'OWN' }
  | { readonly step: 'DUTY' | 'TASK' | 'CONSENT'; readonly agreement: Agreement };

/** Whether a way opens whoever a record is about: the own record, and a duty that asks for nothing else. */
export const isUnconditional = (alternative: Alternative): boolean =>
  alternative.step === 'OWN' || (alternative.step === 'DUTY' && alternative.agreement.requires === 'NOTHING');

/** What must hold of a record's subjects for fields of one kind, controller, category and subject-set to be read. */
export interface Rule {
  readonly about: GovernedField['about'];
  readonly category: GovernedField['category'];
  /** Set where a consent may name the field itself. */
  readonly coordinate: string | null;
  readonly alternatives: readonly Alternative[];
}

/** The rules of one kind of record of one controller; a field's bit is its rule's index. */
export interface RecordRules {
  readonly rules: readonly Rule[];
  readonly bitOf: ReadonlyMap<string, number>;
}

/** Everything that agency, purpose, roles and agreements decide before any data is read. */
export interface Ruleset {
  /** By `kind controller`. */
  readonly records: ReadonlyMap<string, RecordRules>;
  /** Governed coordinates that no controller opens. */
  readonly refusals: ReadonlyMap<string, RefusalReason>;
  /** Kinds of record of which something may be read: nothing else is loaded. */
  readonly kinds: readonly string[];
  /** Kinds of relationship that an agreement counts: by an established one of them a person exists for the caller (R10). */
  readonly relationships: readonly RelationshipKind[];
}

export interface RulesetInput {
  readonly caller: AgencyCaller;
  readonly agency: Pick<Agency, 'kind'>;
  /** The class under which the purpose is registered: only operational work reads anything of anybody in the graph. */
  readonly purposeClass: PurposeClass;
  /** Whether rows of an extract are decided on: the one way in which a project reads anything, and by consent alone. */
  readonly forExtract?: boolean;
  readonly catalogue: Catalogue;
  readonly agreements: readonly Agreement[];
  readonly sources: readonly Source[];
  /** Local date, `yyyy-mm-dd`. */
  readonly today: string;
}

/** The key under which a record finds its rules. */
export const recordRulesKey = (kind: string, controller: string): string => `${kind} ${controller}`;

/** The step of R2 at which an agreement's basis stands, or null where it stands at none. */
export const stepOf = (agreement: Agreement): 'DUTY' | 'TASK' | 'CONSENT' | null => {
  switch (agreement.basis.article6) {
    case 'A6-1-c':
    case 'A6-1-d':
      return 'DUTY';
    case 'A6-1-e':
      return 'TASK';
    case 'A6-1-a':
      return 'CONSENT';
    default:
      return null; // R2 has no step for contract or legitimate interest: nothing said is a refusal.
  }
};

const order = { OWN: 0, DUTY: 1, TASK: 2, CONSENT: 3 } as const;

/** R3: a public body's own statutory decision never rests on consent, however wide the agreement's purpose is. */
const restsOnConsentInVain = (agreement: Agreement, input: RulesetInput): boolean =>
  agreement.requires === 'CONSENT' &&
  input.agency.kind === 'PUBLIC_BODY' &&
  isStatutoryDecision(input.caller.purpose);

/** Why an agreement between the two says nothing for this request, whatever the field; null where it speaks. */
export const silenceOf = (agreement: Agreement, input: RulesetInput): SilenceReason | null => {
  if (input.today < agreement.validFrom) return 'NOT_YET_VALID';
  if (agreement.validUntil !== null && input.today >= agreement.validUntil) return 'ENDED';
  if (!covers(agreement.purpose, input.caller.purpose)) return 'PURPOSE_NOT_COVERED';
  return null;
};

const inForce = (agreement: Agreement, input: RulesetInput): boolean =>
  agreement.recipient === input.caller.agency && silenceOf(agreement, input) === null;

/**
 * Whether the purpose was granted to the agency at all, whoever of it asks: by an agreement in force, or because registers of its
 * own are for it. Under any other purpose nobody is even looked for (S01).
 */
export const isGranted = (input: RulesetInput): boolean =>
  input.agreements.some((agreement) => inForce(agreement, input)) ||
  input.sources.some(
    ({ controller, own }) =>
      controller === input.caller.agency && own.purposes.includes(input.caller.purpose),
  );

/** Why an agreement in force grants nothing of this field; null where it grants it. */
export const withholdingOf = (
  field: GovernedField,
  agreement: Agreement,
  input: RulesetInput,
): SilenceReason | null => {
  // R23: a source's own keys are its owner's alone, whatever an agreement says.
  if (field.naturalKey) return 'NATURAL_KEY';
  if (!agreement.categories.includes(field.category) && !agreement.fields.includes(field.coordinate))
    return 'FIELD_NOT_NAMED';
  // Roles narrow what an agreement grants and never what it prohibits: nobody reads more by holding fewer roles.
  if (agreement.roles.length > 0 && !agreement.roles.some((role) => input.caller.roles.includes(role)))
    return 'ROLE_MISSING';
  return restsOnConsentInVain(agreement, input) ? 'STATUTORY_DECISION' : null;
};

/** R2, step 3: whether an agreement in force forbids the field. */
export const prohibits = (agreement: Agreement, field: GovernedField): boolean =>
  agreement.prohibits.includes(field.category) || agreement.prohibits.includes(field.coordinate);

const isOwn = (source: Source, caller: AgencyCaller): boolean =>
  source.own.purposes.includes(caller.purpose) &&
  (source.own.roles.length === 0 || source.own.roles.some((role) => caller.roles.includes(role)));

/**
 * R2, step 4: why the caller does not read this controller's records of one kind as its own; null where it does.
 *
 * @param sources the controller's registers of that kind.
 */
export const foreignnessOf = (
  sources: readonly Source[],
  controller: string,
  caller: AgencyCaller,
): OwnReason | null => {
  if (controller !== caller.agency) return 'NOT_OWN_RECORD';
  // Rules are per kind and controller. Where a controller has two registers of one kind, a role that only one of them
  // asks for is asked for both: the other way round, a clerk would read the triage's register.
  return sources.every((source) => isOwn(source, caller)) ? null : 'OWN_PURPOSE_OR_ROLE';
};

/** Whether a purpose is a project's: its people ask for extracts, and read nothing else of anybody. */
export const isProject = (purposeClass: PurposeClass): boolean => purposeClass.startsWith('project:');

const readsInExtracts = ({ purposeClass, forExtract }: Pick<RulesetInput, 'purposeClass' | 'forExtract'>) =>
  forExtract === true && isProject(purposeClass);

/** What keeps a request from any data about people, before a field is looked at. */
export const gateOf = (
  input: Pick<RulesetInput, 'caller' | 'purposeClass' | 'forExtract'>,
): GateReason | null => {
  // Statistics, and the administration of access, read nothing of anybody; a project, rows of extracts alone.
  if (input.purposeClass !== 'operational' && !readsInExtracts(input)) return 'PURPOSE_READS_NOBODY';
  // R15: without a named human nothing about people is read.
  return input.caller.named ? null : 'NAMED_ACTOR_REQUIRED';
};

const alternativesFor = (
  field: GovernedField,
  own: boolean,
  agreements: readonly Agreement[],
  input: RulesetInput,
): { alternatives: Alternative[]; prohibited: boolean } => {
  // R2, step 3: an agreement's prohibition comes before every grant, also where the agreement itself can grant nothing.
  if (agreements.some((agreement) => prohibits(agreement, field)))
    return { alternatives: [], prohibited: true };
  // INVARIANT: what is in an extract, whom it is about consented to: neither a duty nor a task nor an own register opens a row.
  const byConsentAlone = readsInExtracts(input);
  const alternatives: Alternative[] = own && !byConsentAlone ? [{ step: 'OWN' }] : [];
  for (const agreement of agreements) {
    const step = stepOf(agreement);
    if (byConsentAlone && step !== 'CONSENT') continue;
    if (step && withholdingOf(field, agreement, input) === null) alternatives.push({ step, agreement });
  }
  return {
    alternatives: alternatives.sort((one, other) => order[one.step] - order[other.step]),
    prohibited: false,
  };
};

const signatureOf = (rule: Rule): string =>
  JSON.stringify([
    rule.about,
    rule.category,
    rule.coordinate,
    rule.alternatives.map((each) =>
      each.step === 'OWN' ? 'OWN' : `${each.agreement.id}@${each.agreement.version}`,
    ),
  ]);

const rulesOf = (
  kind: RecordKind,
  own: boolean,
  agreements: readonly Agreement[],
  input: RulesetInput,
  onProhibited: (coordinate: string) => void,
): RecordRules => {
  const rules: Rule[] = [];
  const bitOf = new Map<string, number>();
  const bits = new Map<string, number>();
  for (const field of kind.fields) {
    const { alternatives, prohibited } = alternativesFor(field, own, agreements, input);
    if (prohibited) onProhibited(field.coordinate);
    if (alternatives.length === 0) continue;
    const byConsent = alternatives.some((each) => each.step === 'CONSENT');
    const rule: Rule = {
      about: field.about,
      category: field.category,
      coordinate: byConsent ? field.coordinate : null,
      alternatives,
    };
    const signature = signatureOf(rule);
    const bit = bits.get(signature) ?? rules.push(rule) - 1;
    bits.set(signature, bit);
    bitOf.set(field.field, bit);
  }
  return { rules, bitOf };
};

/** An own record makes its person known by itself, so it is agreements alone that say which relationships count. */
const relationshipsOf = (records: Ruleset['records']): readonly RelationshipKind[] => {
  const agreements = [...records.values()].flatMap(({ rules }) =>
    rules.flatMap(({ alternatives }) =>
      alternatives.flatMap((each) => (each.step === 'OWN' ? [] : [each.agreement])),
    ),
  );
  return relationshipKinds.filter((kind) =>
    agreements.some((agreement) => acceptsRelationship(agreement, kind)),
  );
};

/**
 * Decides, from agency, purpose, roles and agreements alone, what can be granted at all and what each grant still depends
 * on. Pure: the same input gives the same rules. Silence is a refusal.
 */
export const buildRuleset = (input: RulesetInput): Ruleset => {
  const records = new Map<string, RecordRules>();
  const prohibited = new Set<string>();
  const open = new Set<string>();
  const kinds = new Set<string>();
  const agreements = input.agreements.filter((agreement) => inForce(agreement, input));
  if (gateOf(input) === null) {
    for (const kind of input.catalogue.kinds.values()) {
      for (const controller of controllersOf(kind, input.sources)) {
        const own =
          foreignnessOf(registersOf(kind, controller, input.sources), controller, input.caller) === null;
        const between = agreements.filter((agreement) => agreement.controller === controller);
        const rules = rulesOf(kind, own, between, input, (coordinate) => prohibited.add(coordinate));
        if (rules.rules.length === 0) continue;
        records.set(recordRulesKey(kind.kind, controller), rules);
        kinds.add(kind.kind);
        for (const field of rules.bitOf.keys()) open.add(`${kind.typeName}.${field}`);
      }
    }
  }
  const refusals = new Map<string, RefusalReason>();
  for (const coordinate of input.catalogue.governed.keys()) {
    if (open.has(coordinate)) continue;
    refusals.set(
      coordinate,
      !input.caller.named && input.purposeClass === 'operational'
        ? 'NAMED_ACTOR_REQUIRED'
        : prohibited.has(coordinate)
          ? 'PROHIBITED'
          : 'FIELD_NOT_IN_PURPOSE',
    );
  }
  return { records, refusals, kinds: [...kinds].sort(), relationships: relationshipsOf(records) };
};
