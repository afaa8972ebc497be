// R21: an agency that leaves hands over, is erased, and gets a certificate that anybody can verify.
import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { leaveHub } from '../../src/cli/agency-departure.ts';
import { columnsWith } from '../harness/canaries.ts';
import { giveConsent } from '../harness/consents.ts';
import { logOf } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { patience, runHub, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
const folder = join(directory.path, 'hand-over');
const leaver = 'berane.municipality';
const receiver = 'petnjica.municipality';

let hub: TestHub;
let clerk = '';
let support = '';
const leave = async (changes: { agency?: string; to?: string; folder?: string } = {}) =>
  await leaveHub(hub.running.hub, { agency: leaver, to: receiver, folder, ...changes }, hub.clock.now);
const query = async <Row>(sql: string): Promise<Row[]> => await hub.running.hub.database.query<Row>(sql);
/** What an agency is given of a person's name, in whichever register. */
const nameFor = async (token: string): Promise<string | null> => {
  const answer = await hub.ask(token, 'query ($n: String!) { findPerson(nationalId: $n) { givenName } }', {
    n: ana.nationalId,
  });
  return (answer.body.data?.['findPerson'] as { givenName: string | null } | null)?.givenName ?? null;
};
const counts = async (): Promise<unknown> =>
  await query(
    `select controller, count(payload)::int as held, count(erased_at)::int as erased from record group by 1 order by 1`,
  );

/** Lets the store refuse what a process that dies would not have done any more, while something runs. */
const refusing = async (table: string, on: string, work: () => Promise<unknown>): Promise<void> => {
  await query(
    `create or replace function cut_off() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$`,
  );
  await query(`create trigger cut_off before ${on} on ${table} for each row execute function cut_off()`);
  try {
    await expect(work()).rejects.toThrow('cut off');
  } finally {
    await query(`drop trigger cut_off on ${table}`);
  }
};

beforeAll(async () => {
  const [first = {}, ...others] = sampleTenants('1', '2', '3');
  hub = await openSmallHub({
    housing: [{ ...first, napomena: 'kanarinac' }, ...others],
    centre: sampleCases('CSR-00001'),
  });
  clerk = await hub.agencyToken({ agency: leaver, purpose: 'housing-welfare-management', actor: 'Milena' });
  support = await hub.agencyToken({
    agency: 'berane.support',
    purpose: 'social-welfare-provision',
    actor: 'Vesna',
  });
  const token = await hub.personToken(ana.nationalId, ana.birthDate);
  expect((await giveConsent(hub, token, { categories: ['IDENTITY'] })).status).toBe(200);
  expect(await nameFor(support)).toBe('Ana');
  expect((await hub.ask(clerk, '{ __typename }')).status).toBe(200);
});
afterAll(async () => {
  await hub?.close();
  directory.remove();
});

describe('an agency that leaves', () => {
  test.each([
    [{ agency: 'berane.nobody' }, 'No agency is called berane.nobody. Known: berane.municipality'],
    [{ to: 'berane.nobody' }, 'No agency is called berane.nobody. Known: berane.municipality'],
    [{ to: leaver }, 'An agency cannot hand over to itself.'],
    [{ folder: directory.path }, `The folder ${directory.path} exists. Name one that does not.`],
  ])('is not let go by a mistake: %j', async (changes, sentence) => {
    const before = await counts();
    await expect(leave(changes)).rejects.toThrow(sentence);
    expect(await counts()).toEqual(before);
    await hub.running.hub.revocations.refresh();
    expect((await hub.ask(clerk, '{ __typename }')).status).toBe(200);
  });

  test('keeps everything where it is cut off before it is erased; what was handed over is whole', async () => {
    const before = await counts();
    await refusing('record', 'update', async () => await leave());
    expect(await counts()).toEqual(before);
    expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
    // Nothing comes in meanwhile.
    await hub.running.hub.revocations.refresh();
    expect((await hub.ask(clerk, '{ __typename }')).status).toBe(401);
  });

  test('is erased with what was handed over, and nobody else is', async () => {
    const [centre] = (await counts()) as object[];
    await refusing('agreement_event', 'insert', async () => await leave());
    expect(await counts()).toEqual([centre, { controller: leaver, held: 0, erased: 4 }]);
    expect(await columnsWith(hub, 'kanarinac')).toEqual({});
    expect(existsSync(join(folder, 'certificate.jws'))).toBe(false);
  });

  test('gets its certificate from the run that completes it', async () => {
    const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
    await hub.running.hub.seal();
    const { certificate, ended, leftToOfficers } = await leave();
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(manifest);
    expect(ended).toContain('berane-municipality-to-support');
    for (const { agreement_id: id } of await query<{ agreement_id: string }>(
      `select distinct agreement_id from agreement_event where event = 'ENDED'`,
    ))
      expect(ended).toContain(id);
    for (const id of leftToOfficers) expect(ended).not.toContain(id);

    const [header = '', payload = '', signature = ''] = readFileSync(
      join(folder, 'certificate.jws'),
      'utf8',
    ).split('.');
    const { d: _private, ...publicJwk } = hub.running.hub.secrets.signing;
    const publicKey = createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(
      verify(
        'sha256',
        signed,
        { key: publicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(json(header)).toMatchObject({ alg: 'ES256', typ: 'erasure-certificate+jws' });
    expect(json(payload)).toEqual(certificate);
    expect(certificate).toMatchObject({ agency: leaver, to: receiver, day: '2026-11-21' });
    expect(certificate.erased.records).toEqual(certificate.handedOver.records);
    expect(certificate.erased.records.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(certificate.erased.consentsEnded).toBe(1);
    const [end] = await query(
      `select position::int as position, hash from audit_entry where position = (select max(position) from audit_entry)`,
    );
    expect(certificate.log).toEqual(end);
  });

  test('has handed over each file as the certificate says, with everything that the register had said', async () => {
    const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      files: { file: string; lines: number; sha256: string; kind: string }[];
    };
    expect(readdirSync(folder).sort()).toEqual(
      [...files.map(({ file }) => file), 'certificate.jws', 'manifest.json'].sort(),
    );
    for (const { file, lines, sha256 } of files) {
      const bytes = readFileSync(join(folder, file));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      expect(
        bytes
          .toString()
          .split('\n')
          .slice(0, -1)
          .map((line) => typeof JSON.parse(line)),
      ).toEqual(Array(lines).fill('object'));
    }
    const text = files.map(({ file }) => readFileSync(join(folder, file), 'utf8')).join('');
    expect(text).toContain('Rosuljić');
    expect(text).toContain('"state": "ConsentGiven"');
  });

  test('reads nothing any more, and nobody reads anything of it', async () => {
    expect(await nameFor(support)).toBeNull();
    expect(await query(`select state, actor from consent_event order by id`)).toEqual([
      expect.objectContaining({ state: 'ConsentGiven' }),
      { state: 'ConsentRevoked', actor: 'operator' },
    ]);
    const lines = await logOf(hub);
    expect(lines.filter(({ kind }) => kind === ('ERASURE' as string))).toEqual([
      expect.objectContaining({ agency: leaver, actor: 'operator', cause: 'AGENCY_LEFT' }),
    ]);
    expect(lines.filter(({ kind }) => kind === 'REVOCATION')).toHaveLength(1);
  });

  test('leaves once', async () => {
    await expect(leave({ folder: join(directory.path, 'again') })).rejects.toThrow(
      'berane.municipality left before, on 2026-11-21.',
    );
    expect(existsSync(join(directory.path, 'again'))).toBe(false);
  });
});

describe('npm run hub -- agency leave', () => {
  test('prints what it did, and what is left to do', async () => {
    const data = join(directory.path, 'data');
    mkdirSync(data);
    const out = join(directory.path, 'support');
    const run = await runHub([
      'agency',
      'leave',
      'berane.support',
      '--to',
      'berane.centre',
      '--out',
      out,
      '--data',
      data,
    ]);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('erased: 0 records\n');
    expect(run.stdout).toContain('agreements ended: berane-municipality-to-support, centre-to-support');
    expect(run.stdout).toContain(`certificate: ${join(out, 'certificate.jws')}\n`);
  });
});
