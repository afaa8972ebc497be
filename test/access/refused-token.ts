import type { Forge } from './token-forge.ts';

/** One artefact: the row of THREATS.md, what is done, and the whole `Authorization` header. */
export type RefusedToken = readonly [row: string, attack: string, make: (forge: Forge) => string | undefined];

export const bearer = (token: string): string => `Bearer ${token}`;
export const withHeader = (
  row: string,
  attack: string,
  header: Record<string, unknown> | string,
): RefusedToken => [row, attack, (forge) => bearer(forge.token({ header }))];
export const withClaims = (
  row: string,
  attack: string,
  claims: Record<string, unknown> | string,
): RefusedToken => [row, attack, (forge) => bearer(forge.token({ claims }))];
/** A token taken apart. */
export const parts = (token: string): [string, string, string] =>
  token.split('.') as [string, string, string];
