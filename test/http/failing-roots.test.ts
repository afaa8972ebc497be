// What an operation asks for beside a root that fails is not answered; the log holds what of it was refused, and nothing as read.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedDuring } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
let [clerk, software] = ['', ''];
beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const municipality = { agency: 'berane.municipality', purpose: 'housing-welfare-management' };
  clerk = await hub.agencyToken({ ...municipality, actor: 'Milena Clerk' });
  software = await hub.agencyToken({ ...municipality, actor: 'berane.municipality.software' });
});
afterAll(async () => await hub?.close());

const fails = '_entities(representations: [{}]) { __typename }';

describe.each([
  ['alone', '', null],
  ['beside a root that fails', fails, 'BAD_USER_INPUT'],
])('%s', (_how, beside, code) => {
  test('a refusal is in the log', async () => {
    const { result, lines } = await loggedDuring(
      hub,
      async () => await hub.ask(software, `{ referrals { id } ${beside} }`),
    );
    expect(result.body.errors?.map(({ extensions }) => extensions.code)).toEqual([code ?? 'FORBIDDEN']);
    expect(lines.map((line) => [line.kind, line['code']])).toEqual([['DENIAL', 'FORBIDDEN']]);
  });

  test('somebody is read if data leaves the hub, and only then', async () => {
    const { result, lines } = await loggedDuring(
      hub,
      async () =>
        await hub.ask(clerk, `query ($id: String!) { findPerson(nationalId: $id) { givenName } ${beside} }`, {
          id: ana.nationalId,
        }),
    );
    expect(result.body.data ?? null).toEqual(code === null ? { findPerson: { givenName: 'Ana' } } : null);
    const read = lines.some(({ kind }) => kind === 'DISCLOSURE');
    expect(read).toBe(code === null);
  });
});
