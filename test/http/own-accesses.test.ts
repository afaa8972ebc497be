// R14: who read which fields of a person, in that person's own file and in nobody else's.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent } from '../harness/consents.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf } from '../harness/twins.ts';

interface Access {
  readonly day: string;
  readonly agency: string;
  readonly purpose: string;
  readonly controller: string | null;
  readonly fields: readonly { readonly coordinate: string; readonly label: string }[];
  readonly step: string;
  readonly basis: readonly string[];
  readonly agreement: string | null;
  readonly roles: readonly string[];
  readonly requests: readonly string[];
}

let hub: TestHub;
const nameOf = (agency: string): string => hub.running.hub.registry.agencies.get(agency)?.name ?? '';
const tokenOf = async ({ nationalId, birthDate }: typeof ana): Promise<string> =>
  await hub.personToken(nationalId, birthDate);

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const given = await giveConsent(hub, await tokenOf(ana), {
    categories: ['IDENTITY', 'HOUSEHOLD', 'HOUSING'],
  });
  expect(given.body.errors).toBeUndefined();
});
afterAll(async () => await hub?.close());

const asking = `query ($from: LocalDate, $until: LocalDate, $language: String!) { me(language: $language) {
  accesses(from: $from, until: $until) { day agency purpose controller fields { coordinate label } step basis
    agreement roles requests } } }`;

const ask = async (person: typeof ana, variables: object = {}): Promise<Answer> =>
  await hub.ask(await tokenOf(person), asking, { language: 'en', ...variables });

const accessesOf = (answer: Answer): readonly Access[] => {
  const me = answer.body.data?.['me'] as { accesses: readonly Access[] } | null | undefined;
  if (!me) throw new Error(`no file: ${answer.text}`);
  return me.accesses;
};

const readBySupport = async (fields: string): Promise<string> => {
  const token = await hub.agencyToken({
    agency: 'berane.support',
    purpose: 'social-welfare-provision',
    actor: 'Vesna Psychologist',
    roles: ['psychologist'],
  });
  const answer = await hub.ask(
    token,
    `query ($id: String!) { findPerson(nationalId: $id) { households { tenancies { ${fields} } } } }`,
    { id: ana.nationalId },
  );
  expect(answer.body.errors).toBeUndefined();
  return answer.headers.get('x-request-id') ?? '';
};

describe("a person's own log", () => {
  test('says who read which fields, for what, on which basis, on which day, and not who of them', async () => {
    const request = await readBySupport('rooms floorArea');
    const answer = await ask(ana);
    const rooms = accessesOf(answer).find(({ fields }) =>
      fields.some(({ coordinate }) => coordinate === 'Tenancy.rooms'),
    );
    expect(rooms).toMatchObject({
      day: '2026-11-21',
      agency: nameOf('berane.support'),
      purpose: 'social work and social services for the person',
      controller: nameOf('berane.municipality'),
      step: 'CONSENT',
      basis: ['consent of the person (Art. 6(1)(a) of the General Data Protection Regulation)'],
      agreement: 'berane-municipality-to-support',
      roles: ['psychologist'],
      requests: [request],
    });
    for (const { label } of rooms?.fields ?? []) expect(label).toMatch(/^\p{L}/u);
    expect(answer.text).not.toContain('Vesna');
  });

  test('holds a day’s readings on one ground together, with every request', async () => {
    const second = await readBySupport('condition rooms');
    const grounds = accessesOf(await ask(ana)).filter(
      ({ step, fields }) =>
        step === 'CONSENT' && fields.some(({ coordinate }) => coordinate === 'Tenancy.rooms'),
    );
    expect(grounds).toHaveLength(1);
    expect(grounds[0]?.requests).toHaveLength(2);
    expect(grounds[0]?.requests).toContain(second);
  });

  test('is theirs alone: what ran through Ana is not in the file of who lives with her', async () => {
    expect(accessesOf(await ask(rifat))).toEqual([]);
    const clerk = await hub.agencyToken({
      agency: 'berane.municipality',
      purpose: 'housing-welfare-management',
      actor: 'Milena',
    });
    const refused = await hub.ask(clerk, asking, { language: 'en' });
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });

  test('looks the same to Rifat however often others read of Ana', async () => {
    const before = bytesOf(await ask(rifat));
    await readBySupport('rooms');
    expect(bytesOf(await ask(rifat))).toEqual(before);
  });

  test('what the register’s own staff read of one person alone is in it, as the register’s own', async () => {
    const clerk = await hub.agencyToken({
      agency: 'berane.municipality',
      purpose: 'housing-welfare-management',
      actor: 'Milena',
    });
    await hub.ask(
      clerk,
      'query ($id: String!) { findPerson(nationalId: $id) { tenantEntries { givenName birthDate } } }',
      { id: rifat.nationalId },
    );
    const own = accessesOf(await ask(rifat)).find(({ fields }) =>
      fields.some(({ coordinate }) => coordinate === 'TenantEntry.birthDate'),
    );
    expect(own).toMatchObject({ agency: nameOf('berane.municipality'), step: 'OWN', basis: [] });
    // And nothing of it in hers.
    expect(JSON.stringify(accessesOf(await ask(ana)))).not.toContain('TenantEntry.birthDate');
  });

  test('is asked for by days, in local time', async () => {
    const days = async (from: string, until: string): Promise<readonly string[]> =>
      accessesOf(await ask(ana, { from, until })).map(({ day }) => day);
    // 23:30 in Berane, and 00:30 of the next day.
    hub.clock.set('2026-11-24T22:30:00Z');
    await readBySupport('rooms');
    hub.clock.set('2026-11-24T23:30:00Z');
    await readBySupport('rooms');
    const seen = new Set(await days('2026-11-24', '2026-11-25'));
    expect([...seen]).toEqual(['2026-11-25', '2026-11-24']);
    expect(new Set(await days('2026-11-25', '2026-11-25'))).toEqual(new Set(['2026-11-25']));
    expect(await days('2026-11-22', '2026-11-23')).toEqual([]);
  });

  test.each([
    ['2026-11-22', '2026-11-21'],
    ['2026-01-01', '2026-11-21'],
  ])('days that are none or too many are refused: %s to %s', async (from, until) => {
    const answer = await ask(ana, { from, until });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});
