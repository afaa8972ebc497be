import { existsSync, readFileSync } from 'node:fs';
import { compactVerify, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { mayVerify } from '../../src/access/key-set.ts';
import { splitToken } from '../../src/access/token-segments.ts';

interface Group {
  readonly public?: JWK;
  readonly private: JWK;
  readonly tests: readonly {
    readonly tcId: number;
    readonly jws: string;
    readonly result: 'valid' | 'invalid';
  }[];
}

const file = new URL('../../../shared/data/wycheproof/json_web_signature_test.json', import.meta.url);

/** The gate of the hub, then jose, with the algorithm pinned to the key's own: as the verifier does it. */
const accepts = async (jws: string, key: JWK): Promise<boolean> => {
  try {
    splitToken(jws);
    // biome-ignore lint/suspicious/noExplicitAny: the vectors name algorithms that do not exist, and jose must refuse them.
    await compactVerify(jws, key, { algorithms: [key.alg as any] });
    return mayVerify(key);
  } catch {
    return false;
  }
};

/**
 * DOMAIN.md 4.3. The key names an algorithm that the header contradicts (346, 347, 350, 351); "?" stands in a segment of
 * what is called valid (372, 373); an empty payload, which no JWT has (259 to 325).
 */
const refusedThoughValid = [259, 264, 268, 272, 320, 325, 346, 347, 350, 351, 372, 373];
/** Byte for byte the valid 357: the file lost the padding that made them invalid. */
const acceptedThoughInvalid = [367, 370];

describe.skipIf(!existsSync(file))(
  'Wycheproof JWS (skipped where ../shared/data/wycheproof is not there)',
  () => {
    test('agrees with all 401 vectors but the 14 named ones', async () => {
      const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as { testGroups: readonly Group[] };
      let vectors = 0;
      const refused: number[] = [];
      const accepted: number[] = [];
      for (const group of testGroups) {
        const key = group.public ?? group.private;
        for (const { tcId, jws, result } of group.tests) {
          vectors += 1;
          const outcome = await accepts(jws, key);
          if (result === 'valid' && !outcome) refused.push(tcId);
          if (result === 'invalid' && outcome) accepted.push(tcId);
        }
      }
      expect(vectors).toBe(401);
      expect(refused).toEqual(refusedThoughValid);
      expect(accepted).toEqual(acceptedThoughInvalid);
    });
  },
);

test.each([
  ['a blank at the end of a segment', 'AAAA .AAAA.AAAA'],
  ['a blank before one', 'AAAA. AAAA.AAAA'],
  ['a line break', 'AAAA.AAAA\n.AAAA'],
  ['padding', 'AAA=.AAAA.AAAA'],
  ['unused bits', 'AAAA.AAAA.AB'],
  ['a length no bytes have', 'AAAA.AAAAA.AAAA'],
  ['the alphabet of plain base64', 'AA+/.AAAA.AAAA'],
  ['no payload', 'AAAA..AAAA'],
  ['no signature', 'AAAA.AAAA.'],
  ['a fourth segment', 'AAAA.AAAA.AAAA.'],
  ['one segment', 'AAAA'],
  ['nothing', ''],
])('the gate refuses %s', (_name, token) => {
  expect(() => splitToken(token)).toThrow();
});
