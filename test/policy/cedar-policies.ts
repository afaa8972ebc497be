// R2 and R10 as Cedar policies, from STORIES.md and not from the hub's code: a second opinion in a language made for such
// rules. Cedar knows `permit` and `forbid`, a forbid beats every permit, and nothing said is a refusal. So:
//
// - what beats all is a forbid: an agreement's prohibition (step 3), and the local communities a token is narrowed to;
// - each agreement's grant is a permit, and so is an own record; which of them hold is in the answer's reasons, and the first
//   in R2's order is the step;
// - a person's word (step 6) is no forbid, because a duty beats it: it is a condition of tasks and consents;
// - R1's closure is the hierarchy of purposes: what is closed has nobody above it, so only its own name reaches it.
//
// What Cedar cannot express, and the plain evaluator alone holds: it has no quantifier over a set's members. "Some person
// with an open relationship of such a kind" and "everyone has consented" are therefore sets that are collected here before
// Cedar is asked (`containsAny`, `containsAll`); who consented to what is collected by purpose and field as the prose says.
// By whom a field opened, whether that was declared or probable, and what is said to the caller of a refusal are no matter of
// permitting, and are not asked of it.
import cedar, { type EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { GovernedField } from '../../src/policy/catalogue.ts';
import type { RecordFacts, SubjectFacts } from '../../src/policy/record-facts.ts';
import { type Asking, asked, today } from './mask-world.ts';
import type { PlainAnswer } from './plain-evaluator.ts';

/** What lies above each purpose of the random world, as DPV 2.3 has it; nothing above what R1 closes. */
const above: Readonly<Record<string, readonly string[]>> = {
  'ps:SocialWelfareProvision': ['ps:SocialWelfareManagement', 'dpv:Purpose'],
  'ps:SocialWelfareDistributionManagement': [
    'ps:SocialWelfareProvision',
    'ps:SocialWelfareManagement',
    'dpv:Purpose',
  ],
  'ps:SocialWelfareEligibilityAssessment': ['ps:SocialWelfareManagement', 'dpv:Purpose'],
  'ps:SocialWelfareManagement': ['dpv:Purpose'],
  'dpv:LegalCompliance': ['dpv:Purpose'],
  'ps:SocialWelfareRiskAssessment': [],
  'hub:DomesticViolenceProtection': [],
};

/** R3: a public body's own decisions of eligibility and of benefits. */
const decisions = ['ps:SocialWelfareEligibilityAssessment', 'ps:SocialWelfareDistributionManagement'];

const steps = ['OWN', 'DUTY', 'TASK', 'CONSENT'] as const;
type Step = (typeof steps)[number];

const text = (value: string): string => JSON.stringify(value);
const set = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`;
const entities = (type: string, ids: readonly string[]): string =>
  `[${ids.map((id) => `${type}::${text(id)}`).join(', ')}]`;
const all = (...conditions: readonly string[]): string =>
  conditions.filter((each) => each !== '').join(' && ');
/** Cedar has no order on texts, so a day is the number yyyymmdd. */
const day = (date: string): number => Number(date.replaceAll('-', ''));

/** Between whom, for what and when the agreement says anything at all. */
const inForce = (agreement: Agreement): string =>
  all(
    `principal in Agency::${text(agreement.recipient)}`,
    `resource in Agency::${text(agreement.controller)}`,
    `context.purpose in Purpose::${text(agreement.purpose)}`,
    `context.today >= ${day(agreement.validFrom)}`,
    agreement.validUntil === null ? '' : `context.today < ${day(agreement.validUntil)}`,
  );

const names = (categories: readonly string[], coordinates: readonly string[]): string =>
  `(${set(categories)}.contains(resource.category) || resource in ${entities('Datum', coordinates)})`;

const isGranted = (agreement: Agreement): string =>
  all(
    inForce(agreement),
    names(agreement.categories, agreement.fields),
    // R23: "Natural keys of a source only to its owner."
    '!resource.naturalKey',
    `${set(agreement.area)}.contains(resource.municipality)`,
    agreement.roles.length === 0 ? '' : `principal.roles.containsAny(${set(agreement.roles)})`,
  );

/** R10: an open relationship of a kind that counts; one's own word opens identity and contact only. */
const isRelated = (agreement: Agreement, whose: 'any' | 'silent' | 'willing'): string => {
  const some = (said: 'Established' | 'Declared'): string =>
    agreement.relationships.length === 0
      ? `!resource.${whose}${said}.isEmpty()`
      : `resource.${whose}${said}.containsAny(${set(agreement.relationships)})`;
  return `(${some('Established')} || (["IDENTITY", "CONTACT"].contains(resource.category) && ${some('Declared')}))`;
};

/** Step 6 with R5: one who forbids closes what is about them; of a dwelling only what would open through them. */
const isAllowedByThem = '(resource.about == "DWELLING" || resource.forbidding.isEmpty())';
/** R22: an objection is against public tasks; of a dwelling only what would open through who objects. */
const isNotObjectedTo = '(resource.about == "DWELLING" || resource.objecting.isEmpty())';
/** R5: data of a dwelling need only one of those who live there, everything else all whom it is about. */
const isConsentedTo =
  'if resource.about == "DWELLING" then !resource.consenting.isEmpty() else !resource.subjects.isEmpty() && resource.consenting.containsAll(resource.subjects)';

const grantOf = (agreement: Agreement): { step: Step; when: string } | null => {
  switch (agreement.basis.article6) {
    case 'A6-1-c':
    case 'A6-1-d': {
      const related = agreement.requires === 'NOTHING' ? '' : isRelated(agreement, 'any');
      return { step: 'DUTY', when: all(isGranted(agreement), related) };
    }
    case 'A6-1-e': {
      const when = agreement.overridesObjection
        ? all(isGranted(agreement), isAllowedByThem, isRelated(agreement, 'silent'))
        : all(isGranted(agreement), isAllowedByThem, isNotObjectedTo, isRelated(agreement, 'willing'));
      return { step: 'TASK', when };
    }
    case 'A6-1-a': {
      const free = `!(principal.kind == "PUBLIC_BODY" && ${entities('Purpose', decisions)}.contains(context.purpose))`;
      return { step: 'CONSENT', when: all(isGranted(agreement), free, `(${isConsentedTo})`) };
    }
    default:
      return null;
  }
};

/** All that is permitted and forbidden, by policy id; a permit's id begins with its step. */
const policiesOf = (asking: Asking): Record<string, string> => {
  const policies: Record<string, string> = {
    // R2's step 1 belongs here too, once matters have parties.
    CONFLICT: `forbid (principal, action, resource) when { resource.conflicted };`,
    AREA: `forbid (principal, action, resource) when { principal has area }
      unless { resource has community && principal.area.contains(resource.community) };`,
    OWN: `permit (principal, action, resource) when { ${all(
      'principal in Agency::"keeper"',
      'resource in Agency::"keeper"',
      `context.purpose == Purpose::${text(asked)}`,
      asking.ownRoles.length === 0 ? '' : `principal.roles.containsAny(${set(asking.ownRoles)})`,
    )} };`,
  };
  for (const [index, agreement] of asking.agreements.entries()) {
    policies[`PROHIBITION ${index}`] = `forbid (principal, action, resource) when { ${all(
      inForce(agreement),
      names(agreement.prohibits, agreement.prohibits),
    )} };`;
    const grant = grantOf(agreement);
    if (grant) {
      policies[`${grant.step} ${index}`] = `permit (principal, action, resource) when { ${grant.when} };`;
    }
  }
  return policies;
};

const personOf = (subject: SubjectFacts | null, index: number): string =>
  subject === null ? `nobody known ${index}` : subject.person;

/** Whose word closes tasks and consents alike (R2, step 6). */
const forbids = ({ prohibited, rights }: SubjectFacts): boolean =>
  prohibited || rights.restricted || rights.linkContested;

/** Whether this person has consented (R4, R20): to this keeper's data of this kind, for this purpose or one above it. */
const hasConsented = (subject: SubjectFacts | null, it: GovernedField, purpose: string): boolean =>
  subject?.certain === true &&
  !forbids(subject) &&
  subject.consents.some(
    (consent) =>
      consent.controller === 'keeper' &&
      [purpose, ...(above[purpose] ?? [])].includes(consent.purpose) &&
      [...consent.categories, ...consent.fields].some(
        (name) => name === it.category || name === it.coordinate,
      ),
  );

const kindsOf = (people: readonly SubjectFacts[], established: boolean): string[] =>
  people.flatMap(({ relationships }) =>
    relationships.filter((each) => each.established === established).map(({ kind }) => kind),
  );

const datumOf = (it: GovernedField, record: RecordFacts, purpose: string): EntityJson => {
  const people = record.subjects[it.about];
  const known = people.filter((each) => each !== null);
  const silent = known.filter((each) => !forbids(each));
  const willing = silent.filter(({ rights }) => !rights.objected);
  return {
    uid: { type: 'Datum', id: it.coordinate },
    parents: [{ type: 'Agency', id: record.controller }],
    attrs: {
      ...{ category: it.category, about: it.about, naturalKey: it.naturalKey },
      municipality: record.municipality,
      conflicted: record.conflicted,
      ...(record.localCommunity === null ? {} : { community: record.localCommunity }),
      subjects: people.map(personOf),
      forbidding: known.filter(forbids).map(({ person }) => person),
      objecting: known.filter(({ rights }) => rights.objected).map(({ person }) => person),
      consenting: people.flatMap((each, index) =>
        hasConsented(each, it, purpose) ? [personOf(each, index)] : [],
      ),
      anyEstablished: kindsOf(known, true),
      anyDeclared: kindsOf(known, false),
      silentEstablished: kindsOf(silent, true),
      silentDeclared: kindsOf(silent, false),
      willingEstablished: kindsOf(willing, true),
      willingDeclared: kindsOf(willing, false),
    },
  };
};

const principal = { type: 'Caller', id: 'caller' };
const policySet = 'asking';

/**
 * What Cedar says of one caller's requests: the agreements are read once, then each field of each record is asked for.
 *
 * @throws Error where Cedar cannot read a policy or a request: no answer is no opinion.
 */
export const cedarAnswers = (asking: Asking): ((it: GovernedField, record: RecordFacts) => PlainAnswer) => {
  const staticPolicies = policiesOf(asking);
  const parsed = cedar.preparsePolicySet(policySet, { staticPolicies });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors));
  const mentioned = Object.values(staticPolicies).join(' ');
  // Reading entities is most of what Cedar takes, and what no policy names decides nothing.
  const isMentioned = (name: string): boolean =>
    mentioned.includes(`resource.${name}`) || mentioned.includes(`resource has ${name}`);
  const caller: EntityJson = {
    uid: principal,
    parents: [{ type: 'Agency', id: asking.reader }],
    attrs: {
      roles: [...asking.roles],
      kind: asking.readerKind,
      ...(asking.area === null ? {} : { area: [...asking.area] }),
    },
  };
  const purpose: EntityJson = {
    uid: { type: 'Purpose', id: asking.purpose },
    parents: (above[asking.purpose] ?? []).map((id) => ({ type: 'Purpose', id })),
    attrs: {},
  };
  const context = {
    purpose: { __entity: { type: 'Purpose', id: asking.purpose } },
    today: day(today),
  };
  return (it, record) => {
    const whole = datumOf(it, record, asking.purpose);
    const attrs = Object.fromEntries(Object.entries(whole.attrs).filter(([name]) => isMentioned(name)));
    const datum: EntityJson = { ...whole, attrs };
    const answer = cedar.statefulIsAuthorized({
      ...{
        principal,
        action: { type: 'Action', id: 'read' },
        resource: { type: 'Datum', id: it.coordinate },
      },
      context,
      preparsedPolicySetId: policySet,
      entities: [caller, purpose, datum],
    });
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors));
    const { decision, diagnostics } = answer.response;
    // A policy that fails is skipped by Cedar, and a forbid that is skipped forbids nothing.
    if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors));
    if (decision === 'deny') return null;
    return steps.find((step) => diagnostics.reason.some((id) => id.split(' ')[0] === step)) ?? null;
  };
};
