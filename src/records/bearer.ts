/** Who brings units to the intake: a register's own file, or an agency's actor through the API. */
export type Bearer =
  | { readonly kind: 'REGISTER' }
  | {
      readonly kind: 'AGENCY';
      readonly agency: string;
      readonly actor: string;
      /** Keyed hash of the actor's own national id, so that two accounts of one human are one; null for software. */
      readonly person: string | null;
    };

/** Who declared a relationship that software pushed: no named person has stood up for it so far (R10). */
export const nobodyYet = '';
