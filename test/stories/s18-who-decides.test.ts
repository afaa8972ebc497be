// S18 (R9, R17): who decides for the child, "60 minutes, once", and that nobody looks over what they did under another account.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoActor } from '../../src/access/demo-actor.ts';
import { idOf } from '../harness/consents.ts';
import { familyCase, father, luka, mina, mother, recordGuardianship } from '../harness/guardians.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const reason = 'Dijete samo u stanu, majka bez svijesti, hitna pomoć je pozvana.';

/** The municipality's duty service has agreed on emergencies with the Centre, in the second world without identities. */
const configurationWith = (categories: readonly string[]) =>
  editConfiguration(({ agencies, agreements }) => {
    const centre = agencyIn({ agencies, agreements }, 'berane.centre') as unknown as {
      purposes: Record<string, object>;
    };
    const municipality = agencyIn(
      { agencies, agreements },
      'berane.municipality',
    ) as unknown as typeof centre;
    municipality.purposes['emergency-access'] = structuredClone(centre.purposes['emergency-access'] ?? {});
    const granted = agreements.agreements.find(({ id }) => id === 'berane-municipality-to-centre-emergency');
    const share = (id: string, controller: string, changes: object) =>
      agreements.agreements.push({
        ...structuredClone(granted),
        ...{ id, controller, recipient: 'berane.municipality' },
        ...changes,
      } as never);
    share('centre-to-municipality-emergency', 'berane.centre', { categories });
    // So that they may look for somebody by name or number, whatever the Centre agreed to.
    share('petnjica-to-municipality-emergency', 'petnjica.municipality', { area: ['petnjica'] });
  });
const agreed = configurationWith(['IDENTITY', 'CONTACT', 'HOUSEHOLD']);
const narrow = configurationWith(['CONTACT', 'HOUSEHOLD']);

const registers = {
  housing: sampleTenants('1', '2', '3'),
  centre: [familyCase, ...sampleCases('CSR-00001')],
};
let hub: TestHub;
let other: TestHub;

const onCall = async (world: TestHub, agency: string, actor: string, identity?: object): Promise<string> =>
  await world.agencyToken({ agency, actor, purpose: 'emergency-access', roles: ['on-call'], ...identity });
const reviewing = async (agency: string, actor: string, identity?: object): Promise<string> =>
  await hub.agencyToken({
    agency,
    actor,
    purpose: 'enforce-access-control',
    roles: ['supervisor'],
    ...identity,
  });

const shape = '{ id until persons guardians { child givenName familyName agency } }';
interface Access {
  readonly id: string;
  readonly until: string | null;
  readonly persons: readonly string[];
  readonly guardians: readonly { readonly child: string; readonly givenName: string | null }[];
}
const open = async (world: TestHub, token: string, nationalId: string): Promise<Access> => {
  const answer = await world.ask(
    token,
    `mutation ($r: String!, $n: String) { openEmergencyAccess(reason: $r, nationalId: $n) ${shape} }`,
    { r: reason, n: nationalId },
  );
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data?.['openEmergencyAccess'] as Access;
};
const again = async (token: string, id: string): Promise<Access | null> =>
  (await hub.ask(token, `query ($id: ID!) { emergencyAccess(access: $id) ${shape} }`, { id })).body.data?.[
    'emergencyAccess'
  ] as Access | null;
const confirm = async (token: string, id: string): Promise<Answer> =>
  await hub.ask(token, 'mutation ($id: ID!) { confirmEmergencyAccess(access: $id) }', { id });
const review = async (token: string, id: string): Promise<Answer> =>
  await hub.ask(
    token,
    'mutation ($id: ID!) { reviewEmergencyAccess(access: $id, outcome: JUSTIFIED, shown: true) }',
    { id },
  );
const refused = [400, 'BAD_USER_INPUT'];
const said = ({ status, body }: Answer) => [status, body.errors?.[0]?.extensions.code];

beforeAll(async () => {
  [hub, other] = (await Promise.all(
    [agreed, narrow].map(async ({ files }) => await openSmallHub(registers, { configuration: files })),
  )) as [TestHub, TestHub];
  for (const world of [hub, other]) {
    const nada = await world.agencyToken({
      ...{ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision' },
    });
    const id = async ({ nationalId }: { nationalId: string }): Promise<string> =>
      await idOf(world, nada, nationalId);
    for (const decision of [
      { ward: await id(luka), guardian: await id(mother) },
      { ward: await id(mina), guardianAgency: 'berane.centre' },
    ])
      expect((await recordGuardianship(world, nada, decision)).status).toBe(200);
  }
});
afterAll(async () => {
  await hub.close();
  await other.close();
  agreed.remove();
  narrow.remove();
});

describe('S18 who decides for the child', () => {
  it('is named by the authority’s record alone: the mother, the Centre; the father is in no record', async () => {
    const access = await open(hub, await onCall(hub, 'berane.centre', 'Nada'), mother.nationalId);
    expect(access.persons).toHaveLength(3);
    const [, ...children] = access.persons;
    expect(access.guardians.map(({ child }) => child).sort()).toEqual([...children].sort());
    expect(access.guardians.map(({ child: _child, ...rest }) => rest)).toEqual(
      expect.arrayContaining([
        { givenName: mother.givenName, familyName: mother.familyName, agency: null },
        { givenName: null, familyName: null, agency: expect.stringContaining('Centar za socijalni rad') },
      ]),
    );
    expect(JSON.stringify(access)).not.toContain(father.givenName);
  });

  it('is told to another agency where the authority agreed that emergencies read identities, and else to nobody', async () => {
    const ask = async (world: TestHub) =>
      (await open(world, await onCall(world, 'berane.municipality', 'Milena'), luka.nationalId)).guardians;
    expect((await ask(hub)).map(({ givenName }) => givenName)).toEqual([mother.givenName]);
    expect(await ask(other)).toEqual([]);
  });

  it('is nobody where the guardian is too near to the actor (R15)', async () => {
    const { nationalId, birthDate } = mother;
    const token = await onCall(hub, 'berane.centre', 'Mirjana', { identity: { nationalId, birthDate } });
    const answer = await hub.ask(
      token,
      `mutation ($r: String!, $n: String) { openEmergencyAccess(reason: $r, nationalId: $n) ${shape} }`,
      { r: reason, n: luka.nationalId },
    );
    expect(said(answer)).toEqual(refused);
  });
});

describe('S18 sixty minutes, once', () => {
  let waiting: Access;

  it('a colleague opens Ana; a second time, before it was looked over, waits for another agency, under another account as well', async () => {
    const petra = await onCall(hub, 'berane.centre', 'Petra');
    expect((await open(hub, petra, ana.nationalId)).until).not.toBeNull();
    const account = await onCall(hub, 'berane.centre', 'Petra 2', {
      identity: demoActor('berane.centre', 'Petra'),
    });
    for (const token of [petra, account]) waiting = await open(hub, token, ana.nationalId);
    expect(waiting).toMatchObject({ until: null, guardians: [] });
    // Somebody else in need is not to wait for that.
    expect((await open(hub, petra, mother.nationalId)).until).not.toBeNull();
    expect(await again(account, waiting.id)).toMatchObject({ id: waiting.id, until: null, guardians: [] });
    expect(await again(await onCall(hub, 'berane.centre', 'Nada'), waiting.id)).toBeNull();
  });

  it('is stood by at another agency, and not by the same human there', async () => {
    const herself = await onCall(hub, 'berane.municipality', 'Petra', {
      identity: demoActor('berane.centre', 'Petra'),
    });
    expect(said(await confirm(herself, waiting.id))).toEqual(refused);
    expect(said(await confirm(await onCall(hub, 'berane.municipality', 'Milena'), waiting.id))).toEqual([
      200,
      undefined,
    ]);
    const account = await onCall(hub, 'berane.centre', 'Petra 2', {
      identity: demoActor('berane.centre', 'Petra'),
    });
    expect((await again(account, waiting.id))?.until).not.toBeNull();
  });

  it('is looked over by neither human, whatever the account', async () => {
    const identity = (agency: string, actor: string) => ({ identity: demoActor(agency, actor) });
    for (const token of [
      await reviewing('berane.centre', 'Radmila', identity('berane.centre', 'Petra')),
      await reviewing('berane.municipality', 'Radmila', identity('berane.municipality', 'Milena')),
    ])
      expect(said(await review(token, waiting.id))).toEqual(refused);
    expect(said(await review(await reviewing('berane.centre', 'Radmila'), waiting.id))).toEqual([
      200,
      undefined,
    ]);
  });

  it('what the actor wrote of the family goes three years after it was looked over, and not before', async () => {
    const written = async (): Promise<number> =>
      (
        await hub.running.hub.database.query<{ count: number }>(
          `select count(*)::int as count from emergency_access where reviewed_at is not null and reason is not null`,
        )
      )[0]?.count ?? -1;
    const reviewedAt = hub.clock.now();
    const years = (count: number, milliseconds: number): string => {
      const day = new Date(reviewedAt.getTime() + milliseconds);
      day.setUTCFullYear(day.getUTCFullYear() + count);
      return day.toISOString();
    };
    hub.clock.set(years(3, -1000));
    await hub.running.hub.sweep();
    expect(await written()).toBe(1);
    hub.clock.set(years(3, 1000));
    await hub.running.hub.sweep();
    expect(await written()).toBe(0);
  });
});
