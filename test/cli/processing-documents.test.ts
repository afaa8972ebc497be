import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Breach, findBreaches } from '../../src/audit/find-breaches.ts';
import { placesOf } from '../../src/cli/report/print-breaches.ts';
import { type ProcessingFile, processingDocuments } from '../../src/cli/report/processing-documents.ts';
import { purposes } from '../../src/domain/purpose.ts';
import { demoSearch, lines, pageOf } from '../audit/replay-town.ts';
import { demoProcessing } from '../policy/processing-house.ts';

const sentence = 'The log holds: it is sealed to place 12, and 3 signed heads agree.';
let breaches: readonly Breach[];

const fileOf = (files: readonly ProcessingFile[], path: string): string => {
  const file = files.find((each) => each.path === path);
  if (!file) throw new Error(`no file ${path}`);
  return file.text;
};
const golden = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

beforeAll(async () => {
  const broken = [
    { ...lines.task, fields: ['CaseEntry.health'] },
    { ...lines.consent, consents: [] },
    { ...lines.own, agency: 'petnjica.municipality' },
  ];
  const verification = { ok: false as const, position: 2, reason: 'the entry does not carry its hash' };
  breaches = await findBreaches([pageOf(broken)], demoSearch, verification);
});

describe('the register of the demo', () => {
  const { files } = processingDocuments(demoProcessing, { breaches: [], sentence });

  // A changed line is a changed statement to those who protect data: read it, then accept it with -u.
  test('is the one that was reviewed', async () => {
    const printed = files.map(({ path, text }) => `<!-- ${path} -->\n\n${text}`).join('\n');
    await expect(printed).toMatchFileSnapshot(golden('processing-documents.golden.md'));
  });

  test('is a record of each agency and of the operator, and three documents for the law', () => {
    expect(files.map(({ path }) => path)).toEqual([
      'processor.md',
      ...[...demoProcessing.agencies.keys()].map((id) => `ME/record-${id}.md`),
      'ME/impact-assessment-annex.md',
      'ME/joint-controllers.md',
      'ME/breaches.md',
    ]);
  });

  test('is written in words: no term of a vocabulary, no slug, no coordinate and no word in capitals of the code', () => {
    for (const { path, text } of files) {
      expect(text, path).not.toMatch(/\b(?:dpv|ps|hub|eu-gdpr):/);
      for (const { slug } of purposes.filter((each) => each.slug.includes('-')))
        expect(text, `${path}: ${slug}`).not.toContain(slug);
      expect(text, path).not.toMatch(/\b(?:Tenancy|CaseEntry|Household|Person)\.[a-z]/);
      expect(text, path).not.toMatch(/\b(?:A6-|A9-|RELATIONSHIP|SIGNATORIES|SOCIAL_CARE|PUBLIC_BODY)/);
      expect(text, path).not.toMatch(/undefined|null|\[object/);
    }
  });

  test('says of each document what nobody has checked: its provision is for the lawyer to name', () => {
    for (const { path, text } of files)
      expect(text, path).toContain("Provision: to be named by the controller's lawyer");
  });

  test('is the same bytes each time', () => {
    expect(processingDocuments(demoProcessing, { breaches: [], sentence }).files).toEqual(files);
  });
});

describe('what is missing', () => {
  test('stands at the head of the record and in its table', () => {
    const agencies = new Map(demoProcessing.agencies);
    const {
      contact: _contact,
      jurisdiction: _jurisdiction,
      ...support
    } = agencies.get('berane.support') ?? {};
    agencies.set('berane.support', support as never);
    const { files } = processingDocuments({ ...demoProcessing, agencies }, { breaches: [], sentence });
    const record = fileOf(files, 'jurisdiction-missing/record-berane.support.md');
    expect(record.indexOf('**MISSING**: the contact of the body')).toBeLessThan(record.indexOf('## a)'));
    expect(record).toContain('| contact | **MISSING** |');
    expect(record).toContain('it cannot be said whether this is a transfer');
    expect(fileOf(files, 'processor.md')).toContain(
      '| controller | Psiho-socijalni servis podrške, nevladina organizacija (demo) | **MISSING** |',
    );
  });

  test('is the operator, where the registry names none', () => {
    const { files } = processingDocuments({ ...demoProcessing, operator: null }, { breaches: [], sentence });
    expect(fileOf(files, 'processor.md')).toContain('**MISSING**: the operator of the hub');
    expect(fileOf(files, 'ME/record-berane.centre.md')).toContain('| processor | **MISSING** |');
  });
});

describe('a name that would break a table', () => {
  test('stays in its cell', () => {
    const agencies = new Map(demoProcessing.agencies);
    const centre = agencies.get('berane.centre');
    if (!centre) throw new Error('no Centre');
    agencies.set('berane.centre', { ...centre, name: 'Centre | of\n## Berane' });
    const { files } = processingDocuments({ ...demoProcessing, agencies }, { breaches: [], sentence });
    expect(fileOf(files, 'ME/record-berane.centre.md')).toContain(
      '| name | Centre \\| of ## Berane, public body |',
    );
    for (const { path, text } of files) expect(text, path).not.toMatch(/^## Berane/m);
  });
});

describe('breaches that were found', () => {
  test('are the entries that were reviewed', async () => {
    const { files } = processingDocuments(demoProcessing, { breaches, sentence: 'The log does not hold.' });
    await expect(fileOf(files, 'ME/breaches.md')).toMatchFileSnapshot(golden('breaches.golden.md'));
  });

  test("are in the register of whose they are: the reader's and the controller's", () => {
    const of = (agency: string): readonly string[] =>
      processingDocuments(demoProcessing, { breaches, sentence }, { agency }).breaches.map(
        ({ rule }) => rule,
      );
    expect(of('berane.centre')).toEqual(['LOG_CHANGED', 'FIELD_PROHIBITED']);
    expect(of('berane.support')).toEqual(['LOG_CHANGED', 'CONSENT_MISSING']);
    expect(of('petnjica.municipality')).toEqual(['LOG_CHANGED', 'NOT_OWN']);
    expect(of('statistics')).toEqual(['LOG_CHANGED']);
  });

  test('repeat nothing that somebody could have written into a line', async () => {
    const forged = {
      ...lines.duty,
      agency: 'Nada Radović',
      agreement: { id: 'Ana Rosuljić', version: 1 },
      fields: ['owes | 598,52'],
      purpose: 'to know',
    };
    const found = await findBreaches([pageOf([forged])], demoSearch, {
      ...{ ok: true, entries: 1, sealedTo: 1, heads: 1 },
      restores: [],
      warnings: { unsealedOverdue: 0, beyondLastHead: 0 },
    });
    const { files } = processingDocuments(demoProcessing, { breaches: found, sentence });
    const text = fileOf(files, 'ME/breaches.md');
    expect(text).toContain('| who read | an agency that the hub does not know |');
    expect(text).not.toMatch(/Nada|Ana|598|to know/);
  });

  test.each([
    [[], ''],
    [[7], '7'],
    [[1, 2, 3, 7, 9, 10], '1–3, 7, 9–10'],
  ])('at the places %j are written %s', (places, words) => {
    expect(placesOf(places)).toBe(words);
  });
});
