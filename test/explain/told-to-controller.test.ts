// What the controller's data protection officer is told of another agency's decisions: nothing of what that agency knows of
// the person, of what the household has said, and of what it has agreed with others.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent, prohibit } from '../harness/consents.ts';
import { neighbourRows } from '../harness/neighbours.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';
import { askPlan, officerToken, type PlanVariables, planOf, told } from './ask-plan.ts';

let twins: Twins;
/** Ana and Rifat rent and are with the Centre; she has consented to the support service. */
let silent: TestHub;
/** The same, and Rifat has forbidden the service everything, Ana the municipality. */
let forbidding: TestHub;
/** The Centre alone knows them: the municipality has no record, no relationship, and nobody has said a word. */
let unknown: TestHub;

beforeAll(async () => {
  twins = await createTwins();
  const centre = sampleCases('CSR-00001');
  const housing = sampleTenants('1', '2', '3');
  silent = await openSmallHub({ housing, centre }, twins.options());
  forbidding = await openSmallHub({ housing, centre }, twins.options());
  // Somebody else of Park rents, so that every world knows in which municipality it lies.
  unknown = await openSmallHub({ housing: neighbourRows(), centre }, twins.options());
  for (const hub of [silent, forbidding]) {
    const given = await giveConsent(hub, await hub.personToken(ana.nationalId, ana.birthDate));
    expect(given.body.errors).toBeUndefined();
  }
  for (const [person, recipient] of [
    [rifat, 'berane.support'],
    [ana, 'berane.municipality'],
  ] as const) {
    const token = await forbidding.personToken(person.nationalId, person.birthDate);
    expect((await prohibit(forbidding, token, recipient)).body.errors).toBeUndefined();
  }
}, 120_000);
afterAll(async () => {
  for (const hub of [silent, forbidding, unknown]) await hub?.close();
  twins?.remove();
});

const ask = async (hub: TestHub, controller: string, variables: PlanVariables): Promise<Answer> =>
  await askPlan(hub, await officerToken(hub, controller, ['dpo']), variables);

const toSupport: PlanVariables = {
  operation:
    '{ household(id: "x") { memberCount tenancies { rooms arrears } } person(id: "x") { tenantEntries { givenName } } }',
  purpose: 'social-welfare-provision',
  recipient: 'berane.support',
  person: { nationalId: ana.nationalId },
};
const toMunicipality: PlanVariables = {
  operation: '{ person(id: "x") { caseEntries { givenName familyName health } } }',
  purpose: 'housing-welfare-management',
  recipient: 'berane.municipality',
  person: { nationalId: ana.nationalId },
};

describe('the same bytes, where the field stays closed', () => {
  test('whether the recipient works with the person and is forbidden, or knows nothing of them', async () => {
    const one = await ask(forbidding, 'berane.centre', toMunicipality);
    const other = await ask(unknown, 'berane.centre', toMunicipality);
    const fields = planOf(one).records?.flatMap((record) => record.fields) ?? [];
    expect(fields.map(({ open }) => open)).toContain(false);
    expect(bytesOf(one)).toEqual(bytesOf(other));
    const named = fields.find(({ coordinate }) => coordinate === 'CaseEntry.givenName');
    expect(told(named?.steps ?? [])).toMatchObject({
      PERSON_PROHIBITION: 'DEPENDS DEPENDS_ON_RECORD',
      TASK: 'FAILED NOT_OPEN_FOR_THIS_PERSON',
      REFUSED: 'FAILED NOTHING_OPENED',
    });
  });

  test('whether another of the household has forbidden it or not consented', async () => {
    const one = await ask(forbidding, 'berane.municipality', toSupport);
    const other = await ask(silent, 'berane.municipality', toSupport);
    expect(bytesOf(one)).toEqual(bytesOf(other));
    const fields = planOf(one).records?.flatMap((record) => record.fields) ?? [];
    // Her own consent opens what is hers and the dwelling's, with its receipt; what is both's is closed in one word.
    const rooms = fields.find(({ coordinate }) => coordinate === 'Tenancy.rooms');
    expect([rooms?.openedBy, rooms?.consents.length]).toEqual(['CONSENT', 1]);
    const arrears = fields.find(({ coordinate }) => coordinate === 'Tenancy.arrears');
    expect(arrears?.open).toBe(false);
    expect(told(arrears?.steps ?? [])['CONSENT']).toBe('FAILED NOT_OPEN_FOR_THIS_PERSON');
  });
});

describe('of what the recipient has agreed with others nothing is told', () => {
  const operation =
    '{ household(id: "x") { address tenancies { rooms } } person(id: "x") { caseEntries { givenName health } } }';

  test.each([
    ['berane.municipality', ['berane-municipality-to-support']],
    ['berane.centre', ['centre-to-support']],
    ['petnjica.municipality', []],
  ])('to %s', async (controller, agreements) => {
    const plan = planOf(await ask(silent, controller, { ...toSupport, operation }));
    const explained = plan.fields.flatMap(({ controllers }) => controllers);
    expect(new Set(explained.map((each) => each.controller))).toEqual(new Set([controller]));
    const named = explained.flatMap(({ steps }) => steps.flatMap((step) => step.agreements));
    expect([...new Set(named.map(({ id }) => id))]).toEqual(agreements);
    // Nor does a state say that another has opened the field.
    const open = plan.fields.filter(({ state }) => state !== 'REFUSED').map(({ coordinate }) => coordinate);
    const isOwn = (coordinate: string): boolean =>
      explained.some(
        (each) =>
          each.steps.some(({ outcome, step }) => outcome === 'DEPENDS' && step === 'CONSENT') &&
          (each.coordinate === coordinate || !/^(Tenancy|CaseEntry)\./.test(coordinate)),
      );
    expect(open.filter((coordinate) => !isOwn(coordinate))).toEqual([]);
    if (agreements.length === 0) expect(open).toEqual([]);
  });
});
