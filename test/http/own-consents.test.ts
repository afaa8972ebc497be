import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/json-value.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { giveConsent, withdrawOwnConsent } from '../harness/consents.ts';
import { expandLinkedData, expectedProperties, namesIn, propertiesIn } from '../harness/linked-data.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { send } from './exchange.ts';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly statusInWords: string;
  readonly receipt: string;
  readonly fields: readonly { readonly coordinate: string; readonly label: string }[];
  readonly [name: string]: unknown;
}

let hub: TestHub;
const tokens = { ana: '', rifat: '', clerk: '' };

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  tokens.ana = await hub.personToken(ana.nationalId, ana.birthDate);
  tokens.rifat = await hub.personToken(rifat.nationalId, rifat.birthDate);
  tokens.clerk = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  const terms = { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'], until: '2027-02-21' };
  expect((await giveConsent(hub, tokens.ana, terms)).body.errors).toBeUndefined();
});
afterAll(async () => await hub?.close());

const asking = `query ($language: String!) { me(language: $language) { keptApart consents {
  id status statusInWords controller recipient purpose categories fields { coordinate label }
  noticeVersion noticeAddress language script until evidence { kind reference givenOn witness }
  events { status at agency actor } receipt } } }`;

const ask = async (token: string, language = 'en'): Promise<Answer> =>
  await hub.ask(token, asking, { language });

const consentsOf = (answer: Answer): readonly Shown[] => {
  const me = answer.body.data?.['me'] as { consents: readonly Shown[] } | null | undefined;
  if (!me) throw new Error(`no file: ${answer.text}`);
  return me.consents;
};

const onlyConsent = async (token: string): Promise<Shown> => {
  const [consent, ...more] = consentsOf(await ask(token));
  expect(more).toEqual([]);
  if (!consent) throw new Error('no consent');
  return consent;
};

describe("a person's own consents", () => {
  test('are shown with everything that was agreed and everything that happened', async () => {
    const { receipt: _receipt, id: _id, ...consent } = await onlyConsent(tokens.ana);
    expect(consent).toMatchObject({
      status: 'GIVEN',
      statusInWords: 'given',
      controller: 'Centar za socijalni rad za opštine Berane i Petnjica (demo)',
      purpose: 'social work and social services for the person',
      categories: ['identity', 'health'],
      fields: [],
      noticeVersion: '2026-1',
      noticeAddress: 'https://hub.example/notices/2026-1',
      language: 'cnr',
      script: 'Latn',
      until: '2027-02-21',
      evidence: null,
      events: [{ status: 'GIVEN', at: '2026-11-21T10:00:00.000Z', agency: null, actor: null }],
    });
  });

  test('are nobody else’s: neither another person of the household nor an agency sees them', async () => {
    expect(consentsOf(await ask(tokens.rifat))).toEqual([]);
    const refused = await ask(tokens.clerk);
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    const stranger = await ask(await hub.personToken('0101990210005', '1990-01-01'));
    expect([stranger.status, stranger.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });

  test('are said in the language that is asked for, and the one sentence is the same for everybody', async () => {
    for (const [language, status] of [
      ['cnr', 'data'],
      ['pl', 'udzielona'],
      ['sr-Cyrl', 'дата'],
    ] as const) {
      const [one, other] = [await ask(tokens.ana, language), await ask(tokens.rifat, language)];
      expect(consentsOf(one)[0]?.statusInWords).toBe(status);
      const sentences = [one, other].map(({ text }) => /"keptApart":"([^"]+)"/.exec(text)?.[1]);
      expect(sentences[0]).toMatch(/^\p{L}/u);
      expect(sentences[0]).toBe(sentences[1]);
    }
    expect((await ask(tokens.ana, 'xx')).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

const decoded = (text: string | undefined): unknown =>
  JSON.parse(Buffer.from(text ?? '', 'base64url').toString());

/** What somebody does who is shown a receipt and has nothing of the hub's: fetches the keys and verifies. */
const verified = async (receipt: string): Promise<Record<string, unknown> | null> => {
  const answer = await send(hub, null, { method: 'GET', path: '/.well-known/jwks.json' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
  const { keys } = JSON.parse(answer.text) as { keys: readonly Record<string, string>[] };
  expect(keys.every((key) => !('d' in key))).toBe(true);
  const [header, payload, signature] = receipt.split('.');
  const { kid, alg, typ } = decoded(header) as Record<string, string>;
  expect([alg, typ]).toEqual(['EdDSA', 'consent-receipt+jws']);
  const key = keys.find((each) => each['kid'] === kid);
  const isGood = verify(
    null,
    Buffer.from(`${header}.${payload}`),
    createPublicKey({ key: key ?? {}, format: 'jwk' }),
    Buffer.from(signature ?? '', 'base64url'),
  );
  return isGood ? (decoded(payload) as Record<string, unknown>) : null;
};

const dpv = projectFile('..', 'shared', 'data', 'dpv');

describe('a receipt', () => {
  test('is verified by the published key alone, and says what was consented to', async () => {
    const { receipt, id } = await onlyConsent(tokens.ana);
    const said = await verified(receipt);
    expect(said).toMatchObject({
      '@type': 'dpv:ConsentReceipt',
      'dct:conformsTo': { '@id': 'https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr' },
      'dct:identifier': id,
      'dct:language': 'cnr-Latn',
      'dpv:hasConsentStatus': { '@id': 'dpv:ConsentGiven' },
      'dpv:hasPurpose': { '@id': 'ps:SocialWelfareProvision' },
      'dpv:hasLegalBasis': [{ '@id': 'eu-gdpr:A6-1-a' }, { '@id': 'eu-gdpr:A9-2-a' }],
      'dpv:hasNotice': { '@id': 'https://hub.example/notices/2026-1', 'dct:hasVersion': '2026-1' },
    });
    const data = said?.['dpv:hasPersonalData'] as readonly Record<string, unknown>[];
    const coordinates = data.map((each) => each['dct:identifier']);
    expect(coordinates).toContain('CaseEntry.health');
    // Of the Centre's registers alone, and no register's own key: those the consent does not open.
    expect(coordinates.filter((each) => /^Tenan/.test(String(each)))).toEqual([]);
    expect(coordinates).not.toContain('CaseEntry.entryNumber');
  });

  test('is read by a JSON-LD processor whole, with nothing to fetch: every key, type and id an IRI', async () => {
    const said = (await verified((await onlyConsent(tokens.ana)).receipt)) as JsonValue;
    const node = await expandLinkedData(said);
    expect([...propertiesIn(node)].sort()).toEqual([...expectedProperties(said)].sort());
    expect(namesIn(node).filter((name) => !/^https?:\/\/\S+[#/][\w-]+$/.test(name))).toEqual([]);
    const terms = 'https://w3id.org/dpv';
    expect(node).toMatchObject({
      '@type': [`${terms}#ConsentReceipt`],
      'http://purl.org/dc/terms/conformsTo': [{ '@id': `${terms}/schema/dpv-27560#receipt-eu-gdpr` }],
      [`${terms}#hasPurpose`]: [{ '@id': `${terms}/sector/publicservices#SocialWelfareProvision` }],
      [`${terms}#hasLegalBasis`]: [
        { '@id': `${terms}/legal/eu/gdpr#A6-1-a` },
        { '@id': `${terms}/legal/eu/gdpr#A9-2-a` },
      ],
      [`${terms}#hasConsentStatus`]: [{ '@id': `${terms}#ConsentGiven` }],
      [`${terms}#hasStorageCondition`]: [
        {
          [`${terms}#hasDuration`]: [
            {
              'http://purl.org/dc/terms/valid': [
                { '@type': 'http://www.w3.org/2001/XMLSchema#date', '@value': '2027-02-21' },
              ],
            },
          ],
        },
      ],
      'http://purl.org/dc/terms/hasPart': [
        {
          '@type': [`${terms}#ExplicitlyExpressedConsent`],
          'http://purl.org/dc/terms/date': [{ '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' }],
        },
      ],
    });
  });

  test('that somebody changed is none', async () => {
    const { receipt } = await onlyConsent(tokens.ana);
    const [header, payload, signature] = receipt.split('.');
    const wider = Buffer.from(
      JSON.stringify({ ...(decoded(payload) as object), 'dpv:hasPurpose': { '@id': 'dpv:PublicBenefit' } }),
    ).toString('base64url');
    expect(await verified([header, wider, signature].join('.'))).toBeNull();
  });

  test('is the same text whenever it is asked for, and names no national id, name or inner id', async () => {
    const [one, other] = [await onlyConsent(tokens.ana), await onlyConsent(tokens.ana)];
    expect(other.receipt).toBe(one.receipt);
    const [row] = await hub.running.hub.database.query<{ id: string; person: string }>(
      'select id::text as id, person_id::text as person from consent',
    );
    const text = JSON.stringify(await verified(one.receipt));
    for (const secret of [ana.nationalId, ana.familyName, row?.id, row?.person])
      expect(text).not.toContain(secret);
  });

  test.runIf(existsSync(dpv))('uses no word that the Data Privacy Vocabulary does not have', async () => {
    const text = JSON.stringify(await verified((await onlyConsent(tokens.ana)).receipt));
    const files = [
      'dpv_consent_status',
      'gdpr_legal_basis',
      'gdpr_legal_basis_special',
      'gdpr_rights',
      'pd_pd',
    ];
    const known = [
      ...['dpv_notice', 'dpv_processing', 'dpv_processing_context', 'dpv_context', 'dpv_consent_types'],
      ...['dpv_consent_controls', 'dpv_purposes', 'sector_publicservices_sector-publicservices'],
      ...['dpv_entities_legalrole', 'dpv_entities_datasubject', 'dpv_personal_data'],
      ...files,
    ]
      .map((name) => readFileSync(`${dpv}/${name}.csv`, 'utf8'))
      .join('\n');
    const spaces: Readonly<Record<string, string>> = {
      dpv: 'https://w3id.org/dpv#',
      ps: 'https://w3id.org/dpv/sector/publicservices#',
      pd: 'https://w3id.org/dpv/pd#',
      'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
    };
    const words = [...text.matchAll(/"(dpv|ps|pd|eu-gdpr):([A-Z][\w-]*)"/g)];
    expect(words.length).toBeGreaterThan(15);
    // What DPV's lists here leave out: receipts are organisational measures, and entities have a list of their own.
    const elsewhere = new Set(['ConsentReceipt', 'LegalEntity', 'Recipient']);
    const missing = words.filter(
      ([, space, term]) => !elsewhere.has(term ?? '') && !known.includes(`"${spaces[space ?? '']}${term}"`),
    );
    expect(missing.map(([word]) => word)).toEqual([]);
  });

  test('of a consent that was withdrawn says so, with both events', async () => {
    hub.clock.set('2026-11-22T09:00:00Z');
    tokens.ana = await hub.personToken(ana.nationalId, ana.birthDate);
    await withdrawOwnConsent(hub, tokens.ana);
    const { receipt, status, events } = await onlyConsent(tokens.ana);
    expect(status).toBe('WITHDRAWN');
    expect(events).toHaveLength(2);
    const said = await verified(receipt);
    expect(said?.['dpv:hasConsentStatus']).toEqual({ '@id': 'dpv:ConsentWithdrawn' });
    const parts = said?.['dct:hasPart'] as readonly Record<string, unknown>[];
    expect(parts.map((each) => each['dct:date'])).toEqual(
      ['2026-11-21T10:00:00.000Z', '2026-11-22T09:00:00.000Z'].map((at) => ({
        '@type': 'xsd:dateTime',
        '@value': at,
      })),
    );
  });
});

test('a consent that nobody renewed is expired from local midnight of its last day on', async () => {
  tokens.ana = await hub.personToken(ana.nationalId, ana.birthDate);
  expect((await giveConsent(hub, tokens.ana, { until: '2026-12-01' })).body.errors).toBeUndefined();
  const newest = async (): Promise<unknown> =>
    consentsOf(await ask(await hub.personToken(ana.nationalId, ana.birthDate)))[0]?.status;
  hub.clock.set('2026-11-30T22:59:59Z');
  expect(await newest()).toBe('GIVEN');
  hub.clock.set('2026-11-30T23:00:00Z');
  expect(await newest()).toBe('EXPIRED');
});

test('what became of all of them is asked of the store once, however many there are', async () => {
  const own = await hub.personToken(ana.nationalId, ana.birthDate);
  const endsAsked = async (): Promise<number> => {
    hub.statements.length = 0;
    const answer = await hub.ask(own, '{ me { consents { status end { confirmBy } } } }');
    expect(answer.body.errors).toBeUndefined();
    return hub.statements.filter((sql) => sql.includes('consent_end')).length;
  };
  for (const categories of [['HOUSING'], ['CONTACT'], ['IDENTITY']])
    expect((await giveConsent(hub, own, { categories })).status).toBe(200);
  expect(consentsOf(await ask(own)).length).toBeGreaterThanOrEqual(4);
  expect(await endsAsked()).toBe(1);
  hub.statements.length = 0;
  await hub.ask(own, '{ me { consents { status } } }');
  expect(hub.statements.filter((sql) => sql.includes('consent_end'))).toEqual([]);
});
