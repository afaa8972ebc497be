import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logOf } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { sameBytes, send } from './exchange.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub();
}, 120_000);
afterAll(async () => await hub?.close());

const query = `query ($source: String!) {
  sourceQuality(source: $source) {
    source file { setAside { count of } } otherColumns { column invalid }
    duplicates { count of rate } sharedIds { count of } withoutHead { count of } withSeveralHeads { count of }
    fields { field missing { count of rate } invalid { count } conflicting { count } } } }`;

const tokenOf = async (agency: string, roles: readonly string[], more: object = {}) =>
  await hub.agencyToken({
    ...{ agency, purpose: 'enforce-access-control', actor: 'Dara Officer', roles: [...roles] },
    ...more,
  });
const ask = async (token: string, source: string) =>
  await send(hub, token, { body: { query, variables: { source } } });

interface Quality {
  readonly source: string;
  readonly duplicates: { readonly of: number };
  readonly fields: readonly { readonly field: string; readonly missing: object }[];
}
const told = ({ data }: { readonly data?: unknown }): Quality =>
  (data as { readonly sourceQuality: Quality }).sourceQuality;

describe("the source's own agency", () => {
  test.each(['dpo', 'steward'])('is told the counts of its register by its %s', async (role) => {
    const { body } = await ask(await tokenOf('berane.municipality', [role]), 'housing');
    expect(body.errors).toBeUndefined();
    const quality = told(body);
    expect(quality.source).toBe('housing');
    expect(quality.duplicates.of).toBeGreaterThan(100);
    const birthDate = quality.fields.find(({ field }) => field === 'TenantEntry.birthDate');
    const [line] = await hub.running.hub.database.query<{ missing: number; of: number }>(
      `select count(*) filter (where payload ->> 'birthDate' is null)::int as missing, count(*)::int as of from record
        where source = 'housing' and kind = 'tenant-entry' and superseded_at is null`,
    );
    const { missing = 0, of = 0 } = line ?? {};
    expect(missing).toBeGreaterThan(0);
    expect(birthDate?.missing).toEqual({ count: missing, of, rate: missing / of });
  });

  test('leaves one line in the log, of counts and of nobody', async () => {
    await ask(await tokenOf('berane.municipality', ['dpo']), 'housing');
    const line = (await logOf(hub)).filter((each) => each['kind'] === 'DISCLOSURE').at(-1);
    expect(line).toMatchObject({
      ...{ agency: 'berane.municipality', step: 'STATISTICS', fields: ['SourceQuality.fields'] },
      ...{ person: null, household: null, through: null },
    });
  });

  test('is told of observations for triage alone (R18)', async () => {
    const [without, triage] = [
      await ask(await tokenOf('berane.centre', ['dpo']), 'community'),
      await ask(await tokenOf('berane.centre', ['dpo', 'triage']), 'community'),
    ];
    expect(without.body.data).toEqual({ sourceQuality: null });
    expect(told(triage.body)).toMatchObject({
      source: 'community',
      duplicates: { of: 0, rate: null },
    });
  });
});

describe('nobody else', () => {
  test.each([
    ['berane.centre', 'housing'],
    ['petnjica.municipality', 'housing'],
    ['berane.municipality', 'centre'],
    ['berane.community', 'community'],
    ['statistics', 'housing'],
  ])(
    '%s is told of %s what it is told of a register that there is not: the same bytes',
    async (agency, source) => {
      const token = await tokenOf(agency, ['dpo', 'steward', 'triage']);
      const [other, none] = [await ask(token, source), await ask(token, 'no-register')];
      expect(other.body).toEqual({ data: { sourceQuality: null } });
      expect(sameBytes(other)).toEqual(sameBytes(none));
    },
  );

  test.each([
    ['in another role', { roles: ['officer', 'lead', 'triage'] }],
    ['as software', { actor: 'service:register', roles: ['dpo'], identity: null }],
    ['by a token for some local communities', { area: ['Park'], roles: ['dpo'] }],
    ['for work with people', { purpose: 'housing-welfare-management', roles: ['dpo'] }],
  ])('may ask %s, whichever register is named', async (_who, more) => {
    const token = await tokenOf('berane.municipality', [], more);
    const [own, none] = [await ask(token, 'housing'), await ask(token, 'no-register')];
    expect(own.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(sameBytes(own)).toEqual(sameBytes(none));
  });
});
