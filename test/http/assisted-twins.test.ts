// R13: what lies in a compartment shows in no assisted session, to nobody's clerk, the protected person beside them or not.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askInSession, clerkToken, openSession, sessionOf, type Typed } from '../harness/assisted.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { type CaseLine, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';

/** Somebody whom nothing but a sealed matter names. */
const hidden: Typed = { nationalId: '1701989275757', birthDate: '1989-01-17' };
/** A matter of Ana's, and one of somebody whom no register knows otherwise. */
const sealed = [
  [sampleCases('CSR-00001')[0], 'CSR-09200'],
  [sampleCases('CSR-00002')[0], 'CSR-09201'],
].map(([taken, caseNumber]) => ({ ...(taken as CaseLine), caseNumber, matter: `of ${String(caseNumber)}` }));

let twins: Twins;
let worlds: readonly TestHub[];
let answers: readonly (readonly unknown[])[];

/** Requests are called otherwise in each world. */
const withoutRequests = (answer: Answer): unknown => {
  const { text, ...rest } = bytesOf(answer);
  return {
    ...rest,
    text: text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'request'),
  };
};

const everything = `keptApart held { id source kind since values { coordinate value } shownTo { recipient agreement } }
  consents { id } prohibitions { recipient } wards { id } accesses { day agency step fields { coordinate } }
  portableCopy printed`;

const visit = async (hub: TestHub): Promise<readonly unknown[]> => {
  const clerk = await clerkToken(hub, 'Milena');
  const opened = await openSession(hub, clerk, ana);
  const shown = await askInSession(hub, clerk, sessionOf(opened), everything, 'cnr');
  const nobody = await openSession(hub, clerk, hidden);
  return [opened, shown, nobody].map(withoutRequests);
};

/** Ids in the order in which they are asked for, begun anew before the counter opens: a session's id makes all of its ids. */
const createIds = (): { createId: () => string; countFrom: (number: number) => void } => {
  let last = 0;
  return {
    createId: () => {
      last += 1;
      return `00000000-0000-4000-8000-${last.toString(16).padStart(12, '0')}`;
    },
    countFrom: (number) => {
      last = number;
    },
  };
};

const seal = async (hub: TestHub): Promise<void> => {
  const nada = await hub.agencyToken({
    agency: 'berane.centre',
    actor: 'Nada',
    purpose: 'social-welfare-provision',
  });
  const answer = await hub.ask(
    nada,
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
    { records: sealed },
    { 'idempotency-key': 'the matters' },
  );
  expect(answer.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }, { outcome: 'CREATED' }] });
};

beforeAll(async () => {
  twins = await createTwins();
  const registers = { housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') };
  worlds = [];
  answers = [];
  for (const sealing of [false, true]) {
    const { createId, countFrom } = createIds();
    const world = await openSmallHub(registers, { ...twins.options(), createId });
    worlds = [...worlds, world];
    if (sealing) await seal(world);
    countFrom(1_000_000);
    answers = [...answers, await visit(world)];
  }
});
afterAll(async () => {
  for (const world of worlds) await world.close();
  twins.remove();
});

test('a sealed matter of hers is in no byte of the session and of the printout', () => {
  expect(JSON.stringify(answers[0]?.[1])).toContain('Rosuljić');
  expect(answers[1]?.[1]).toEqual(answers[0]?.[1]);
});

test('whom nothing but a sealed matter names is nobody at the counter', () => {
  expect(JSON.stringify(answers[0]?.[2])).toContain('No assisted session can be opened for this person.');
  expect(answers[1]?.[2]).toEqual(answers[0]?.[2]);
});

test('but who protects them hears that somebody asked (R16)', async () => {
  const [plain, protecting] = worlds;
  const alerts = async (hub: TestHub | undefined): Promise<number> => {
    await hub?.running.hub.seal();
    await hub?.running.hub.watch();
    const rows = await hub?.running.hub.database.query(`select from alert where kind = 'TRIPWIRE'`);
    return rows?.length ?? 0;
  };
  expect([await alerts(plain), await alerts(protecting)]).toEqual([0, 1]);
});
