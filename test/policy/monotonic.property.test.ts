// M4: what is taken away widens nothing. Each test makes a world, narrows it in one way, and asks what has opened.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { relationshipKinds } from '../../src/domain/relationship.ts';
import type { RecordFacts, SubjectFacts } from '../../src/policy/record-facts.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { type Asking, decide } from './mask-world.ts';
import { anyAgreement, anyAsking, anyRecord } from './random-world.ts';

const runs = { seed: propertySeed, numRuns: 2000 };

const openFields = (asking: Asking, record: RecordFacts): readonly string[] =>
  [...decide(asking, record)].flatMap(([name, each]) => (typeof each === 'object' ? [name] : []));

const withSubjects = (
  record: RecordFacts,
  change: (subject: SubjectFacts, position: number) => SubjectFacts,
): RecordFacts => {
  const changed = (people: readonly (SubjectFacts | null)[]) =>
    people.map((person, position) => (person === null ? null : change(person, position)));
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

const expectNoneOpened = (before: readonly string[], after: readonly string[]): void => {
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
};

/** Where an agreement ends, or covers less, so does what it prohibits: what is narrowed here prohibits nothing. */
const narrowed: readonly [what: string, narrow: (agreement: Agreement) => Agreement][] = [
  [
    'fewer categories',
    (each) => ({ ...each, categories: each.categories.slice(1), fields: [], prohibits: [] }),
  ],
  ['a smaller area', (each) => ({ ...each, area: each.area.slice(1), prohibits: [] })],
  ['a later beginning', (each) => ({ ...each, validFrom: '2026-11-22', prohibits: [] })],
  ['an earlier end', (each) => ({ ...each, validUntil: '2026-11-21', prohibits: [] })],
  ['a narrower purpose', (each) => ({ ...each, purpose: 'ps:SocialWelfareProvision', prohibits: [] })],
];

/** What an agreement prohibits holds for whichever role and kind of relationship: it may stay as it is here. */
const harder: readonly [what: string, narrow: (agreement: Agreement) => Agreement][] = [
  ['for a role', (each) => ({ ...each, roles: each.roles.length > 1 ? each.roles.slice(1) : ['triage'] })],
  [
    'that counts fewer kinds of relationship',
    (each) => ({
      ...each,
      relationships: (each.relationships.length > 0 ? each.relationships : relationshipKinds).slice(0, 1),
    }),
  ],
];

describe('whatever the world, nothing opens by', () => {
  test('taking a consent away', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), (asking, record, which) => {
        const without = withSubjects(record, (person, position) =>
          position === which ? { ...person, consents: person.consents.slice(1) } : person,
        );
        expectNoneOpened(openFields(asking, record), openFields(asking, without));
      }),
      runs,
    );
  });

  test("a person's prohibition", () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), (asking, record, which) => {
        const forbidden = withSubjects(record, (person, position) =>
          position === which ? { ...person, prohibited: true } : person,
        );
        expectNoneOpened(openFields(asking, record), openFields(asking, forbidden));
      }),
      runs,
    );
  });

  test('a relationship that is declared and not established', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const declared = withSubjects(record, (person) => ({
          ...person,
          relationships: person.relationships.map((each) => ({ ...each, established: false })),
        }));
        expectNoneOpened(openFields(asking, record), openFields(asking, declared));
      }),
      runs,
    );
  });

  test('what an agreement prohibits besides', () => {
    const prohibited = fc.subarray(['IDENTITY', 'FINANCE', 'HEALTH', 'Thing.f0', 'Thing.f1'], {
      minLength: 1,
    });
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), prohibited, (asking, record, which, more) => {
        const agreements = asking.agreements.map((each, index) =>
          index === which ? { ...each, prohibits: [...each.prohibits, ...more] } : each,
        );
        expectNoneOpened(openFields(asking, record), openFields({ ...asking, agreements }, record));
      }),
      runs,
    );
  });

  test('an agreement that grants nothing and only prohibits', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, anyAgreement, (asking, record, extra) => {
        const barren = { ...extra, categories: [], fields: [] };
        const agreements = [...asking.agreements, barren];
        expectNoneOpened(openFields(asking, record), openFields({ ...asking, agreements }, record));
      }),
      runs,
    );
  });

  test('a relationship that has ended', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), (asking, record, which) => {
        const without = withSubjects(record, (person, position) =>
          position === which ? { ...person, relationships: person.relationships.slice(1) } : person,
        );
        expectNoneOpened(openFields(asking, record), openFields(asking, without));
      }),
      runs,
    );
  });

  test.each(narrowed)('an agreement of %s', (_what, narrow) => {
    const isNarrower = ({ purpose }: Agreement): boolean =>
      ['dpv:Purpose', 'ps:SocialWelfareManagement', 'ps:SocialWelfareProvision'].includes(purpose);
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const plain = asking.agreements.filter(isNarrower).map((each) => ({ ...each, prohibits: [] }));
        const agreements = plain.map((each, index) => (index === 0 ? narrow(each) : each));
        const before = openFields({ ...asking, agreements: plain }, record);
        expectNoneOpened(before, openFields({ ...asking, agreements }, record));
      }),
      runs,
    );
  });

  test.each(harder)('an agreement %s', (what, narrow) => {
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), (asking, record, which) => {
        const agreements = asking.agreements.map((each, index) =>
          index === which && (what !== 'for a role' || each.roles.length !== 1) ? narrow(each) : each,
        );
        expectNoneOpened(openFields(asking, record), openFields({ ...asking, agreements }, record));
      }),
      runs,
    );
  });

  test('a token narrowed to fewer local communities', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const area = asking.area === null ? ['park'] : asking.area.slice(1);
        expectNoneOpened(openFields(asking, record), openFields({ ...asking, area }, record));
      }),
      runs,
    );
  });

  test('an agreement that is taken away, where none prohibits anything', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const agreements = asking.agreements.map((each) => ({ ...each, prohibits: [] }));
        const fewer = agreements.slice(1);
        const before = openFields({ ...asking, agreements }, record);
        expectNoneOpened(before, openFields({ ...asking, agreements: fewer }, record));
      }),
      runs,
    );
  });

  test('holding fewer roles: one role more never takes anything away', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.constantFrom('nurse', 'triage'), (asking, record, role) => {
        const roles = asking.roles.filter((each) => each !== role);
        const more = openFields({ ...asking, roles: [...roles, role] }, record);
        expectNoneOpened(more, openFields({ ...asking, roles }, record));
      }),
      runs,
    );
  });
});

describe('whatever the world', () => {
  test('the order of agreements and of people decides nothing', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const turned = { ...asking, agreements: [...asking.agreements].reverse() };
        const { PERSON, SIGNATORIES, MEMBERS, DWELLING } = record.subjects;
        const others = {
          ...record,
          subjects: {
            PERSON: [...PERSON].reverse(),
            SIGNATORIES: [...SIGNATORIES].reverse(),
            MEMBERS: [...MEMBERS].reverse(),
            DWELLING: [...DWELLING].reverse(),
          },
        };
        expect(openFields(turned, others)).toEqual(openFields(asking, record));
      }),
      runs,
    );
  });

  test('saying something twice is saying it once', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const once = openFields(asking, record);
        expect(openFields(asking, record)).toEqual(once);
        const agreements = [
          ...asking.agreements,
          ...asking.agreements.map((each) => ({
            ...each,
            prohibits: [...each.prohibits, ...each.prohibits],
          })),
        ];
        const twice = withSubjects(record, (person) => ({
          ...person,
          relationships: [...person.relationships, ...person.relationships],
          consents: [...person.consents, ...person.consents],
        }));
        expect(
          openFields({ ...asking, agreements, roles: [...asking.roles, ...asking.roles] }, twice),
        ).toEqual(once);
      }),
      runs,
    );
  });

  test('every way of narrowing meets worlds in which it matters', () => {
    const worlds = fc.sample(fc.tuple(anyAsking, anyRecord), { seed: propertySeed, numRuns: 2000 });
    const open = worlds.filter(([asking, record]) => openFields(asking, record).length > 0);
    expect(open.length).toBeGreaterThan(200);
    const closedBy = (change: (asking: Asking) => Asking): number =>
      open.filter(
        ([asking, record]) => openFields(change(asking), record).length < openFields(asking, record).length,
      ).length;
    for (const [what, narrow] of [...narrowed, ...harder]) {
      const changed = closedBy((asking) => ({ ...asking, agreements: asking.agreements.map(narrow) }));
      expect(changed, what).toBeGreaterThan(0);
    }
  });
});
