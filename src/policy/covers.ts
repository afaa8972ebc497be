import { purposeOfTerm, purposes } from '../domain/purpose.ts';

/**
 * R1: a term that is one of these, or lies below one, is reached by its own name and by no closure. Fraud, risk and
 * security work looks for suspects; whoever was granted help must not slide into it through a common parent.
 */
const guardedTerms: readonly string[] = [
  'dpv:FraudPreventionAndDetection',
  'dpv:OrganisationRiskManagement',
  'dpv:ProtectionOfPublicSecurity',
  'dpv:ProtectionOfNationalSecurity',
  'dpv:Counterterrorism',
];

/** DOMAIN.md 2.1: the whole family of public-good uses is too wide to ask a person for, and the root says nothing. */
const tooWideToConsentTo: ReadonlySet<string> = new Set(['dpv:Purpose', 'dpv:PublicBenefit']);

const collectAncestors = (term: string, found: Set<string>): Set<string> => {
  for (const broader of purposeOfTerm(term)?.broader ?? []) {
    if (found.has(broader)) continue;
    found.add(broader);
    collectAncestors(broader, found);
  }
  return found;
};

const ancestors: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  purposes.map(({ term }) => [term, collectAncestors(term, new Set())]),
);

const closedTerms: ReadonlySet<string> = new Set(
  purposes
    .map(({ term }) => term)
    .filter(
      (term) =>
        term.startsWith('hub:') ||
        guardedTerms.some((guarded) => guarded === term || ancestors.get(term)?.has(guarded)),
    ),
);

/** Whether R1 closes the purpose: only a grant of its very name reaches it. What is no purpose of the hub is closed. */
export const isClosed = (term: string): boolean => !ancestors.has(term) || closedTerms.has(term);

/**
 * Whether a grant of one purpose covers a request for another (DOMAIN.md 2.1 with R1): they are equal, or the granted
 * one is an ancestor of the requested one and R1 does not close the latter. Never the other way round.
 * INVARIANT: a term the hub does not know is covered by nothing, not even by itself.
 */
export const covers = (granted: string, requested: string): boolean => {
  if (!ancestors.has(requested)) return false;
  if (granted === requested) return true;
  // `closedTerms` holds whatever lies below a guarded term, so R1's "nor any ancestor of it" is part of this test.
  return !closedTerms.has(requested) && ancestors.get(requested)?.has(granted) === true;
};

/** Whether a person can be asked to consent to the purpose (R1, DOMAIN.md 2.1): neither closed nor too wide. */
export const mayBeConsentedTo = (term: string): boolean => !isClosed(term) && !tooWideToConsentTo.has(term);
