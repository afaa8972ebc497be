/** Art. 6 bases of the GDPR by their DPV ids (DOMAIN.md 2.2). */
export const article6Bases = ['A6-1-a', 'A6-1-b', 'A6-1-c', 'A6-1-d', 'A6-1-e', 'A6-1-f'] as const;
export type Article6Basis = (typeof article6Bases)[number];

/** Art. 9 bases of the GDPR by their DPV ids (DOMAIN.md 2.2). */
export const article9Bases = [
  'A9-2-a',
  'A9-2-b',
  'A9-2-c',
  'A9-2-d',
  'A9-2-f',
  'A9-2-g',
  'A9-2-h',
  'A9-2-j',
] as const;
export type Article9Basis = (typeof article9Bases)[number];

/** Art. 10 of the GDPR, for which DPV has no id in our list: a law that authorises the processing of convictions. */
export const article10Bases = ['A10'] as const;
export type Article10Basis = (typeof article10Bases)[number];

/** Where a law is cited from: each jurisdiction has its own acts and gazettes (R3). */
export const jurisdictions = ['ME', 'RS', 'FBiH', 'PL', 'LT'] as const;
export type Jurisdiction = (typeof jurisdictions)[number];

/** The kinds of exchange that an act is cited for (DOMAIN.md 2.3). */
export const flows = [
  'SOCIAL_HOUSING',
  'CASE_WORK',
  'PROTECTION_FROM_VIOLENCE',
  'OUTREACH',
  'SUPPORT_SERVICE',
  'SELF_VIEW',
  'STATISTICS',
  'RESEARCH',
] as const;
export type Flow = (typeof flows)[number];

/** One act of a jurisdiction's code list, with what it can carry. */
export interface LegalBasisEntry {
  readonly jurisdiction: Jurisdiction;
  /** Short and stable: never given to another act. */
  readonly code: string;
  /** In the act's own language. */
  readonly act: string;
  readonly article: string;
  readonly gazette: string;
  readonly article6: readonly Article6Basis[];
  readonly article9: readonly Article9Basis[];
  readonly article10: readonly Article10Basis[];
  /** Whether the act restricts the right to object (GDPR art. 23): an agreement can then cite it against one (R22). */
  readonly restrictsObjection: boolean;
  readonly flows: readonly Flow[];
  /** What the controller's lawyer has still to confirm, or null. */
  readonly note: string | null;
}

/** The code lists: entries by jurisdiction and code. */
export type LegalBasisLists = ReadonlyMap<Jurisdiction, ReadonlyMap<string, LegalBasisEntry>>;

/**
 * Act, article and gazette number: what R3 asks of every 6(1)(c) or (e) grant. Resolved from the code list and kept
 * whole, so that an old version of an agreement says what it said then, whatever became of the list.
 */
export interface Citation {
  readonly jurisdiction: Jurisdiction;
  readonly code: string;
  readonly act: string;
  readonly article: string;
  readonly gazette: string;
}

/** The triple that each grant carries (R3), with the law it is taken from. */
export interface LegalBasis {
  readonly article6: Article6Basis;
  readonly article9: Article9Basis | null;
  readonly article10: Article10Basis | null;
  readonly citation: Citation | null;
}

/** What a citation of an entry says. Null where no list has the code. */
export const cite = (lists: LegalBasisLists, jurisdiction: Jurisdiction, code: string): Citation | null => {
  const entry = lists.get(jurisdiction)?.get(code);
  return entry
    ? { jurisdiction, code, act: entry.act, article: entry.article, gazette: entry.gazette }
    : null;
};

/** By which article a law lets something be kept out of what a person sees of themselves (GDPR art. 23; R13). */
export type AccessRestriction = Omit<Citation, 'code'>;
export type AccessRestrictions = ReadonlyMap<Jurisdiction, AccessRestriction>;
