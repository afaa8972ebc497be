import type { Agency } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { type Category, categories } from '../domain/category.ts';
import { HubError } from '../domain/hub-error.ts';
import type { LegalBasisLists } from '../domain/legal-basis.ts';
import { checkAgreement } from '../policy/check-agreement.ts';
import type { StoredAgreement } from '../store/agreement-store.ts';
import { agreementSchema, resolveCitations } from './agreement-file.ts';
import { isParty } from './agreement-officers.ts';

/** What a proposal is checked against. */
export interface ProposalContext {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly legalBases: LegalBasisLists;
  readonly categoryOf: (coordinate: string) => Category | undefined;
  /** Local date. */
  readonly today: () => string;
}

/** A form: what an agreement says, its purpose by slug. The version is the next one where it is null. */
export interface AgreementForm {
  readonly id: string;
  readonly version: number | null;
  readonly [key: string]: unknown;
}

const isCategory = (name: string): boolean => (categories as readonly string[]).includes(name);

const refuse = (problems: readonly string[]): void => {
  if (problems.length === 0) return;
  throw new HubError('BAD_USER_INPUT', { publicMessage: problems.join(' ') });
};

/** Where in the form something is wrong: keys of the form and numbers, never a value of it. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => (typeof key === 'number' ? `${key + 1}` : String(key))).join('.');

/**
 * What the sentences of R3 would repeat of the form is looked at first, so that they name nothing but the hub's own words.
 */
const unknownWords = (agreement: Agreement, { agencies, categoryOf }: ProposalContext): string[] => {
  const controller = agencies.get(agreement.controller);
  const isKnown = (name: string): boolean => categoryOf(name) !== undefined;
  const unknown = (list: readonly string[], key: string, isFine: (each: string) => boolean): string[] =>
    list.flatMap((each, index) => (isFine(each) ? [] : [`${key}.${index + 1}: this is not known.`]));
  return [
    ...(agencies.has(agreement.recipient) ? [] : ['recipient: no agency is called this.']),
    ...(controller ? [] : ['controller: no agency is called this.']),
    ...unknown(agreement.fields, 'fields', isKnown),
    ...unknown(agreement.prohibits, 'prohibits', (each) => isCategory(each) || isKnown(each)),
    ...unknown(agreement.area, 'area', (each) => controller?.municipalities.includes(each) ?? true),
  ];
};

/**
 * Holds an agreement against R3 as a start does.
 *
 * @throws HubError BAD_USER_INPUT with a sentence for each thing that is missing; none repeats what was sent.
 */
export const checkProposal = (agreement: Agreement, context: ProposalContext): void => {
  const recipient = context.agencies.get(agreement.recipient);
  const controller = context.agencies.get(agreement.controller);
  refuse(unknownWords(agreement, context));
  if (!recipient || !controller) return;
  refuse(checkAgreement(agreement, { ...context, recipient, controller }));
};

/** The version that a proposal for this agreement has. */
export const nextVersion = (stored: readonly StoredAgreement[], id: string): number =>
  Math.max(0, ...stored.filter(({ content }) => content.id === id).map(({ content }) => content.version)) + 1;

const readForm = (form: AgreementForm, version: number, legalBases: LegalBasisLists): Agreement => {
  // By the same schema as the agreements' file.
  const result = agreementSchema.safeParse({ ...form, version });
  if (!result.success)
    refuse(result.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}.`));
  const resolved = result.data && resolveCitations(result.data, legalBases);
  if (resolved && 'unknown' in resolved)
    refuse([`${resolved.unknown.join('.')}: the code list of this jurisdiction has no such entry.`]);
  return (resolved as { readonly agreement: Agreement }).agreement;
};

const parties = ({ recipient, controller }: Agreement): string => `${recipient} ${controller}`;

const successionProblems = (
  next: Agreement,
  stored: readonly StoredAgreement[],
  today: string,
): readonly string[] => {
  const versions = stored.map(({ content }) => content).filter(({ id }) => id === next.id);
  // A version ends the one before it: nobody ends an agreement of others by taking its name.
  if (versions.some((each) => parties(each) !== parties(next)))
    return ['An agreement of this name is between other agencies.'];
  if (versions.some(({ version }) => version === next.version))
    return ['This version of the agreement exists already.'];
  if (next.version !== nextVersion(stored, next.id))
    return ['This is not the next version of the agreement.'];
  if (next.validUntil !== null && next.validUntil <= next.validFrom)
    return ['The agreement ends before it begins.'];
  return next.validUntil !== null && next.validUntil <= today ? ['The agreement is over.'] : [];
};

/**
 * Reads an officer's form into the next version of an agreement.
 *
 * @throws HubError BAD_USER_INPUT, or FORBIDDEN where the officer is of neither agency.
 */
export const readProposal = (
  officer: AgencyCaller,
  form: AgreementForm,
  stored: readonly StoredAgreement[],
  context: ProposalContext,
): Agreement => {
  const next = readForm(form, form.version ?? nextVersion(stored, form.id), context.legalBases);
  if (!isParty(officer, next)) {
    throw new HubError('FORBIDDEN', { publicMessage: 'An agreement is proposed by one of its agencies.' });
  }
  refuse(successionProblems(next, stored, context.today()));
  checkProposal(next, context);
  return next;
};
