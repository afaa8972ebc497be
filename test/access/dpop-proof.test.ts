import { describe, expect, test } from 'vitest';
import type { Proof } from '../../src/access/dpop-proof.ts';
import { createTokenVerifier, type TokenVerifierOptions } from '../../src/access/token-verifier.ts';
import type { TrustedIssuer } from '../../src/access/trusted-issuer.ts';
import type { Unauthenticated } from '../../src/access/unauthenticated.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { createProofForge, type Presented, type ProofForge } from './proof-forge.ts';
import { refusalOf } from './refusal-of.ts';
import { refusedProofs } from './refused-proofs.ts';
import { agencyIssuer, createForge, nowSeconds, publicUrl } from './token-forge.ts';
import { optionsFor } from './verifier-options.ts';

/** As the store does it. */
const createClaim = (): ((proof: Proof) => Promise<boolean>) => {
  const seen = new Set<string>();
  return async ({ id }) => !seen.has(id) && seen.add(id).has(id);
};

const algorithms = ['ES256', 'PS256', 'EdDSA'] as const;
const optionsOf = (
  client: ProofForge,
  algorithm: (typeof algorithms)[number],
  senderConstrained: boolean,
): TokenVerifierOptions => {
  const options = optionsFor(client.forge, algorithm);
  const issuers = new Map(options.issuers);
  issuers.set(agencyIssuer, { ...(issuers.get(agencyIssuer) as TrustedIssuer), senderConstrained });
  return { ...options, issuers, proofs: { publicUrl, claim: createClaim() } };
};
const verifying = (options: TokenVerifierOptions) => {
  const { verify } = createTokenVerifier(options);
  return async ({ authorization, request }: Presented) => await verify(authorization, request);
};

describe.each(algorithms)('a token bound to a key of %s', async (algorithm) => {
  const client = await createProofForge(algorithm);

  test.each(refusedProofs)('%s: %s: %s', async (_row, _attack, challenge, make) => {
    const error = await refusalOf(verifying(optionsOf(client, algorithm, true))(make(client)));
    expect([error.code, error.status, error.message]).toEqual([
      'UNAUTHENTICATED',
      401,
      'The token is missing or not valid here.',
    ]);
    const presented = make(client);
    const scheme = presented.authorization.split(' ')[0];
    expect((error as Unauthenticated).challenge).toBe(`${scheme} error="${challenge}"`);
    expect(error.internal).toMatch(/^(?:[a-z][A-Za-z0-9_' ,:+-]+|ERR_[A-Z_]+(?: [a-z]+)?)$/);
  });

  test.each<[string, (client: ProofForge) => Presented]>([
    ['as it should be', (from) => from.present()],
    [
      'to an address with query and fragment',
      (from) => from.present({ proof: { claims: { htu: `${publicUrl}/graphql?a=1#b` } } }),
    ],
    [
      'to an address with its port',
      (from) => from.present({ proof: { claims: { htu: 'https://hub.example:443/graphql' } } }),
    ],
    [
      'to an address in capitals',
      (from) => from.present({ proof: { claims: { htu: 'HTTPS://HUB.example/graphql' } } }),
    ],
    ['of a minute ago', (from) => from.present({ proof: { claims: { iat: nowSeconds - 60 } } })],
    ['of in ten seconds', (from) => from.present({ proof: { claims: { iat: nowSeconds + 10 } } })],
    ['with a jti of 200 characters', (from) => from.present({ proof: { claims: { jti: 'j'.repeat(200) } } })],
    [
      'with claims the hub has no use for',
      (from) => from.present({ proof: { claims: { nonce: 'n', exp: 1 } } }),
    ],
    [
      'with a key that says more of itself',
      (from) => from.present({ proof: { header: { jwk: from.clientKey.publicJwk } } }),
    ],
    ['by GET', (from) => from.present({ proof: { claims: { htm: 'GET' } }, request: { method: 'GET' } })],
    [
      'with the scheme in lower case',
      (from) => ({ ...from.present(), authorization: `dpop ${from.token()}` }),
    ],
  ])('is accepted with a proof %s', async (_name, make) => {
    const verify = verifying(optionsOf(client, algorithm, true));
    await expect(verify(make(client))).resolves.toMatchObject({ token: { id: 'token-1' } });
  });

  test('is accepted where its agency does not ask for proofs, and never without one', async () => {
    const verify = verifying(optionsOf(client, algorithm, false));
    await verify(client.present());
    await refusalOf(verify({ ...client.present(), authorization: `Bearer ${client.token()}` }));
  });

  test('needs a fresh proof with each request, remembered or not', async () => {
    const verify = verifying(optionsOf(client, algorithm, true));
    const token = client.token();
    const first = client.present({ token });
    const caller = await verify(first);
    for (const again of [first, first]) {
      const error = await refusalOf(verify(again));
      expect([error.internal, (error as Unauthenticated).challenge]).toEqual([
        'the proof is a repetition',
        'DPoP error="invalid_dpop_proof"',
      ]);
    }
    await refusalOf(verify({ ...first, request: { ...first.request, proofs: [] } }));
    expect(await verify(client.present({ token }))).toBe(caller);
  });
});

describe('the proof', async () => {
  const client = await createProofForge('ES256');
  const stranger = await createProofForge('ES256');

  test('is used up by nobody whose token does not hold', async () => {
    const claimed: Proof[] = [];
    const claim = async (proof: Proof): Promise<boolean> => claimed.push(proof) > 0;
    const verify = verifying({ ...optionsOf(client, 'ES256', true), proofs: { publicUrl, claim } });
    for (const [, , , make] of refusedProofs) await refusalOf(verify(make(client)));
    expect(claimed).toEqual([]);
    await verify(client.present());
    expect(claimed).toEqual([
      {
        thumbprint: client.thumbprint,
        id: expect.stringMatching(/^[\w-]{43}$/),
        issuedAtSeconds: nowSeconds,
      },
    ]);
  });

  test('says nothing of the token: a bad proof is answered alike, whatever the token', async () => {
    const verify = verifying(optionsOf(client, 'ES256', true));
    const tokens = [client.token(), client.token({ aud: 'other' }), stranger.token(), 'no.token.atall'];
    for (const token of tokens) {
      const presented = client.present({ token, proof: { claims: { htm: 'GET' } } });
      const error = await refusalOf(verify(presented));
      expect([error.internal, (error as Unauthenticated).challenge]).toEqual([
        'the proof is for another method',
        'DPoP error="invalid_dpop_proof"',
      ]);
    }
  });

  test('with the same jti by two keys is two proofs', async () => {
    const verify = verifying(optionsOf(client, 'ES256', true));
    const claims = { jti: 'the-same' };
    await verify(client.present({ proof: { claims } }));
    const token = client.token({ cnf: { jkt: client.otherThumbprint } });
    await verify(client.present({ token, proof: { claims, key: client.otherKey } }));
  });

  test('is not taken where it cannot be known whether it was used: 503', async () => {
    const unavailable = new HubError('STORAGE_UNAVAILABLE');
    const claim = async (): Promise<boolean> => {
      throw unavailable;
    };
    const verify = verifying({ ...optionsOf(client, 'ES256', true), proofs: { publicUrl, claim } });
    await expect(verify(client.present())).rejects.toBe(unavailable);
  });

  test('is not taken where the hub does not know its own address', async () => {
    const verify = verifying({ ...optionsOf(client, 'ES256', false), proofs: null });
    expect((await refusalOf(verify(client.present()))).internal).toBe('no proof can be taken here');
  });
});

test('an agency that asks for proofs takes no bearer token, and persons are not asked', async () => {
  const client = await createProofForge('ES256');
  const verify = verifying(optionsOf(client, 'ES256', true));
  const { request } = client.present();
  const bearer = { authorization: `Bearer ${client.forge.token()}`, request };
  expect((await refusalOf(verify(bearer))).internal).toBe('the token is bound to no key');
  await verify({ authorization: `Bearer ${client.forge.personToken()}`, request });
});

test('an agency that asks for proofs stops a hub that can take none (O3)', () => {
  const options = optionsFor(createForge('ES256'), 'ES256');
  const issuers = new Map(options.issuers);
  issuers.set(agencyIssuer, { ...(issuers.get(agencyIssuer) as TrustedIssuer), senderConstrained: true });
  expect(() => createTokenVerifier({ ...options, issuers, proofs: null })).toThrow(ConfigurationError);
});

test('each is refused for its own reason, and only the log is told which', async () => {
  const client = await createProofForge('ES256');
  const lines: string[] = [];
  for (const [row, attack, challenge, make] of refusedProofs) {
    const { internal } = await refusalOf(verifying(optionsOf(client, 'ES256', true))(make(client)));
    lines.push(`${row}: ${attack} -> ${challenge}: ${internal}\n`);
  }
  await expect(lines.join('')).toMatchFileSnapshot('refused-proofs.golden.txt');
});

test('the table of refused proofs is as wide as it says', () => {
  expect(refusedProofs.length).toBeGreaterThanOrEqual(50);
  expect(new Set(refusedProofs.map(([, attack]) => attack)).size).toBe(refusedProofs.length);
});
