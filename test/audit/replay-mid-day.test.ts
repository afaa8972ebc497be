import { afterAll, beforeAll, expect, test } from 'vitest';
import { approvedAgreements } from '../../src/access/agreement-history.ts';
import type { PolicyHistory } from '../../src/access/policy-history.ts';
import { type Breach, findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { agreementsAtOf } from '../../src/cli/agreements-of.ts';
import { readConfiguration } from '../../src/server/configuration.ts';
import { findAgreements } from '../../src/store/agreement-store.ts';
import { decisionOf, end, formOf, officer, propose } from '../harness/agreements.ts';
import { idOf } from '../harness/consents.ts';
import { logOf } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { demoSearch, holds } from './replay-town.ts';

// The Centre reads of the municipality, to decide on a right: rooms and rent.
const id = 'berane-municipality-to-centre-eligibility';
const fiveMinutes = 300_000;

let hub: TestHub;

const read = async (): Promise<void> => {
  const token = await hub.agencyToken({
    ...{ agency: 'berane.centre', purpose: 'social-welfare-eligibility-assessment', actor: 'Nada Worker' },
  });
  const answer = await hub.ask(
    token,
    'query ($id: ID!) { person(id: $id) { households { tenancies { rooms rent } } } }',
    { id: await idOf(hub, token, ana.nationalId) },
  );
  expect(answer.status).toBe(200);
  hub.clock.advance(fiveMinutes);
};

const search = async (agreementsAt: PolicyHistory): Promise<readonly Breach[]> => {
  const { database } = hub.running.hub;
  const agreements = approvedAgreements(await findAgreements(database));
  return await findBreaches(readLogPages(database), { ...demoSearch, agreements, agreementsAt }, holds);
};

const agreementsAt = (): PolicyHistory =>
  agreementsAtOf({ configuration: readConfiguration({}), database: hub.running.hub.database });

/** The versions of the agreement that the log's lines name. */
const named = async (): Promise<readonly unknown[]> => [
  ...new Set(
    (await logOf(hub)).flatMap((line) => {
      const agreement = line['agreement'] as { id: string; version: number } | null | undefined;
      return line.kind === 'DISCLOSURE' && agreement?.id === id ? [agreement.version] : [];
    }),
  ),
];

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const atCentre = async (): Promise<string> => await officer(hub, 'berane.centre', 'Nada Officer');
  await read();
  // Version 2 begins and is replaced on one day, version 3 ends on it.
  for (const fields of [['Tenancy.rooms', 'Tenancy.rent'], ['Tenancy.rooms']]) {
    const narrower = formOf(id, { fields, validFrom: '2026-11-21' });
    expect(decisionOf(await propose(hub, await atCentre(), narrower)).takesEffect).toBe(true);
    await read();
  }
  expect(decisionOf(await end(hub, await atCentre(), id)).takesEffect).toBe(true);
  await read();
}, 120_000);
afterAll(async () => await hub?.close(), 120_000);

test('what was read in the morning is no breach because its agreement was replaced or ended at noon', async () => {
  expect(await named()).toEqual([1, 2, 3]);
  expect(await search(agreementsAt())).toEqual([]);
});

test('by the days alone it would be one, and so it is where the policy of a line cannot be found again', async () => {
  const rules = (await search(async () => null)).map(({ rule }) => rule);
  expect(rules).toContain('AGREEMENT_NOT_IN_FORCE');
  expect(rules).toContain('NO_AGREEMENT');
});

test('a line does not hold by naming a policy that was over, or had not begun, at its instant', async () => {
  const { database } = hub.running.hub;
  const policies = (await logOf(hub)).flatMap((line) =>
    line.kind === 'DISCLOSURE' && line['agreement'] ? [String(line['policyVersion'])] : [],
  );
  const [first, last] = [policies[0] ?? '', policies.at(-1) ?? ''];
  const at = agreementsAt();
  const [{ began }] = (await database.query<{ began: string }>(
    `select min(at)::text as began from audit_entry where kind = 'POLICY'`,
  )) as [{ began: string }];
  const turn = new Date(began).getTime();
  const isFound = async (policy: string, instant: number): Promise<boolean> =>
    (await at(policy, new Date(instant))) !== null;
  expect([
    await isFound(first, turn - 1),
    await isFound(first, turn + 1000),
    await isFound(first, turn + fiveMinutes),
    await isFound(last, turn),
  ]).toEqual([true, true, false, false]);
});
