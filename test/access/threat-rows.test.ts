import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keyServerFaults, noKeySets } from './key-server-faults.ts';
import { refusedProofs } from './refused-proofs.ts';
import { refusedTokens } from './refused-tokens.ts';

/** What no table of artefacts can hold: a test by its name, in a file of this folder or beside it. */
const named: readonly (readonly [row: string, file: string, test: string])[] = [
  ['T5', 'token-verifier.test.ts', 'the longest lifetime'],
  ['T6', 'token-verifier.test.ts', 'a clock that is ahead is an alarm before it is a refusal'],
  ['T6', 'remote-key-set.test.ts', 'a clock that is set back neither ends a set nor keeps it for ever'],
  ['T7', 'remote-key-set.test.ts', 'rotate: a new key works with its first token'],
  [
    'T7',
    'remote-key-set.test.ts',
    'are withdrawn: within ten minutes at the most, for remembered tokens too',
  ],
  ['T7', 'remote-key-set.test.ts', 'that are %s let nobody in'],
  ['T8', 'remote-key-set.test.ts', 'is an alarm from ten minutes on, and its set is over after an hour'],
  ['T8', 'fetch-key-set.test.ts', 'the address that was checked is the one that is connected to'],
  ['T9', 'remote-key-set.test.ts', 'a flood of unknown kids brings one fetch in thirty seconds'],
  ['T9', 'remote-key-set.test.ts', 'a flood while the address hangs holds up no more than fifty'],
  ['T10', 'dpop-proof.test.ts', 'needs a fresh proof with each request, remembered or not'],
  ['T10', '../store/two-hubs.test.ts', 'a proof that was used in one is a repetition in the other'],
  ['T11', 'remembered-token.test.ts', 'is remembered by its whole text'],
  ['T11', '../http/revocation.test.ts', 'it by its jti, whatever text the token has'],
  ['T13', '../http/revocation.test.ts', 'one token of the own agency: the next request with it is refused'],
  ['T13', 'revocations.test.ts', 'it holds with its next reading, and after five seconds'],
  ['T13', '../store/two-hubs.test.ts', 'an operator suspends an agency, and lifts it, beside running hubs'],
];

const threats = Array.from({ length: 14 }, (_, index) => `T${index + 1}`);

const casesOf = (row: string): readonly string[] => [
  ...[...refusedTokens, ...keyServerFaults, ...noKeySets]
    .filter(([of]) => of === row)
    .map(([, name]) => name),
  ...refusedProofs.filter(([of]) => of === row).map(([, name]) => name),
  ...named.filter(([of]) => of === row).map(([, , name]) => name),
];

test.each(threats)('row %s of the threats to tokens has its cases', (row) => {
  expect(casesOf(row).length).toBeGreaterThan(0);
});

test('no case names a row that there is not', () => {
  const rows = [refusedTokens, refusedProofs, keyServerFaults, noKeySets, named].flatMap((table) =>
    table.map(([row]) => row),
  );
  expect([...new Set(rows)].filter((row) => !threats.includes(row))).toEqual([]);
});

test.each(named)('%s: %s has the test "%s"', (_row, file, name) => {
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(name);
});
