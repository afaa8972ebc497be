/** What somebody decided about lines (R20): those that were linked are two people, two are one, two that were not linked are two. */
export const linkDecisions = ['SPLIT', 'JOIN', 'APART'] as const;
export type LinkDecision = (typeof linkDecisions)[number];

/** The id under which the person of a line went before somebody joined two, and until when: an ISO 8601 instant. */
export interface FormerPerson {
  readonly person: string;
  readonly until: string;
}

/** A line as far as it matters which consents speak for it. */
export interface CoveredLine {
  readonly person: string;
  /** The latest first. */
  readonly joined: readonly FormerPerson[];
}

/**
 * Whether a consent speaks for a line (R4): it is of whoever the line's person was when it was given. A consent given before two
 * were joined is never widened by it, and one given after covers all lines of the one that they are.
 *
 * @param givenAs the id under which it was given, and `at` the instant, in ISO 8601.
 */
export const speaksFor = (
  { givenAs, at }: { readonly givenAs: string; readonly at: string },
  { person, joined }: CoveredLine,
): boolean => {
  let current = person;
  for (const former of joined) {
    if (givenAs === current) return Date.parse(at) >= Date.parse(former.until);
    current = former.person;
  }
  return givenAs === current;
};
