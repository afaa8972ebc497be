import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareMentions } from '../../src/linkage/compare-mentions.ts';
import { agreementOf } from '../../src/linkage/estimate-model.ts';
import { evidenceText } from '../../src/linkage/evidence-text.ts';
import { fieldLevels, type LinkageField, linkageFields } from '../../src/linkage/levels.ts';
import { prepareMention } from '../../src/linkage/mention.ts';
import { PairScorer } from '../../src/linkage/pair-scorer.ts';
import { Vocabulary } from '../../src/linkage/vocabulary.ts';
import { pairWeight, weightTable } from '../../src/linkage/weights.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { syntheticPeople } from '../evaluate/synthetic-people.ts';
import { propertySeed as seed } from '../identity/property-seed.ts';
import { clustersOf, linkRows } from './mentions.ts';

const kind = { people: 300, sources: 'TWO', withIds: true, slips: 0.2, missing: 0.1 } as const;
const small = syntheticPeople({ ...kind, seed: 31 });
const linking = linkRows(small.mentions);
const place = fc.nat(small.mentions.length - 1);
const settings = { seed, numRuns: 300 };
const preparedAt = (number: number) => {
  const mention = linking.prepared[number];
  if (mention === undefined) throw new Error('no such mention');
  return mention;
};

describe('linking, whatever it is given', () => {
  it('compares, weighs and decides a pair the same from either side', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const [left, right] = [preparedAt(one), preparedAt(other)];
        expect(linking.scorer.explain(left, right)).toEqual(linking.scorer.explain(right, left));
      }),
      settings,
    );
  });

  it('never gives a pair fewer bits for being more alike in one field', () => {
    const table = weightTable(linking.model, agreementOf(linking.vocabulary));
    const field = fc.constantFrom<LinkageField>('birth', 'address', 'id');
    fc.assert(
      fc.property(place, place, field, (one, other, name) => {
        const comparison = compareMentions(preparedAt(one), preparedAt(other), linking.vocabulary);
        const average = { ...comparison, birthBits: table.average.birth[0] ?? 0, addressBits: 100 };
        const totals = fieldLevels[name].map(
          (_, level) => pairWeight({ ...average, [name]: level }, table).total,
        );
        expect(totals).toEqual(totals.toSorted((left, right) => right - left));
      }),
      settings,
    );
  });

  it('sums its evidence to its total, and the waterfall ends there', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const evidence = linking.scorer.explain(preparedAt(one), preparedAt(other));
        const sum = evidence.fields.reduce(
          (all, { weight, frequency }) => all + weight + frequency,
          evidence.prior,
        );
        expect(sum + evidence.household).toBeCloseTo(evidence.total, 6);
        expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
        expect(evidenceText(evidence).length).toBeGreaterThanOrEqual(linkageFields.length + 4);
      }),
      settings,
    );
  });

  it('gives the same clusters in whatever order the rows come, and every row once', () => {
    // Small enough that every pair is learned from: a larger file draws its random pairs by place.
    const { mentions } = syntheticPeople({ ...kind, people: 150, seed: 32 });
    const asTheyCome = clustersOf(linkRows(mentions)).map(String).sort();
    fc.assert(
      fc.property(fc.shuffledSubarray([...mentions.keys()], { minLength: mentions.length }), (order) => {
        const again = linkRows(order.flatMap((number) => mentions[number] ?? []));
        const clusters = clustersOf(again).map((cluster) =>
          cluster.map((place) => order[place] ?? -1).sort((one, next) => one - next),
        );
        expect(clusters.map(String).sort()).toEqual(asTheyCome);
      }),
      { seed, numRuns: 3, endOnFailure: true },
    );
  });

  it('survives any text', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 40 }), { nil: null });
    const mention = fc.record({
      source: fc.constantFrom('a', 'b'),
      unit: fc.constant(null),
      givenName: text,
      familyName: fc.oneof(text, fc.constant('x'.repeat(10_000)), fc.constant('Пetrović')),
      birthDate: fc.constantFrom(null, '1990-01-02', '1990-99-99', '2990-01-02'),
      id: fc.constant(null),
      address: text,
    });
    fc.assert(
      fc.property(fc.array(mention, { maxLength: 12 }), (mentions) => {
        expect(linkRows(mentions).clusterOf).toHaveLength(mentions.length);
      }),
      { seed, numRuns: 30 },
    );
  });
});

describe('one mention that comes later', () => {
  it('is decided by a model kept as JSON as it was decided in the file', () => {
    const model = JSON.parse(JSON.stringify(linking.model));
    const counts = JSON.parse(JSON.stringify(linking.vocabulary.counts()));
    const vocabulary = Vocabulary.from(counts, projectNicknames);
    const scorer = new PairScorer(model, vocabulary, (id) => linking.contestedIds.has(id));
    fc.assert(
      fc.property(place, place, (one, other) => {
        const [left, right] = [one, other].map((number) => {
          const mention = small.mentions[number];
          if (mention === undefined) throw new Error('no such mention');
          return prepareMention(mention, vocabulary);
        });
        if (left === undefined || right === undefined) throw new Error('two are compared');
        const [now, then] = [
          scorer.explain(left, right),
          linking.scorer.explain(preparedAt(one), preparedAt(other)),
        ];
        expect(now.outcome).toBe(then.outcome);
        expect(now.total).toBeCloseTo(then.total, 6);
      }),
      settings,
    );
  });
});
