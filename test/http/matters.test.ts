import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
} from 'node:crypto';
import { exportJWK, type GeneralJWE, generateKeyPair, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PublicKey } from '../../src/domain/matter.ts';
import { loggedDuring } from '../harness/log.ts';
import { createPartyKey, partyKeyOf } from '../harness/matter-keys.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';

/** What a party's own program does to give another what came before: unwraps the content key and wraps it anew (RFC 7518, 4.6). */
const derived = (privateKey: JWK, publicKey: JWK): Buffer => {
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: privateKey as Record<string, string>, format: 'jwk' }),
    publicKey: createPublicKey({ key: publicKey as Record<string, string>, format: 'jwk' }),
  });
  const prefixed = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const info = [prefixed('ECDH-ES+A256KW'), prefixed(''), prefixed(''), number(256)];
  return createHash('sha256')
    .update(Buffer.concat([number(1), shared, ...info]))
    .digest();
};
const wrapVector = Buffer.alloc(8, 0xa6);
const rewrapped = (jwe: GeneralJWE, own: JWK, other: PublicKey): string => {
  const mine = jwe.recipients.find(({ header }) => header?.['kid'] === own.kid);
  const opening = createDecipheriv('id-aes256-wrap', derived(own, mine?.header?.['epk'] as JWK), wrapVector);
  const contentKey = Buffer.concat([
    opening.update(Buffer.from(mine?.encrypted_key ?? '', 'base64url')),
    opening.final(),
  ]);
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const wrapping = createCipheriv(
    'id-aes256-wrap',
    derived(ephemeral.privateKey.export({ format: 'jwk' }) as JWK, other as JWK),
    wrapVector,
  );
  return JSON.stringify({
    header: { alg: 'ECDH-ES+A256KW', kid: other.kid, epk: ephemeral.publicKey.export({ format: 'jwk' }) },
    encrypted_key: Buffer.concat([wrapping.update(contentKey), wrapping.final()]).toString('base64url'),
  });
};

const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
const centreJwk: JWK = { ...(await exportJWK(pair.privateKey)), kid: 'centre' };
const centreKey = partyKeyOf(centreJwk);
const vesnaKey = await createPartyKey('vesna');

const purpose = 'domestic-violence-protection';
const configuration = editConfiguration((edited) => {
  (agencyIn(edited, 'berane.centre') as unknown as Record<string, unknown>)['matterKey'] = {
    jwk: centreKey.publicJwk,
  };
  const { purposes } = agencyIn(edited, 'berane.support') as unknown as {
    purposes: Record<string, { class: string; operations: string[] }>;
  };
  purposes[purpose] = { class: 'operational', operations: ['matters', 'takeMatter', 'nameParty'] };
});

const jelena = figure('CSR-00002/000005');
let hub: TestHub;
let matter = '';

const tokenOf = async (agency: string, actor: string, roles: readonly string[] = [], as = purpose) =>
  await hub.agencyToken({ agency, actor, purpose: as, roles });
const lead = async () => await tokenOf('berane.centre', 'Nada', ['lead']);
const vesna = async () => await tokenOf('berane.support', 'Vesna');
const said = (answer: Answer) => [
  answer.status,
  answer.body.errors?.map(({ extensions }) => extensions.code),
];

interface Read {
  readonly id: string;
  readonly reference: string;
  readonly parties: readonly { agency: string; actor: string; role: string }[];
  readonly units: readonly { id: string; version: number; jwe: string }[];
}
const readBy = async (token: string): Promise<readonly Read[]> => {
  const answer = await hub.ask(
    token,
    '{ matters { id controller reference openedAt parties { agency actor role from until } units { id source version receivedAt jwe } } }',
  );
  return answer.body.data?.['matters'] as readonly Read[];
};
const name = async (token: string, party: object, id = matter): Promise<Answer> =>
  await hub.ask(
    token,
    'mutation ($matter: ID!, $party: PartyInput!) { nameParty(matter: $matter, party: $party) { matter } }',
    { matter: id, party: { agency: 'berane.support', actor: 'Vesna', role: 'MEMBER', ...party } },
  );
const take = async (token: string, reference = 'M-2026-001'): Promise<Answer> =>
  await hub.ask(token, 'mutation ($reference: String!) { takeMatter(reference: $reference) { matter } }', {
    reference,
  });

beforeAll(async () => {
  hub = await openSmallHub(
    { housing: sampleTenants('4', '5', '6'), centre: sampleCases('CSR-00002', 'CSR-00900') },
    { configuration: configuration.files },
  );
});

afterAll(async () => {
  await hub.close();
  configuration.remove();
});

describe('a matter', () => {
  test('is led by who holds the role at its controller and takes it first: to anybody else it is not there', async () => {
    for (const token of [
      await tokenOf('berane.centre', 'Nada'),
      await tokenOf('berane.support', 'Vesna', ['lead']),
    ]) {
      const answer = await take(token);
      expect([said(answer), answer.body.errors?.[0]?.message]).toEqual([
        [400, ['BAD_USER_INPUT']],
        'No such matter.',
      ]);
    }
    expect(said(await take(await lead(), 'M-1999-999'))).toEqual([400, ['BAD_USER_INPUT']]);
    const taken = await take(await lead());
    expect(taken.status).toBe(200);
    matter = ((taken.body.data?.['takeMatter'] ?? {}) as { matter?: string }).matter ?? '';
    // Once.
    expect(said(await take(await tokenOf('berane.centre', 'Ivana', ['lead'])))).toEqual([
      400,
      ['BAD_USER_INPUT'],
    ]);
  });

  test('holds what its register sealed, which the agency opens with a key that the hub does not have', async () => {
    const [read] = await readBy(await lead());
    expect(read).toMatchObject({
      id: matter,
      reference: 'M-2026-001',
      parties: [{ agency: 'berane.centre', actor: 'Nada', role: 'LEAD' }],
    });
    const jwe = JSON.parse(read?.units[0]?.jwe ?? '{}') as GeneralJWE;
    const content = await centreKey.open(jwe);
    expect(content.unit).toBe('CSR-00900');
    expect(content.records.map(({ kind }) => kind)).toContain('case-entry');
    await expect(vesnaKey.open(jwe)).rejects.toThrow();
  });

  test('is nothing to whoever is no party, in whatever role, and under no other purpose at all', async () => {
    for (const token of [await tokenOf('berane.centre', 'Ivana', ['lead', 'triage']), await vesna()])
      expect(await readBy(token)).toEqual([]);
    const other = await hub.ask(
      await tokenOf('berane.centre', 'Nada', ['lead'], 'social-welfare-provision'),
      '{ matters { id } }',
    );
    expect(said(other)).toEqual([403, ['FORBIDDEN']]);
    // And a protection token asks nothing else of anybody.
    const person = await hub.ask(
      await lead(),
      'query ($id: String!) { findPerson(nationalId: $id) { id } }',
      { id: jelena.nationalId },
    );
    expect(said(person)).toEqual([403, ['FORBIDDEN']]);
  });

  test("has the parties that its lead names: they open what comes later, and with a party's help what came before", async () => {
    expect(said(await name(await vesna(), {}))).toEqual([400, ['BAD_USER_INPUT']]);
    expect((await name(await lead(), { key: JSON.stringify(vesnaKey.publicJwk) })).status).toBe(200);
    const [line] = sampleCases('CSR-00900');
    hub.clock.set('2026-11-21T10:30:00Z');
    const pushed = await hub.ask(
      await hub.agencyToken({
        agency: 'berane.centre',
        actor: 'berane.centre.software',
        purpose: 'social-welfare-provision',
      }),
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
      {
        records: [{ ...line, caseNumber: 'CSR-00901', address: 'Nova 1' }],
      },
      { 'idempotency-key': 'a sealed case more' },
    );
    expect(pushed.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }] });
    const [seen] = await readBy(await vesna());
    expect(seen?.id).toBe(matter);
    const [before, later] = (seen?.units ?? []).map(({ jwe }) => JSON.parse(jwe) as GeneralJWE);
    if (!before || !later || !seen) throw new Error('two sealed units are expected');
    expect((await vesnaKey.open(later)).unit).toBe('CSR-00901');
    await expect(vesnaKey.open(before)).rejects.toThrow();

    const shared = await hub.ask(
      await lead(),
      `mutation ($matter: ID!, $unit: ID!, $recipient: String!) {
         shareSealedUnit(matter: $matter, unit: $unit, recipient: $recipient) { matter } }`,
      { matter, unit: seen.units[0]?.id, recipient: rewrapped(before, centreJwk, vesnaKey.publicJwk) },
    );
    expect(shared.status).toBe(200);
    const [again] = await readBy(await vesna());
    expect((await vesnaKey.open(JSON.parse(again?.units[0]?.jwe ?? '{}') as GeneralJWE)).unit).toBe(
      'CSR-00900',
    );
  });

  test.each([
    ['an agency that is not known', { agency: 'nobody' }, 'This agency is not known.'],
    ['nobody', { actor: ' ' }, 'A party is a named person.'],
    ['an end that is past', { until: '2026-11-21T09:00:00Z' }, 'A party is one until a later time.'],
    ['a key that is none', { key: 'x' }, 'The key is no JSON object.'],
    [
      'a private key',
      { key: JSON.stringify(centreJwk) },
      'Of the key: the key is private or shared: only a public key belongs here.',
    ],
  ])('takes no party with %s: 400', async (_what, party, message) => {
    const answer = await name(await lead(), party);
    expect([said(answer), answer.body.errors?.[0]?.message]).toEqual([[400, ['BAD_USER_INPUT']], message]);
  });

  test('is gone for a party from the second at which the lead ends it, or its time is over', async () => {
    await name(await lead(), { actor: 'Petra', until: '2026-11-21T11:00:00Z' });
    expect(await readBy(await tokenOf('berane.support', 'Petra'))).toHaveLength(1);
    hub.clock.set('2026-11-21T11:00:00Z');
    expect(await readBy(await tokenOf('berane.support', 'Petra'))).toEqual([]);
    const end = async (actor: string): Promise<Answer> =>
      await hub.ask(
        await lead(),
        'mutation ($matter: ID!, $agency: String!, $actor: String!) { endParty(matter: $matter, agency: $agency, actor: $actor) { matter } }',
        { matter, agency: actor === 'Nada' ? 'berane.centre' : 'berane.support', actor },
      );
    expect((await end('Vesna')).status).toBe(200);
    expect(await readBy(await vesna())).toEqual([]);
    expect(said(await end('Vesna'))).toEqual([400, ['BAD_USER_INPUT']]);
    // A matter is never without a lead.
    expect((await end('Nada')).body.errors?.[0]?.message).toBe('Another lead ends what a lead is.');
  });
});

describe('the sealed log', () => {
  const officer = async (agency: string, actor = 'Ljiljana', roles: readonly string[] = ['dpo']) =>
    await tokenOf(agency, actor, roles, 'enforce-access-control');
  const linesFor = async (
    agency: string,
  ): Promise<readonly { id: string; act: string; actor: string; at: string; reviewBy: string }[]> => {
    const answer = await hub.ask(
      await officer(agency),
      '{ sealedLog { id at agency actor act matter units reviewBy } }',
    );
    return answer.body.data?.['sealedLog'] as never;
  };

  test('holds what was done in a matter, and names nobody whom it is about', async () => {
    const { lines } = await loggedDuring(hub, async () => await readBy(await lead()));
    expect(lines.map(({ kind, actor, ...line }) => [kind, actor, line['act'], line['controller']])).toEqual([
      ['MATTER', 'Nada', 'READ', 'berane.centre'],
    ]);
    const [stored] = await hub.running.hub.database.query<{ text: string }>(
      `select body::text as text from audit_entry where kind = 'MATTER' order by id desc limit 1`,
    );
    for (const word of [jelena.givenName, jelena.nationalId, 'CSR-00900', 'M-2026-001', 'person'])
      expect(stored?.text).not.toContain(word);
  });

  test("is looked over by the controller's officer within thirty days, and by nobody else", async () => {
    const waiting = await linesFor('berane.centre');
    expect(waiting.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['TAKE', 'READ', 'NAME_PARTY', 'SHARE', 'END_PARTY']),
    );
    const [first] = waiting;
    // No number of the whole log, from which an officer could count what everybody else reads.
    expect(waiting.filter(({ id }) => /^\d+$/.test(id))).toEqual([]);
    expect(Date.parse(first?.reviewBy ?? '') - Date.parse(first?.at ?? '')).toBe(30 * 86_400_000);
    expect(await linesFor('berane.support')).toEqual([]);
    const refused = await hub.ask(await officer('berane.centre', 'Ivana', ['lead']), '{ sealedLog { id } }');
    expect(said(refused)).toEqual([403, ['FORBIDDEN']]);

    const tick = async (agency: string): Promise<Answer> =>
      await hub.ask(await officer(agency), 'mutation ($line: ID!) { reviewSealedLine(line: $line) }', {
        line: first?.id,
      });
    expect(said(await tick('berane.support'))).toEqual([400, ['BAD_USER_INPUT']]);
    expect((await tick('berane.centre')).body.data).toEqual({ reviewSealedLine: true });
    expect((await linesFor('berane.centre')).map(({ id }) => id)).toEqual(
      waiting.slice(1).map(({ id }) => id),
    );
    expect(said(await tick('berane.centre'))).toEqual([400, ['BAD_USER_INPUT']]);
  });

  test('and no person ever sees a line of it', async () => {
    const own = await hub.ask(
      await hub.personToken(jelena.nationalId, jelena.birthDate),
      '{ me { held { source } consents { id } accesses { agency actor: roles } } }',
    );
    expect(own.status).toBe(200);
    expect(own.text).not.toContain('MATTER');
    expect((own.body.data?.['me'] as { accesses: readonly object[] } | undefined)?.accesses).toEqual([]);
  });
});
