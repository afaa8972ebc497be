import type { Agency } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { type Category, categories, convictionCategories, specialCategories } from '../domain/category.ts';
import { emergencyPurpose } from '../domain/emergency.ts';
import type { Article6Basis, Article9Basis, Article10Basis, LegalBasisLists } from '../domain/legal-basis.ts';
import { purposeOfTerm } from '../domain/purpose.ts';
import { covers, isClosed, mayBeConsentedTo } from './covers.ts';

/** What an agreement is checked against besides itself. */
export interface AgreementParties {
  readonly recipient: Agency;
  readonly controller: Agency;
  /** The code lists that citations name (R3). */
  readonly legalBases: LegalBasisLists;
  /**
   * The category that the contracts give a field, or undefined for a field that no contract has. Where the contracts
   * are not read yet it is left out, and the rules of Art. 9 and Art. 10 are checked for categories alone.
   */
  readonly categoryOf?: (coordinate: string) => Category | undefined;
}

/** R3: a public body's own decisions of ranking, eligibility, benefit and enrolment. */
const statutoryDecisions: readonly string[] = [
  'ps:HousingWelfareManagement',
  'ps:SocialWelfareEligibilityAssessment',
  'ps:SocialWelfareDistributionManagement',
  'ps:SocialWelfareEnrolmentManagement',
];

/**
 * Whether the purpose is a statutory decision, or lies below one: consent given to the public body that decides is not
 * free (GDPR recital 43). A wide consent grant (`ps:SocialWelfareManagement`) passes `checkAgreement` and covers these
 * too, so whoever applies consent grants of a PUBLIC_BODY asks this of the purpose of the request as well.
 */
export const isStatutoryDecision = (term: string): boolean =>
  statutoryDecisions.some((decision) => covers(decision, term));

const coordinatePattern = /^(?!__)[A-Za-z_]\w*\.(?!__)[A-Za-z_]\w*$/;
const isCategory = (name: string): name is Category => (categories as readonly string[]).includes(name);

/** Statistics, by the class under which the recipient registered whatever the grant reaches, or by the one term. */
const isForPlanning = (agreement: Agreement, recipient: Agency): boolean => {
  if (agreement.purpose === 'dpv:ImprovePublicServices') return true;
  const reached = [...recipient.registrations.values()].filter((each) =>
    covers(agreement.purpose, each.purpose),
  );
  return reached.length > 0 && reached.every((each) => each.class === 'statistics');
};

const partyProblems = (agreement: Agreement, { recipient, controller }: AgreementParties): string[] => {
  const problems: string[] = [];
  if (recipient.id !== agreement.recipient) {
    problems.push(`The recipient is ${agreement.recipient}, but it was checked against ${recipient.id}.`);
  }
  if (controller.id !== agreement.controller) {
    problems.push(`The controller is ${agreement.controller}, but it was checked against ${controller.id}.`);
  }
  for (const municipality of agreement.area) {
    if (controller.municipalities.includes(municipality)) continue;
    problems.push(`The area names ${municipality}, where the controller ${controller.id} does not work.`);
  }
  return problems;
};

const grantProblems = ({ categories: granted, fields, prohibits, area }: Agreement): string[] => {
  const problems: string[] = [];
  if (granted.length + fields.length + prohibits.length === 0) {
    problems.push('The agreement names no category and no field, so it says nothing.');
  }
  if (area.length === 0)
    problems.push('The agreement names no municipality in its area, so it reaches no record.');
  for (const field of fields.filter((each) => !coordinatePattern.test(each))) {
    problems.push(`The granted field ${field} is not a coordinate of the form Type.field.`);
  }
  for (const each of prohibits.filter((name) => !isCategory(name) && !coordinatePattern.test(name))) {
    problems.push(`The prohibition ${each} is neither a category nor a coordinate of the form Type.field.`);
  }
  return problems;
};

const specialProblems = (agreement: Agreement, { categoryOf }: AgreementParties): string[] => {
  const { article9, article10 } = agreement.basis;
  const granted = [
    ...agreement.categories.map((category) => ({ words: `${category},`, category })),
    ...agreement.fields.flatMap((field) => {
      const category = categoryOf?.(field);
      return category ? [{ words: `${field}, which is ${category} and so`, category }] : [];
    }),
  ];
  const without = (set: ReadonlySet<Category>, what: string): string[] =>
    granted
      .filter(({ category }) => set.has(category))
      .map(({ words }) => `The grant of ${words} ${what} basis.`);
  return [
    ...(article9 === null ? without(specialCategories, 'a special category of data, has no Art. 9') : []),
    ...(article10 === null
      ? without(convictionCategories, 'a category of offences and convictions, has no Art. 10')
      : []),
  ];
};

/**
 * Bases that hold only where a law says so, and it is named: a legal obligation and a public task (GDPR art. 6(3), R3), what
 * art. 9(2) leaves to "Union or Member State law", and art. 10.
 */
const restingOnLaw: ReadonlySet<Article6Basis | Article9Basis | Article10Basis> = new Set([
  'A6-1-c',
  'A6-1-e',
  'A9-2-b',
  'A9-2-g',
  'A9-2-h',
  'A9-2-j',
  'A10',
]);

/** Whether a grant on this basis cites an entry of a code list. */
export const needsCitation = (basis: Article6Basis | Article9Basis | Article10Basis): boolean =>
  restingOnLaw.has(basis);

const citationProblems = ({ basis }: Agreement, { controller, legalBases }: AgreementParties): string[] => {
  const { article6, article9, article10, citation } = basis;
  if (citation === null) {
    const resting = [article6, article9, article10].filter((each) => each !== null && needsCitation(each));
    return resting.map(
      (each) => `The basis ${each} has no citation: act, article and gazette of a jurisdiction are missing.`,
    );
  }
  const { jurisdiction, code } = citation;
  const entry = legalBases.get(jurisdiction)?.get(code);
  if (!entry) return [`The code list of ${jurisdiction} has no entry ${code}.`];
  const problems = (['act', 'article', 'gazette'] as const)
    .filter((part) => citation[part].trim() === '')
    .map((part) => `The citation has no ${part}.`);
  if (jurisdiction !== controller.jurisdiction) {
    problems.push(
      `The citation is of ${jurisdiction}, but the controller ${controller.id} is under the law of ${controller.jurisdiction}.`,
    );
  }
  const carried: ReadonlySet<string> = new Set([...entry.article6, ...entry.article9, ...entry.article10]);
  for (const each of [article6, article9, article10]) {
    if (each === null || carried.has(each)) continue;
    problems.push(`The entry ${code} of ${jurisdiction} cannot carry the basis ${each}.`);
  }
  return problems;
};

/** R22, GDPR art. 21(1): what an objection cannot pause is a public task that a law keeps from it, and that law is named. */
const overridingProblems = (
  { basis, overridesObjection: cited }: Agreement,
  { controller, legalBases }: AgreementParties,
): string[] => {
  if (!cited) return [];
  const { jurisdiction, code } = cited;
  const entry = legalBases.get(jurisdiction)?.get(code);
  if (!entry) return [`The code list of ${jurisdiction} has no entry ${code}.`];
  const problems: string[] = [];
  if (basis.article6 !== 'A6-1-e') {
    problems.push(
      `An objection is against a public task (A6-1-e): on the basis ${basis.article6} there is none to override.`,
    );
  }
  if (jurisdiction !== controller.jurisdiction) {
    problems.push(
      `What overrides an objection is of ${jurisdiction}, but the controller ${controller.id} is under the law of ${controller.jurisdiction}.`,
    );
  }
  if (!entry.restrictsObjection) {
    problems.push(`The entry ${code} of ${jurisdiction} does not restrict the right to object.`);
  }
  return problems;
};

const basisProblems = (agreement: Agreement, parties: AgreementParties): string[] => {
  const { recipient, categoryOf } = parties;
  const { article6, article9 } = agreement.basis;
  const problems = categoryOf
    ? agreement.fields
        .filter((field) => categoryOf(field) === undefined)
        .map((field) => `The granted field ${field} is in no contract.`)
    : [];
  // A contract that renames a field must not leave a prohibition behind that forbids nothing.
  for (const name of categoryOf ? agreement.prohibits : []) {
    if (isCategory(name) || categoryOf?.(name) !== undefined) continue;
    problems.push(`The prohibited field ${name} is in no contract, so it protects nothing.`);
  }
  problems.push(
    ...specialProblems(agreement, parties),
    ...citationProblems(agreement, parties),
    ...overridingProblems(agreement, parties),
  );
  if (article9 === 'A9-2-a' && article6 !== 'A6-1-a') {
    problems.push(
      `The basis A9-2-a is explicit consent, but the Art. 6 basis is ${article6} and not A6-1-a.`,
    );
  }
  // R2 step 7 grants "6(1)(e) with its relationship": a public task alone opens no person's file. Planning has no
  // person's case to be in a relationship with; what protects people there is the release grid (R24).
  if (
    article6 === 'A6-1-e' &&
    agreement.requires !== 'RELATIONSHIP' &&
    !isForPlanning(agreement, recipient)
  ) {
    problems.push(
      'The basis A6-1-e requires RELATIONSHIP, which is missing, and the purpose is not planning or statistics.',
    );
  }
  return problems;
};

const consentProblems = (agreement: Agreement, { recipient }: AgreementParties): string[] => {
  const problems: string[] = [];
  const byConsent = agreement.basis.article6 === 'A6-1-a';
  const requiresConsent = agreement.requires === 'CONSENT';
  if (byConsent && !requiresConsent) {
    problems.push(
      `The basis is consent (A6-1-a), but the agreement requires ${agreement.requires} and not CONSENT.`,
    );
  }
  if (agreement.relationships.length > 0 && agreement.requires !== 'RELATIONSHIP') {
    problems.push(
      `The agreement names kinds of relationship, but requires ${agreement.requires} and not RELATIONSHIP.`,
    );
  }
  if (requiresConsent && !byConsent) {
    problems.push(
      `The agreement requires CONSENT, but its basis is ${agreement.basis.article6} and not A6-1-a.`,
    );
  }
  if (agreement.mayAsk && !requiresConsent) {
    problems.push('The agreement may ask for consent (mayAsk) without requiring CONSENT.');
  }
  if (!byConsent && !requiresConsent) return problems;
  if (recipient.kind === 'PUBLIC_BODY' && isStatutoryDecision(agreement.purpose)) {
    problems.push(
      `Consent cannot be the basis of the public body ${recipient.id}'s own statutory decision (${agreement.purpose}): a legal basis is missing.`,
    );
  }
  if (!mayBeConsentedTo(agreement.purpose)) {
    const why = isClosed(agreement.purpose)
      ? 'is closed and cannot be consented to'
      : 'is too wide to be consented to';
    problems.push(`The purpose ${agreement.purpose} ${why}.`);
  }
  return problems;
};

const purposeProblems = ({ purpose }: Agreement, { recipient }: AgreementParties): string[] => {
  if (purposeOfTerm(purpose) === undefined)
    return [`The purpose ${purpose} is not one of the hub's purposes.`];
  // A grant that no registered purpose can use is an orphan. It is also how a closed purpose comes in by name only:
  // an agency that did not register the very term has nothing that a grant of it would cover (R1).
  if (![...recipient.registrations.keys()].some((registered) => covers(purpose, registered))) {
    return [`The recipient ${recipient.id} has registered no purpose that ${purpose} covers.`];
  }
  return [];
};

/** R17: an emergency is of who is on the rota or holds a listed role, for whom an access is open and for nobody else. */
const emergencyProblems = (agreement: Agreement): string[] => {
  const isOpenAlone = agreement.relationships.length === 1 && agreement.relationships[0] === 'EMERGENCY';
  if (agreement.purpose !== emergencyPurpose) {
    return agreement.relationships.includes('EMERGENCY')
      ? [`The relationship EMERGENCY opens nothing but for the purpose ${emergencyPurpose}.`]
      : [];
  }
  return [
    ...(agreement.basis.article6 === 'A6-1-d' ? [] : ['An emergency rests on A6-1-d.']),
    ...(isOpenAlone ? [] : ['An emergency requires the relationship EMERGENCY and no other.']),
    ...(agreement.roles.length > 0 ? [] : ['An emergency names the roles that may open one.']),
    ...(['PROTECTION', 'OBSERVATION'].some((each) =>
      (agreement.categories as readonly string[]).includes(each),
    )
      ? ['An emergency opens neither PROTECTION nor OBSERVATION.']
      : []),
  ];
};

/**
 * What is missing or wrong in an agreement (R3, with R1 for purposes and R2 step 7 for the relationship): one full
 * sentence each, empty where nothing is. An agreement with a problem stops the start.
 */
export const checkAgreement = (agreement: Agreement, parties: AgreementParties): string[] => [
  ...partyProblems(agreement, parties),
  ...purposeProblems(agreement, parties),
  ...grantProblems(agreement),
  ...basisProblems(agreement, parties),
  ...consentProblems(agreement, parties),
  ...emergencyProblems(agreement),
];
