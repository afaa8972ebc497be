// R15 and R16 hold for who asks about one person's records as for any reader.
import { getVariableValues, isInputObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoActor } from '../../src/access/demo-actor.ts';
import { countLookedUp } from '../../src/policy/looked-up.ts';
import { planOperation } from '../../src/policy/operation-plan.ts';
import { alertsOf } from '../harness/alerts.ts';
import { idOf } from '../harness/consents.ts';
import { loggedDuring, personOf } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, type Figure, figure, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf } from '../harness/twins.ts';
import { graph } from '../policy/demo-house.ts';
import { askPlan, officerToken, type PlanVariables, planOf } from './ask-plan.ts';

const agency = 'berane.municipality';
const purpose = 'housing-welfare-management';
const jelena = figure('CSR-00002/000005');
const stranger = demoActor('nobody', 'nobody');
const formerHusband = demoActor('former', 'husband');
let hub: TestHub;

beforeAll(async () => {
  hub = await openSmallHub({
    housing: sampleTenants('1', '2', '3'),
    centre: sampleCases('CSR-00001', 'CSR-00002', 'CSR-00900'),
  });
});
afterAll(async () => await hub?.close());

type Identity = Pick<Figure, 'nationalId' | 'birthDate'>;

const dpoToken = async (identity: Identity): Promise<string> =>
  await hub.agencyToken({
    agency,
    purpose: 'enforce-access-control',
    actor: 'Dragana Officer',
    roles: ['dpo'],
    identity,
  });

const operation =
  '{ household(id: "x") { tenancies { rooms arrears } } person(id: "x") { tenantEntries { givenName } } }';
const asking = (person: object): PlanVariables => ({ operation, purpose, person });

describe('a data protection officer who is near to the person', () => {
  test.each<[string, Identity, () => Promise<void>]>([
    ['of the same household', rifat, async () => {}],
    [
      'by a declared conflict',
      formerHusband,
      async () => {
        const token = await hub.agencyToken({ agency, purpose, actor: 'Former', identity: formerHusband });
        const declared = await hub.ask(token, 'mutation ($n: String!) { declareConflict(nationalId: $n) }', {
          n: ana.nationalId,
        });
        expect(declared.body).toEqual({ data: { declareConflict: true } });
      },
    ],
  ])('%s is answered as for nobody, by number and by id', async (_how, identity, prepare) => {
    await prepare();
    const token = await dpoToken(identity);
    const clerk = await hub.agencyToken({ agency, purpose, actor: 'Milena Clerk' });
    const operationalId = await idOf(hub, clerk, ana.nationalId);
    const nobody = await askPlan(hub, token, asking({ nationalId: stranger.nationalId }));
    for (const person of [{ nationalId: ana.nationalId }, { operationalId }]) {
      const { result, lines } = await loggedDuring(
        hub,
        async () => await askPlan(hub, token, asking(person)),
      );
      expect(bytesOf(result)).toEqual(bytesOf(nobody));
      // For the log alone, as where any of the staff looks for their own (R15).
      expect(lines.map((line) => [line.kind, line['conflicted']])).toEqual([['LOOKUP', 1]]);
    }
  });

  test('and a colleague who is not near is told', async () => {
    const answer = await askPlan(hub, await dpoToken(stranger), asking({ nationalId: ana.nationalId }));
    expect(planOf(answer).records?.map(({ kind }) => kind)).toEqual(['tenancy', 'tenant-entry']);
  });
});

describe('naming somebody is a look-up', () => {
  test('one that finds nothing leaves its mark, by number and by id', async () => {
    const centre = await officerToken(hub, 'berane.support', ['dpo']);
    const vesna = { agency: 'berane.support', purpose: 'social-welfare-provision' };
    const id = await personOf(hub, 'centre', 'CSR-00001/000001');
    const reader = await hub.agencyToken({ ...vesna, actor: 'Vesna' });
    const cases: [object, unknown[]][] = [
      [{ nationalId: ana.nationalId }, [expect.stringMatching(/^ID /)]],
      [{ nationalId: stranger.nationalId }, [expect.stringMatching(/^ID /)]],
      [{ nationalId: 'no number' }, []],
      [{ operationalId: await idOf(hub, reader, ana.nationalId) }, [`PERSON ${id}`]],
      [{ operationalId: 'no id' }, []],
    ];
    for (const [person, marks] of cases) {
      const { result, lines } = await loggedDuring(
        hub,
        async () => await askPlan(hub, centre, { ...asking(person), purpose: vesna.purpose }),
      );
      expect(planOf(result).records).toEqual([]);
      expect(lines).toMatchObject([{ kind: 'LOOKUP', sought: [marks], conflicted: 0 }]);
    }
  });

  test('one that is refused says in the log whom it was for, by number and by id', async () => {
    const clerk = await hub.agencyToken({ agency, purpose, actor: 'Milena Clerk' });
    const statistics = await hub.agencyToken({
      agency,
      purpose: 'improve-public-services',
      actor: 'Milena Clerk',
    });
    const operationalId = await idOf(hub, clerk, ana.nationalId);
    const id = await personOf(hub, 'housing', '1');
    for (const token of [clerk, statistics]) {
      for (const [person, mark] of [
        [{ nationalId: ana.nationalId }, expect.stringMatching(/^ID /)],
        [{ operationalId }, `PERSON ${id}`],
      ] as const) {
        const { result, lines } = await loggedDuring(
          hub,
          async () => await askPlan(hub, token, asking(person)),
        );
        expect(result.status).toBe(403);
        // An id may mean somebody under each class of purposes; the one who was meant is among them.
        expect(lines).toMatchObject([{ kind: 'DENIAL', sought: [expect.arrayContaining([mark])] }]);
      }
    }
  });

  test('of a protected person: the lead hears of the empty one and of the refused one', async () => {
    const person = { nationalId: jelena.nationalId };
    const dpo = await officerToken(hub, 'berane.support', ['dpo'], 'curious officer');
    const empty = await askPlan(hub, dpo, { ...asking(person), purpose: 'social-welfare-provision' });
    expect(planOf(empty).records).toEqual([]);
    const clerk = await hub.agencyToken({ agency, purpose, actor: 'curious clerk' });
    expect((await askPlan(hub, clerk, asking(person))).status).toBe(403);
    const alerts = await alertsOf(hub, 'berane.centre', 'lead');
    for (const [actor, of] of [
      ['curious officer', 'berane.support'],
      ['curious clerk', agency],
    ]) {
      expect(alerts).toContainEqual(
        expect.objectContaining({ kind: 'TRIPWIRE', actor, agency: of, objects: 1 }),
      );
    }
  });
});

describe('the budget of objects', () => {
  const counted = (text: string, variables: Record<string, unknown> = {}): number => {
    const plan = planOperation(graph.schema, parse(text), null, graph.catalogue, null);
    if (!plan) throw new Error('no operation');
    const { coerced } = getVariableValues(graph.schema, plan.operation.variableDefinitions ?? [], variables);
    return countLookedUp(plan, coerced ?? {}, graph.catalogue);
  };
  const call = (person: string): string =>
    `accessPlan(operation: "{ x }", purpose: "x"${person}) { purpose }`;

  test('every way to name the person is one look-up, and a plan without one is none', () => {
    const subject = graph.schema.getType('AccessSubject');
    if (!isInputObjectType(subject)) throw new Error('no AccessSubject');
    for (const name of Object.keys(subject.getFields())) {
      expect(counted(`{ ${call(`, person: {${name}: "1"}`)} }`), name).toBe(1);
      const text = `query ($p: AccessSubject) { ${call(', person: $p')} other: ${call(', person: $p')} }`;
      expect(counted(text, { p: { [name]: '1' } }), name).toBe(2);
      expect(counted(text, { p: null }), name).toBe(0);
    }
    expect(counted(`{ ${call('')} }`)).toBe(0);
    const explanation = (person: string): string => `{ accessExplanation(request: "x"${person}) { at } }`;
    expect(counted(explanation(''))).toBe(0);
    expect(counted(explanation(', person: {nationalId: "1"}'))).toBe(1);
  });
});
