// R11, R14: what a matter seals opens what it opens, and moves nothing that opened without it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordFacts, SubjectFacts } from '../../src/policy/record-facts.ts';
import { ordinaryFacts } from '../../src/policy/subject-mask.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { decide } from './mask-world.ts';
import { anyAsking, anyRecord } from './random-world.ts';

const runs = { seed: propertySeed, numRuns: 2000 };

/** The same world with some consents and relationships sealed: those whose turn it is. */
const sealedBy = (record: RecordFacts, isSealed: (turn: number) => boolean): RecordFacts => {
  let turn = 0;
  const next = (): boolean => {
    turn += 1;
    return isSealed(turn);
  };
  const changed = (people: readonly (SubjectFacts | null)[]) =>
    people.map(
      (person) =>
        person && {
          ...person,
          consents: person.consents.map((each) => ({ ...each, sealed: next() })),
          relationships: person.relationships.map((each) => ({
            ...each,
            sealed: next() ? `referral ${turn}` : null,
          })),
        },
    );
  const { PERSON, SIGNATORIES, MEMBERS, DWELLING } = record.subjects;
  return {
    ...record,
    subjects: {
      PERSON: changed(PERSON),
      SIGNATORIES: changed(SIGNATORIES),
      MEMBERS: changed(MEMBERS),
      DWELLING: changed(DWELLING),
    },
  };
};

test('whatever the world, the same fields open whether or not anything is sealed', () => {
  fc.assert(
    fc.property(anyAsking, anyRecord, fc.array(fc.boolean(), { minLength: 8 }), (asking, record, turns) => {
      const sealed = sealedBy(record, (turn) => turns[turn % turns.length] === true);
      const openIn = (facts: RecordFacts) =>
        [...decide(asking, facts)].flatMap(([name, each]) => (typeof each === 'object' ? [name] : []));
      expect(openIn(sealed)).toEqual(openIn(record));
    }),
    runs,
  );
});

test('whatever the world, what opens without the sealed opens by the very same ground, and the rest names what it rests on', () => {
  let met = 0;
  fc.assert(
    fc.property(anyAsking, anyRecord, fc.array(fc.boolean(), { minLength: 8 }), (asking, record, turns) => {
      const sealed = sealedBy(record, (turn) => turns[turn % turns.length] === true);
      const [before, after] = [decide(asking, ordinaryFacts(sealed)), decide(asking, sealed)];
      for (const [name, opening] of after) {
        const ordinary = before.get(name);
        if (typeof ordinary === 'object') expect(opening).toEqual(ordinary);
        else if (typeof opening === 'object') {
          expect(opening.sealed.length).toBeGreaterThan(0);
          met += 1;
        }
      }
    }),
    runs,
  );
  expect(met).toBeGreaterThan(10);
});
