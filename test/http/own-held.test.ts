import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/json-value.ts';
import {
  type ExpandedNode,
  expandLinkedData,
  expectedProperties,
  namesIn,
  propertiesIn,
} from '../harness/linked-data.ts';
import { loggedDuring } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
let tokens: { ana: string; rifat: string };

interface Held {
  readonly source: string;
  readonly controller: string;
  readonly kind: string;
  readonly since: string;
  readonly keptBy: string;
  readonly keptUntil: string | null;
  readonly values: readonly { coordinate: string; label: string; value: string }[];
  readonly shownTo: readonly {
    recipient: string;
    step: string;
    fields: readonly { coordinate: string }[];
    act: string | null;
    agreement: string;
  }[];
}

const ask = async (token: string, language = 'en'): Promise<Answer> =>
  await hub.ask(
    token,
    `query ($language: String!) { me(language: $language) { held { source controller kind since keptBy keptUntil
       values { coordinate label value valueInWords }
       shownTo { recipient purpose step fields { coordinate label } basis condition act article gazette agreement version } } } }`,
    { language },
  );
const heldOf = (answer: Answer): readonly Held[] =>
  (answer.body.data?.['me'] as { held?: Held[] } | undefined)?.held ?? [];
const valuesOf = (held: readonly Held[]): Record<string, string> =>
  Object.fromEntries(held.flatMap(({ values }) => values.map((each) => [each.coordinate, each.value])));
const nameOf = (agency: string): string => hub.running.hub.registry.agencies.get(agency)?.name ?? '';
const copyOf = async (token: string, form: string): Promise<unknown> => {
  const answer = await hub.ask(token, `{ me { portableCopy(form: ${form}) } }`);
  const { portableCopy = '' } = (answer.body.data?.['me'] ?? {}) as { portableCopy?: string };
  return JSON.parse(portableCopy);
};

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  tokens = {
    ana: await hub.personToken(ana.nationalId, ana.birthDate),
    rifat: await hub.personToken(rifat.nationalId, rifat.birthDate),
  };
});

afterAll(async () => await hub.close());

describe('what is held of a person', () => {
  test('is shown by register, with its holder, its day, its law and its values', async () => {
    const held = heldOf(await ask(tokens.ana));
    expect(held.map(({ source, kind }) => [source, kind])).toEqual([
      ['centre', 'plans of help'],
      ['centre', 'cases of the Centre for Social Work'],
      ['centre', "members in the Centre's cases"],
      ['centre', 'referrals'],
      ['centre', 'rights and benefits'],
      ['housing', 'tenancies'],
      ['housing', 'tenants'],
    ]);
    const entry = held.find(({ kind }) => kind === "members in the Centre's cases");
    expect(entry).toMatchObject({ controller: nameOf('berane.centre'), keptUntil: null });
    expect(entry?.since).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(entry?.keptBy).toContain('Sl. list CG 27/13');
    expect(entry?.values).toContainEqual({
      coordinate: 'CaseEntry.health',
      label: expect.any(String),
      value: 'CHRONIC_ILLNESS',
      valueInWords: 'chronic illness',
    });
    expect(entry?.values.find(({ coordinate }) => coordinate === 'CaseEntry.givenName')).toMatchObject({
      ...{ value: 'Ana', valueInWords: null },
    });
  });

  test("is one's own, and what one signed or lives in: nothing of another's line", async () => {
    const [one, other] = [valuesOf(heldOf(await ask(tokens.ana))), valuesOf(heldOf(await ask(tokens.rifat)))];
    expect([one['CaseEntry.health'], other['CaseEntry.health']]).toEqual(['CHRONIC_ILLNESS', 'GOOD']);
    expect([one['Right.amount'], other['Right.amount']]).toEqual(['96.4', undefined]);
    expect([one['Tenancy.arrears'], other['Tenancy.arrears']]).toEqual(['598.52', '598.52']);
    expect([one['CareCase.memberCount'], other['CareCase.memberCount']]).toEqual(['3', '3']);
    // R23: the number of the contract to those who signed under it, a register's own numbers of lines to nobody.
    expect(Object.keys(one).filter((each) => /Number$/.test(each))).toEqual(['Tenancy.contractNumber']);
  });

  test('says which agreements could show which of it to whom, and nothing that is not held', async () => {
    const held = heldOf(await ask(tokens.ana));
    for (const { values, shownTo } of held) {
      const mine = values.map(({ coordinate }) => coordinate);
      for (const { fields } of shownTo) {
        expect(fields).not.toEqual([]);
        for (const { coordinate } of fields) expect(mine).toContain(coordinate);
      }
    }
    const tenancy = held.find(({ kind }) => kind === 'tenancies');
    expect(tenancy?.shownTo.map(({ recipient, step }) => [recipient, step])).toContainEqual([
      nameOf('berane.support'),
      'CONSENT',
    ]);
    expect(tenancy?.shownTo.map(({ recipient }) => recipient)).not.toContain(nameOf('petnjica.municipality'));
  });

  test("is in the log as a reading of nobody but the person, and in nobody's list of readers", async () => {
    const { lines } = await loggedDuring(hub, async () => await ask(tokens.ana));
    const given = lines.filter(({ kind }) => kind === 'DISCLOSURE');
    expect(given.map(({ agency, step, recordKind }) => [agency, step, recordKind])).toEqual(
      ['aid-plan', 'care-case', 'case-entry', 'referral', 'right', 'tenancy', 'tenant-entry'].map((kind) => [
        null,
        'SELF',
        kind,
      ]),
    );
    expect(new Set(given.map(({ person, through }) => `${String(person)} ${String(through)}`)).size).toBe(1);
    const accesses = await hub.ask(tokens.ana, '{ me { accesses { step } } }');
    expect(accesses.body.data).toEqual({ me: { accesses: [] } });
  });
});

describe('a copy to take along', () => {
  test('holds every value by its coordinate', async () => {
    const copy = (await copyOf(tokens.ana, 'JSON')) as { madeOn: string; records: { values: object }[] };
    expect(copy.madeOn).toBe('2026-11-21');
    const held = valuesOf(heldOf(await ask(tokens.ana)));
    const copied = Object.assign({}, ...copy.records.map(({ values }) => values)) as Record<string, unknown>;
    expect(Object.keys(copied).sort()).toEqual(Object.keys(held).sort());
    expect(copied['CareCase.memberCount']).toBe(3);
  });

  test("is a person of SEMIC's Core Person Vocabulary, with every statement beside it", async () => {
    const copy = (await copyOf(tokens.ana, 'CORE_PERSON')) as Record<string, unknown>;
    expect(copy).toMatchObject({
      '@type': 'person:Person',
      'foaf:givenName': ['Ana'],
      'foaf:familyName': ['Rosuljić'],
      'cv:birthDate': [{ '@type': 'xsd:date', '@value': '1987-05-14' }],
      'cv:domicile': [
        { '@type': 'locn:Address', 'locn:fullAddress': 'Lipov drvored 12/7' },
        { '@type': 'locn:Address', 'locn:fullAddress': 'Lipov drvored 12' },
      ],
    });
    expect((copy['@context'] as Record<string, string>)['person']).toBe('http://www.w3.org/ns/person#');
    expect(copy['dct:isReferencedBy']).toHaveLength(7);
    expect(JSON.stringify(copy)).not.toContain(ana.nationalId);
  });

  test('is read by a JSON-LD processor whole, with nothing to fetch: every key an IRI, every day a day', async () => {
    const copy = (await copyOf(tokens.ana, 'CORE_PERSON')) as JsonValue;
    const node = await expandLinkedData(copy);
    expect([...propertiesIn(node)].sort()).toEqual([...expectedProperties(copy)].sort());
    expect(namesIn(node).filter((name) => !/^https?:\/\/\S+[#/]\w+$/.test(name))).toEqual([]);
    const day = (value: string) => [{ '@type': 'http://www.w3.org/2001/XMLSchema#date', '@value': value }];
    expect(node).toMatchObject({
      '@type': ['http://www.w3.org/ns/person#Person'],
      'http://xmlns.com/foaf/0.1/givenName': [{ '@value': 'Ana' }],
      'http://xmlns.com/foaf/0.1/familyName': [{ '@value': 'Rosuljić' }],
      'http://data.europa.eu/m8g/birthDate': day('1987-05-14'),
      'http://data.europa.eu/m8g/domicile': [
        {
          '@type': ['http://www.w3.org/ns/locn#Address'],
          'http://www.w3.org/ns/locn#fullAddress': [{ '@value': 'Lipov drvored 12/7' }],
        },
        { '@type': ['http://www.w3.org/ns/locn#Address'] },
      ],
    });
    const records = node['http://purl.org/dc/terms/isReferencedBy'] as readonly ExpandedNode[];
    const values = records.flatMap((record) => record['https://schema.org/variableMeasured'] ?? []);
    const held = heldOf(await ask(tokens.ana)).flatMap((record) => record.values);
    expect(values).toHaveLength(held.length);
    expect(values).toEqual(
      expect.arrayContaining(
        held.map(({ coordinate, value }) =>
          expect.objectContaining({
            'https://schema.org/propertyID': [{ '@value': coordinate }],
            'https://schema.org/value': [{ '@value': value }],
          }),
        ),
      ),
    );
  });
});
