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

/** Where a law is cited from: each jurisdiction has its own acts and gazettes (R3). */
export const jurisdictions = ['ME', 'RS', 'FBiH', 'PL', 'LT'] as const;
export type Jurisdiction = (typeof jurisdictions)[number];

/** Act, article and gazette number: what R3 asks of every 6(1)(c) or (e) grant. */
export interface Citation {
  readonly jurisdiction: Jurisdiction;
  readonly act: string;
  readonly article: string;
  readonly gazette: string;
}

/** The triple that each grant carries (R3). */
export interface LegalBasis {
  readonly article6: Article6Basis;
  readonly article9: Article9Basis | null;
  readonly citation: Citation | null;
}
