import { describe, expect, test } from 'vitest';
import { createTokenVerifier } from '../../src/access/token-verifier.ts';
import type { TrustedIssuer } from '../../src/access/trusted-issuer.ts';
import { refusalOf } from './refusal-of.ts';
import { agencyIssuer, createForge, now, nowSeconds, otherIssuer } from './token-forge.ts';
import { issuersOf, optionsFor } from './verifier-options.ts';

describe('a remembered token', () => {
  const forge = createForge('ES256');

  test('is not verified again, and is refused at its exp, once revoked, and with its issuer', async () => {
    let instant = now;
    const revoked = new Set<string>();
    const issuers = issuersOf(forge, 'ES256');
    let verifications = 0;
    const counted = issuers.get(agencyIssuer) as TrustedIssuer;
    issuers.set(agencyIssuer, {
      ...counted,
      keys: {
        ...counted.keys,
        find: (...named) =>
          [++verifications, counted.keys.find(...named)][1] as ReturnType<typeof counted.keys.find>,
      },
    });
    const { verify } = createTokenVerifier({
      ...optionsFor(forge, 'ES256'),
      issuers,
      clock: () => instant,
      isRevoked: (issuer, id) => revoked.has(`${issuer} ${id}`),
    });
    const first = `Bearer ${forge.token()}`;
    const second = `Bearer ${forge.token({ claims: { jti: 'token-2' } })}`;

    expect(await verify(first)).toBe(await verify(first));
    expect(verifications).toBe(1);
    await verify(second);

    revoked.add(`${otherIssuer} token-1`);
    await verify(first);
    revoked.add(`${agencyIssuer} token-1`);
    expect((await refusalOf(verify(first))).internal).toBe('revoked');
    await verify(second);

    issuers.delete(agencyIssuer);
    expect((await refusalOf(verify(second))).internal).toBe('the issuer is no longer trusted');
    issuers.set(agencyIssuer, counted);

    instant = new Date((nowSeconds + 299) * 1000);
    await verify(second);
    instant = new Date((nowSeconds + 300) * 1000);
    expect((await refusalOf(verify(second))).internal).toBe('expired');
  });

  test('is remembered by its whole text: the same jti with another signature is another token (T11)', async () => {
    const { verify } = createTokenVerifier(optionsFor(forge, 'ES256'));
    const good = forge.token();
    await verify(`Bearer ${good}`);
    await refusalOf(verify(`Bearer ${good.slice(0, -6)}AAAAAA`));
    await refusalOf(verify(`Bearer ${forge.token({ key: forge.strangerKey })}`));
  });

  test('is forgotten beyond the bound, and then verified again', async () => {
    const { verify } = createTokenVerifier({ ...optionsFor(forge, 'ES256'), rememberedTokens: 1 });
    const [one, two] = ['a', 'b'].map((jti) => `Bearer ${forge.token({ claims: { jti } })}`) as [
      string,
      string,
    ];
    const caller = await verify(one);
    await verify(two);
    expect(await verify(one)).not.toBe(caller);
  });
});
