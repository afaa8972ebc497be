/** Who brings units to the intake: a register's own file, or an agency's actor through the API. */
export type Bearer =
  | { readonly kind: 'REGISTER' }
  | { readonly kind: 'AGENCY'; readonly agency: string; readonly actor: string };
