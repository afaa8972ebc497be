import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { About } from '../../src/domain/about.ts';
import type { Agency } from '../../src/domain/agency.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import { type Category, categories } from '../../src/domain/category.ts';
import type { RelationshipKind } from '../../src/domain/relationship.ts';
import type { SubjectFacts } from '../../src/policy/record-facts.ts';
import type { RecordRules, Rule } from '../../src/policy/ruleset.ts';
import { recordRulesKey } from '../../src/policy/ruleset.ts';
import { isOpen, isVisible, maskOf, openingOf } from '../../src/policy/subject-mask.ts';
import {
  agreement,
  asked,
  callerOf,
  decide,
  field,
  recordOf,
  rulesetOf,
  sourceOf,
  subject,
} from './mask-world.ts';

/** One line of the table; its words are explained there. */
interface Case {
  readonly when: string;
  readonly field: string;
  readonly own?: boolean;
  readonly ownRole?: string;
  readonly by?: readonly string[];
  readonly people: readonly string[];
  readonly roles?: readonly string[];
  readonly area?: readonly string[];
  readonly purpose?: string;
  readonly readerKind?: Agency['kind'];
  readonly then: string;
}

const cases = parse(
  readFileSync(new URL('subject-mask.cases.yaml', import.meta.url), 'utf8'),
) as readonly Case[];

const bases = {
  duty: {
    basis: { article6: 'A6-1-c', article9: 'A9-2-b', article10: null, citation: null },
    requires: 'RELATIONSHIP',
  },
  task: {
    basis: { article6: 'A6-1-e', article9: 'A9-2-b', article10: null, citation: null },
    requires: 'RELATIONSHIP',
  },
  consent: {
    basis: { article6: 'A6-1-a', article9: 'A9-2-a', article10: null, citation: null },
    requires: 'CONSENT',
  },
} as const satisfies Record<string, Partial<Agreement>>;

/** The kinds of relationship that stand behind a word, where it is there. */
const kindsAfter = (words: readonly string[], word: string): readonly RelationshipKind[] =>
  words.includes(word) ? (words[words.indexOf(word) + 1]?.split('/') as RelationshipKind[]) : [];

const law = { jurisdiction: 'ME', code: 'x', act: 'Zakon', article: 'čl. 1', gazette: 'Sl. list' } as const;

const agreementOf = (text: string, index: number, purpose: string): Agreement => {
  const words = text.split(' ');
  const after = (word: string): readonly string[] =>
    words.includes(word) ? [words[words.indexOf(word) + 1] ?? ''] : [];
  const only = after('only') as Category[];
  return agreement(`${text} ${index}`, {
    ...bases[words[0] as keyof typeof bases],
    ...(text.includes('for anyone') ? { requires: 'NOTHING' } : {}),
    // A statutory decision lies beside the hub's usual purpose, below the wide one that only a wide agreement names.
    ...(purpose === 'ps:SocialWelfareEligibilityAssessment' ? { purpose: 'ps:SocialWelfareManagement' } : {}),
    ...(only.length > 0 ? { categories: only } : {}),
    ...(words.includes('overriding') ? { overridesObjection: law } : {}),
    ...(words.includes('elsewhere') ? { area: ['petnjica'] } : {}),
    ...(words.includes('ended') ? { validUntil: '2026-11-21' } : {}),
    prohibits: after('not'),
    roles: after('role'),
    relationships: kindsAfter(words, 'through'),
  });
};

const personOf = (text: string, index: number): SubjectFacts | null => {
  const words = text.split(' ');
  if (words.includes('unknown')) return null;
  const consented = text.includes('consents field')
    ? { categories: [], fields: ['Thing.it'] }
    : { categories: categories.filter((each) => text.includes(`consents ${each}`)), fields: [] };
  const named = consented.categories.length + consented.fields.length > 0;
  return subject(`person ${index}`, {
    certain: !words.includes('probable'),
    prohibited: words.includes('forbids'),
    rights: {
      objected: words.includes('objects'),
      restricted: words.includes('restricts'),
      linkContested: words.includes('disowns'),
    },
    relationships: ['client', 'declared'].flatMap((word) =>
      words.includes(word)
        ? [
            {
              kind: kindsAfter(words, 'by')[0] ?? 'CURRENT_RECORD',
              established: word === 'client',
              certain: true,
              sealed: null,
            },
          ]
        : [],
    ),
    consents: words.includes('consents')
      ? [
          {
            id: `consent ${index}`,
            controller: text.includes('consents elsewhere') ? 'somebody' : 'keeper',
            purpose: 'ps:SocialWelfareManagement',
            sealed: false,
            ...(named ? consented : { categories, fields: [] }),
          },
        ]
      : [],
  });
};

describe('a field of a record, by document and subjects', () => {
  test.each(cases)('$when: $then', (each) => {
    const [category, about, key] = each.field.split(' ') as [Category, About, string | undefined];
    const purpose = each.purpose ?? asked;
    const decided = decide(
      {
        fields: [field('it', category, about, key === 'key')],
        agreements: (each.by ?? []).map((text, index) => agreementOf(text, index, purpose)),
        reader: each.own ? 'keeper' : 'reader',
        readerKind: each.readerKind ?? 'NGO',
        purpose,
        roles: each.roles ?? [],
        area: each.area ?? null,
        ownRoles: each.ownRole ? [each.ownRole] : [],
      },
      recordOf(each.people.map(personOf)),
    ).get('it');
    const said =
      typeof decided === 'object'
        ? `${decided.step}${decided.declared ? ' declared' : ''}${decided.probable ? ' probable' : ''}`
        : decided;
    expect(said).toBe(each.then);
  });

  test('is open to an own register only if each register of the same kind is', () => {
    const asking = {
      fields: [field('it', 'OBSERVATION', 'MEMBERS')],
      agreements: [],
      reader: 'keeper',
      readerKind: 'PUBLIC_BODY',
      purpose: asked,
      roles: [],
      area: null,
      ownRoles: [],
    } as const;
    expect(rulesetOf(asking, [sourceOf([]), sourceOf([], 'more things')]).records.size).toBe(1);
    expect(rulesetOf(asking, [sourceOf([]), sourceOf(['triage'], 'more things')]).records.size).toBe(0);
  });

  test('names by whom it was opened: the one client, or all who consented', () => {
    const record = recordOf([subject('Ana'), personOf('client', 1), personOf('client', 2)]);
    const consenting = recordOf([personOf('consents', 1), personOf('consents', 2)]);
    const asking = {
      fields: [field('it', 'FINANCE', 'SIGNATORIES')],
      agreements: [agreementOf('task', 0, asked), agreementOf('consent', 1, asked)],
      reader: 'reader',
      readerKind: 'NGO',
      purpose: asked,
      roles: [],
      area: null,
      ownRoles: [],
    } as const;
    expect(decide(asking, record).get('it')).toMatchObject({ step: 'TASK', through: ['person 1'] });
    expect(decide(asking, consenting).get('it')).toMatchObject({
      step: 'CONSENT',
      through: ['person 1', 'person 2'],
      consents: ['consent 1', 'consent 2'],
    });
  });
});

describe('a mask', () => {
  const own: Rule = {
    about: 'PERSON',
    category: 'HOUSING',
    coordinate: null,
    alternatives: [{ step: 'OWN' }],
  };
  const shut: Rule = { ...own, alternatives: [] };
  const caller = { agency: 'keeper', purpose: asked, area: null };
  const rulesOf = (rules: readonly Rule[]): RecordRules => ({ rules, bitOf: new Map() });
  const record = recordOf([]);

  test.each([1, 30, 31, 32, 33, 62, 63, 64, 65, 93, 94])('of %i rules sets each bit alone', (count) => {
    for (let open = 0; open < count; open += 1) {
      const rules = Array.from({ length: count }, (_, index) => (index === open ? own : shut));
      const mask = maskOf(rulesOf(rules), record, caller);
      const set = rules.flatMap((_, bit) => (isOpen(mask, bit) ? [bit] : []));
      expect(set).toEqual([open]);
      expect(isVisible(mask)).toBe(true);
    }
    expect(isVisible(maskOf(rulesOf(Array.from({ length: count }, () => shut)), record, caller))).toBe(false);
  });

  test('beyond its rules has no bit', () => {
    const mask = maskOf(rulesOf([own, own]), record, caller);
    expect([2, 31, 32, 62, 1000].filter((bit) => isOpen(mask, bit))).toEqual([]);
  });

  test('opens the very rules that are open one by one, where a kind has 100 fields of 100 rules', () => {
    const fields = Array.from({ length: 100 }, (_, index) => field(`f${index}`, 'HOUSING', 'PERSON'));
    const asking = {
      fields,
      agreements: [agreementOf('consent', 0, asked)],
      reader: 'reader',
      readerKind: 'NGO',
      purpose: asked,
      roles: [],
      area: null,
      ownRoles: [],
    } as const;
    const rules = rulesetOf(asking).records.get(recordRulesKey('thing', 'keeper'));
    if (!rules) throw new Error('no rules');
    expect(rules.rules).toHaveLength(100);
    const consents = [3, 31, 32, 62, 63, 99].map((index) => `Thing.f${index}`);
    const ana = subject('Ana', {
      consents: [
        { id: '1', controller: 'keeper', purpose: asked, categories: [], fields: consents, sealed: false },
      ],
    });
    const facts = recordOf([ana]);
    const decided = decide(asking, facts);
    expect(
      [...decided].flatMap(([name, each]) => (typeof each === 'object' ? [`Thing.${name}`] : [])),
    ).toEqual(consents);
    const mask = maskOf(rules, facts, callerOf(asking));
    rules.rules.forEach((rule, bit) => {
      expect(isOpen(mask, bit)).toBe(openingOf(rule, facts, callerOf(asking)) !== null);
    });
  });
});
