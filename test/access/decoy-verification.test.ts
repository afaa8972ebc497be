import { afterEach, describe, expect, test, vi } from 'vitest';
import { verifyDecoy } from '../../src/access/decoy-verification.ts';
import { signatureAlgorithms } from '../../src/access/key-set.ts';
import { splitToken } from '../../src/access/token-segments.ts';
import { createTokenVerifier } from '../../src/access/token-verifier.ts';
import { refusalKinds } from './refusal-kinds.ts';
import { refusalOf } from './refusal-of.ts';
import { refusedTokens } from './refused-tokens.ts';
import { agencyIssuer, createForge, encode } from './token-forge.ts';
import { optionsFor } from './verifier-options.ts';

const counted = vi.spyOn(globalThis.crypto.subtle, 'verify');
afterEach(() => counted.mockClear());

const hasForm = (authorization: string | undefined): boolean => {
  const token = /^Bearer +([A-Za-z0-9_.-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined || token.length > 8192) return false;
  try {
    splitToken(token);
    return true;
  } catch {
    return false;
  }
};

describe.each(['ES256', 'PS256', 'EdDSA'] as const)('with %s', (algorithm) => {
  const forge = createForge(algorithm);
  const ofForm = refusedTokens.filter(([, , make]) => hasForm(make(forge)));

  test(`each of ${ofForm.length} refusals costs one verification, whatever step it falls at`, async () => {
    expect(ofForm.length).toBeGreaterThan(120);
    for (const [row, attack, make] of ofForm) {
      const { verify } = createTokenVerifier(optionsFor(forge, algorithm));
      counted.mockClear();
      await refusalOf(verify(make(forge)));
      expect([row, attack, counted.mock.calls.length]).toEqual([row, attack, 1]);
    }
  });

  test('the kinds whose times are compared fall at different steps, and cost one each', async () => {
    const { verify } = createTokenVerifier(optionsFor(forge, algorithm));
    const reasons: (string | undefined)[] = [];
    for (const { authorization } of refusalKinds(forge)) {
      counted.mockClear();
      reasons.push((await refusalOf(verify(authorization()))).internal);
      expect(counted).toHaveBeenCalledTimes(1);
    }
    expect(new Set(reasons).size).toBe(refusalKinds(forge).length);
  });

  test('a remembered token that is refused costs one too, and one that is accepted none', async () => {
    let revoked = false;
    const { verify } = createTokenVerifier({ ...optionsFor(forge, algorithm), isRevoked: () => revoked });
    const token = `Bearer ${forge.token()}`;
    await verify(token);
    counted.mockClear();
    await verify(token);
    expect(counted).toHaveBeenCalledTimes(0);
    revoked = true;
    await refusalOf(verify(token));
    expect(counted).toHaveBeenCalledTimes(1);
  });
});

test.each(signatureAlgorithms)(
  'a decoy for %s verifies once, over what was sent, and nothing holds',
  async (alg) => {
    const payload = encode({ iss: agencyIssuer, note: 'x'.repeat(3000) });
    await verifyDecoy({ header: encode({ alg }), payload, signature: 'AAAA' });
    expect(counted).toHaveBeenCalledTimes(1);
    const [, , , data] = counted.mock.calls[0] ?? [];
    expect(Buffer.from(data as Uint8Array).toString()).toContain(payload);
    await expect(counted.mock.results[0]?.value).resolves.toBe(false);
  },
);

test.each([
  ['an algorithm that is none', encode({ alg: 'none' })],
  ['an algorithm of Object', encode({ alg: '__proto__' })],
  ['no algorithm', encode({})],
  ['no JSON', 'AAAA'],
  ['null', encode('null')],
])('%s is decoyed as well', async (_name, header) => {
  await verifyDecoy({ header, payload: 'AAAA', signature: 'AAAA' });
  expect(counted).toHaveBeenCalledTimes(1);
});
