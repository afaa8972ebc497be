import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { chainAnew } from './forged-chain.ts';
import { type MutationKind, type SealedLog, vouchedBefore } from './log-mutation.ts';

const written = z.strictObject({
  edits: z.array(z.string()),
  mutations: z.array(
    z.strictObject({
      kind: z.string(),
      draw: z.enum(['one', 'pair', 'range']),
      sql: z.array(z.string()),
      chained: z.literal('one').optional(),
      first: z.enum(['one', 'other', 'after one', 'the beginning', 'unvouched', 'cut']),
      weight: z.number().default(1),
    }),
  ),
});

type Written = z.infer<typeof written>['mutations'][number];

/** An id below and one above all that a log has. */
const [lowest, highest] = [-1_000_000, 1_000_000];

const firstBad = (
  first: Written['first'],
  [one, other]: readonly [number, number],
  log: SealedLog,
): number => {
  switch (first) {
    case 'one':
      return one;
    case 'other':
      return other;
    case 'after one':
      return one + 1;
    case 'the beginning':
      return 1;
    case 'unvouched':
      return vouchedBefore(one, log) + 1;
    case 'cut':
      return one > log.length - log.betweenHeads ? log.length : vouchedBefore(one, log) + 1;
  }
};

const kindOf = ({ kind, draw, sql, chained, first, weight }: Written): MutationKind => ({
  kind,
  weight,
  draw: (random, log) => {
    const drawn = [1 + random.below(log.length), 1 + random.below(log.length)].sort((a, b) => a - b);
    const [one = 1, other = 1] = drawn;
    if (draw === 'pair' && one === other) return null;
    const numbers: Record<string, number> = { one, other, lowest, highest, length: log.length };
    const statements = sql.map((text) =>
      text.replaceAll(/(?<!:):(one|other|length|lowest|highest)\b/g, (_, name: string) =>
        String(numbers[name]),
      ),
    );
    return {
      kind,
      name: `${kind}: ${one}${draw === 'one' ? '' : ` and ${other}`}`,
      mutate: async (transaction) => {
        for (const statement of statements) await transaction.query(statement);
        if (chained) await chainAnew(transaction, one);
      },
      found: { position: firstBad(first, [one, other], log) },
    };
  },
});

/** The kinds that `log-mutations.yaml` describes. */
export const rowMutations = (): readonly MutationKind[] => {
  const text = readFileSync(new URL('log-mutations.yaml', import.meta.url), 'utf8');
  const { edits, mutations } = written.parse(parse(text));
  const ofEdits = edits.map(
    (edit): Written => ({
      kind: `set ${edit}`,
      draw: 'one',
      sql: [`update audit_entry set ${edit} where position = :one`],
      first: 'one',
      weight: 1,
    }),
  );
  return [...ofEdits, ...mutations].map(kindOf);
};
