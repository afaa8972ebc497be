import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Credential } from '../domain/credential.ts';

/** What sources are shown by the hub, by name. */
export type Credentials = ReadonlyMap<string, Credential>;

const secret = z.string().min(1).max(10_000);
const pem = z.string().startsWith('-----BEGIN ', 'PEM is expected');
const certificates = z
  .strictObject({ authorities: pem.optional(), certificate: pem.optional(), key: pem.optional() })
  .refine(
    ({ certificate, key }) => (certificate === undefined) === (key === undefined),
    'a certificate and its key come together',
  );
const tls = certificates.optional();

const form = z.record(
  z.string(),
  z.discriminatedUnion('kind', [
    // A colon would end the user's name where it is sent (RFC 7617, 2).
    z.strictObject({
      kind: z.literal('PASSWORD'),
      user: secret.regex(/^[^:]*$/, 'a colon is not expected'),
      password: secret,
      tls,
    }),
    z.strictObject({
      kind: z.literal('TOKEN'),
      token: secret.regex(/^[A-Za-z0-9._~+/-]+=*$/, 'a token is expected'),
      tls,
    }),
    z.strictObject({ kind: z.literal('CLIENT'), clientId: secret, clientSecret: secret, tls }),
    z.strictObject({ kind: z.literal('CERTIFICATE'), tls: certificates }),
  ]),
);

/**
 * Reads what sources are shown, a JSON object by name.
 *
 * @throws ConfigurationError naming the credential and its part that is missing or wrong, never what is in the file.
 */
export const readCredentials = (file: string): Credentials => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigurationError(`HUB_CREDENTIALS: the file ${file} cannot be read as JSON.`);
  }
  const result = form.safeParse(content);
  if (result.success) return new Map(Object.entries(result.data));
  const issue = result.error.issues[0];
  // A union's and an unknown key's own messages name what was given.
  const problem =
    issue?.code === 'custom' || issue?.code === 'invalid_format' ? issue.message : 'is missing or wrong';
  throw new ConfigurationError(`HUB_CREDENTIALS: ${issue?.path.join('.') || 'the file'}: ${problem}.`);
};
