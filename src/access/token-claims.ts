import { z } from 'zod';
import { TokenRefusal } from './token-refusal.ts';

/** No control or format character, no lone surrogate, no line separator: what the log prints is what was signed. */
const printable = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);

const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** Seconds since 1970; jose takes fractions and numbers no clock can show. */
const instant = z.int().nonnegative();

/** RFC 7519 makes the array the general form of `aud`: an array of one is one audience, of more it is not (T4). */
const singleAudience = z.union([z.string(), z.tuple([z.string()]).transform(([audience]) => audience)]);

const common = {
  iss: z.string(),
  aud: singleAudience,
  sub: printable(200),
  jti: printable(200),
  iat: instant,
  exp: instant,
  nbf: instant.optional(),
  /**
   * The key the token is bound to (RFC 7800, RFC 9449 section 6.1), by its thumbprint. Another binding, to a certificate
   * say, is one that the hub cannot hold the caller to: such a token is refused, not taken for a bearer one (T10).
   */
  cnf: z.strictObject({ jkt: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }).optional(),
  /** Exactly one purpose per request (T12): never a list, never several in one string. */
  purpose: z.string().max(200),
};

const nationalId = z.string().min(1).max(40);
const birthDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const agencyClaims = z.object({
  ...common,
  /** Who the actor is as a person (R15), as X-Road's user id says it: both or neither. */
  national_id: nationalId.optional(),
  birthdate: birthDate.optional(),
  client_id: printable(200).optional(),
  agency: z.string().optional(),
  roles: z.array(printable(100)).max(20).refine(distinct).default([]),
  area: z.array(printable(100)).max(50).refine(distinct).optional(),
});

const personClaims = z.object({
  ...common,
  // A person speaks for no agency. The claim is looked for so that a token that mixes the two is refused, not half read.
  agency: z.undefined().optional(),
  national_id: nationalId,
  birthdate: birthDate,
});

export type AgencyClaims = z.output<typeof agencyClaims>;
export type PersonClaims = z.output<typeof personClaims>;

/**
 * Claims that say the token is not what one caller with one purpose may present, a delegation (`act`, `may_act`, T12);
 * and names that mean something to JavaScript and to nobody else.
 */
const refusedClaims = ['act', 'may_act', '__proto__', 'constructor', 'prototype'] as const;

const read = <Schema extends z.ZodType>(schema: Schema, payload: object): z.output<Schema> => {
  const refused = refusedClaims.find((name) => Object.hasOwn(payload, name));
  if (refused !== undefined) throw new TokenRefusal(`the claims have ${refused}`);
  const result = schema.safeParse(payload);
  // The path is the schema's own word; the message could hold what was sent.
  if (!result.success)
    throw new TokenRefusal(`the claim ${String(result.error.issues[0]?.path[0])} is not accepted`);
  return result.data;
};

/**
 * Reads an agency's claims strictly. Claims the hub has no use for (`scope`, `auth_time`) are left out, not refused. The
 * result can hold a national id: hash it and let go of the rest at once.
 */
export const readAgencyClaims = (payload: object): AgencyClaims => read(agencyClaims, payload);

/** Reads a person's claims strictly. The result holds the national id: hash it and let go of the rest at once. */
export const readPersonClaims = (payload: object): PersonClaims => read(personClaims, payload);

/** How far an issuer's clock may be ahead: FAPI 2.0 asks to accept 10 seconds and to refuse 60 (T6). */
const aheadSeconds = 10;

/**
 * The rules of time (T5, T6) on whole seconds, but for `exp` being over: that is asked on every use of a token.
 * jose checks the same dates with the same 10 seconds; the lifetime it does not know.
 */
export const checkTimes = (
  { iat, exp, nbf }: { readonly iat: number; readonly exp: number; readonly nbf?: number | undefined },
  nowSeconds: number,
  maxLifetimeSeconds: number,
): void => {
  if (exp <= iat || exp - iat > maxLifetimeSeconds) throw new TokenRefusal('the lifetime is not accepted');
  if (iat > nowSeconds + aheadSeconds || (nbf ?? 0) > nowSeconds + aheadSeconds)
    throw new TokenRefusal('not yet valid');
};
