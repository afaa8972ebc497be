import type { Category } from '../domain/category.ts';
import type { ConsentTerms } from '../domain/consent-record.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { Database } from '../store/database.ts';
import type { TermsContext } from './consent-terms.ts';

/** What everything that happens to consents stands on. */
export interface ConsentInput {
  readonly database: Database;
  readonly termsContext: () => TermsContext;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** What became of a consent. */
export interface ConsentOutcome {
  readonly id: string | null;
  readonly state: 'PENDING' | 'GIVEN' | 'REFUSED' | 'DEFERRED' | 'WITHDRAWN';
  readonly at: Date;
  /** Local date: the first day on which it does not hold. */
  readonly until: string | null;
}

/** For whom a person acts: for themselves, or as a guardian for a child. Persons are the hub's own ids. */
export interface ActsFor {
  readonly person: string;
  readonly guardian: string | null;
}

/** Every category that terms touch, by category or by a field of it. */
export const categoriesOf = (
  { categories, fields }: Pick<ConsentTerms, 'categories' | 'fields'>,
  catalogue: Catalogue,
): ReadonlySet<Category> =>
  new Set([...categories, ...fields.flatMap((field) => catalogue.governed.get(field)?.category ?? [])]);

/** The earlier of two local dates; the first where there is no second. */
export const earlier = (one: string, other: string | null): string =>
  other !== null && other < one ? other : one;
