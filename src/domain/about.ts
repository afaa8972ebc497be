/**
 * Whom a datum is about (R5): the one person, those who signed, those who lived there, or the dwelling.
 * Its subjects are those named in the record at its observation date, seen by the caller or not.
 */
export const abouts = ['PERSON', 'SIGNATORIES', 'MEMBERS', 'DWELLING'] as const;

export type About = (typeof abouts)[number];
