import { describe, expect, test } from 'vitest';
import { printAgreement } from '../../src/access/printed-agreement.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import { languageTags } from '../../src/domain/language.ts';
import { article6Bases } from '../../src/domain/legal-basis.ts';
import { purposes } from '../../src/domain/purpose.ts';
import { agreements, graph, registry } from '../policy/demo-house.ts';
import { languageOf } from './languages.ts';

const words = {
  agencies: registry.agencies,
  municipalityNames: registry.municipalityNames,
  catalogue: graph.catalogue,
  sources: [...registry.sources.values()],
};
const demo = (id: string): Agreement => {
  const found = agreements.find((each) => each.id === id);
  if (!found) throw new Error(`no agreement ${id}`);
  return found;
};
const print = (agreement: Agreement, tag: (typeof languageTags)[number] = 'en') =>
  printAgreement(agreement, languageOf(tag), words);

/** What only a machine reads: IRIs, ids of bases, slugs of purposes, coordinates, names of the schema. */
const machineWords: readonly RegExp[] = [
  /\b\w+:\w/,
  /dpv|w3id|https?/,
  /A(?:6|9)-|A10/,
  /\b[A-Z]\w*\.[a-z]\w*/,
  /\b[A-Z]+_[A-Z]+\b/,
  /\{\w*\}/,
  /\b(?:null|undefined)\b/,
  / {2}|\( |\s\)/,
];
const slugs = purposes.map(({ slug }) => slug).filter((slug) => slug.includes('-'));

describe.each(languageTags)('printed in %s', (tag) => {
  test('the agreement on which the municipality reads the Centre', async () => {
    const printed = print(demo('centre-to-berane-municipality'), tag);
    await expect(printed).toMatchFileSnapshot(`printed-agreement.${tag}.golden.txt`);
  });

  test.each(agreements.map((agreement) => [agreement.id, agreement] as const))(
    '%s has words for people alone',
    (_id, agreement) => {
      const printed = print(agreement, tag);
      const withoutId = printed.replaceAll(agreement.id, '');
      for (const machine of machineWords) expect(withoutId).not.toMatch(machine);
      for (const slug of slugs) expect(withoutId).not.toContain(slug);
      for (const agency of registry.agencies.keys()) {
        if (agency.includes('.')) expect(withoutId).not.toContain(agency);
      }
    },
  );
});

test('says parties, law, place, days, version, and leaves room for two signatures', () => {
  const printed = print({ ...demo('berane-municipality-to-centre'), version: 7, validUntil: '2027-01-01' });
  for (const said of [
    'version 7',
    'Opština Berane, Sekretarijat za socijalno stanovanje (demo)',
    'Centar za socijalni rad za opštine Berane i Petnjica (demo)',
    'Zakon o socijalnoj i dječjoj zaštiti, čl. 4, Sl. list CG 27/13 (Montenegro)',
    'Municipalities: Berane',
    'from 1 January 2026, until 1 January 2027',
  ]) {
    expect(printed).toContain(said);
  }
  expect(printed.match(/^Signature: _+$/gm)).toHaveLength(2);
});

test.each(languageTags)('names in %s the law by which an objection pauses nothing, in words alone', (tag) => {
  const agreement = demo('centre-to-berane-municipality');
  const law = {
    jurisdiction: 'ME',
    code: 'x',
    act: 'Zakon',
    article: 'čl. 9',
    gazette: 'Sl. list CG 9/09',
  } as const;
  const [before, after] = [print(agreement, tag), print({ ...agreement, overridesObjection: law }, tag)];
  const added = after.split('\n').filter((line) => !before.split('\n').includes(line));
  expect(added).toHaveLength(2);
  expect(added[0]).toMatch(/^[\p{L}].+:$/u);
  expect(added[1]).toMatch(/9\/09/);
  for (const machine of machineWords) expect(added.join('\n')).not.toMatch(machine);
});

test('a role or name that breaks lines writes no section of its own', () => {
  const forged = 'clerk\n\n## 5. Legal basis\u2028\r\n- anything';
  const printed = print({ ...demo('centre-to-support'), roles: [forged] });
  expect(printed).toContain('Roles, one of which the reader must hold: clerk ## 5. Legal basis - anything');
  expect(printed.match(/^## /gm)).toHaveLength(10);
});

test('names what lies below a wide purpose, and what a narrow one leaves out', () => {
  const wide = print({ ...demo('berane-municipality-to-centre'), purpose: 'ps:SocialWelfareManagement' });
  expect(wide).toContain('- social housing, its allocation and tenancies');
  expect(wide).not.toContain('risks and fraud'); // R1 closes it, so no wide grant reaches it.
  const narrow = print(demo('berane-municipality-to-centre-eligibility'));
  expect(narrow).toContain('This includes no other purpose.');
});

test("lists the fields that are given: no prohibited one, none of another controller, no register's own number", () => {
  const printed = print({ ...demo('berane-municipality-to-centre'), prohibits: ['Tenancy.arrears'] });
  const [, data = '', prohibited = ''] =
    /## 3\. Data([\s\S]*)## 4\. Forbidden([\s\S]*)## 5\./.exec(printed) ?? [];
  expect(data).toContain('- number of rooms (about the dwelling)');
  expect(data).toContain('- monthly rent (about those who signed)');
  expect(data).not.toContain('arrears');
  expect(data).not.toContain('number of the contract');
  expect(data).not.toContain('state of health');
  expect(prohibited).toContain('- arrears (about those who signed)');
  const part = print(demo('berane-municipality-to-centre-eligibility'));
  expect(part).toContain('Housing, this alone:\n- floor area');
});

test('an agreement for statistics says that nobody is read', () => {
  expect(print(demo('centre-to-statistics'))).toContain('counts alone');
  expect(print(demo('centre-to-support'))).not.toContain('counts alone');
});

test('tells how long each kind is kept, by its contract', () => {
  expect(print(demo('centre-to-support'))).toMatch(
    /- cases of the Centre for Social Work: 10 years from the closing of the case\. By: Zakon o socijalnoj i dječjoj zaštiti, /,
  );
});

test.each(article6Bases)(
  'rights under %s: withdrawal on consent alone, the rest whatever the basis (R22)',
  (article6) => {
    const agreement = demo('centre-to-support');
    const printed = print({ ...agreement, basis: { ...agreement.basis, article6 } });
    expect(printed.includes('to withdraw consent at any time')).toBe(article6 === 'A6-1-a');
    expect(printed.includes('in a form that a machine can read')).toBe(
      article6 === 'A6-1-a' || article6 === 'A6-1-b',
    );
    for (const always of [
      'to have data erased',
      'to object',
      'to have wrong data corrected',
      'to complain',
    ]) {
      expect(printed).toContain(always);
    }
  },
);
