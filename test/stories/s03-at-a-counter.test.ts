// S03 (R11, R13): she has gone to another town, and is shown her file at a counter there. At which counter she stood tells where
// she is: in her file online, and in a child's that another guardian opens, it is as if she had not been there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askInSession, clerkToken, openSession, sessionOf } from '../harness/assisted.ts';
import { idOf } from '../harness/consents.ts';
import { recordGuardianship, wardsOf } from '../harness/guardians.ts';
import { besideAtTheCentre, besideToken, shownIn } from '../harness/in-person.ts';
import { loggedDuring } from '../harness/log.ts';
import { takeMatterWithIvana } from '../harness/matters.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, type Figure, figure, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { createTwins, sameInBoth, type Twins } from '../harness/twins.ts';

const marko = figure('CSR-00002/000004');
const jelena = figure('CSR-00002/000005');
const luka = figure('CSR-00002/000006');
const away = { agency: 'petnjica.municipality' };

let twins: Twins;
/** A matter protects her in both worlds; in the twin she stood at no counter. */
let hub: TestHub;
let twin: TestHub;

const both = async (work: (world: TestHub) => Promise<Answer>): Promise<Answer> =>
  await sameInBoth([hub, twin], work);
const own = async (world: TestHub, person: Figure): Promise<string> =>
  await world.personToken(person.nationalId, person.birthDate);
const nada = async (world: TestHub): Promise<string> =>
  await world.agencyToken({ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision' });
const lead = async (): Promise<string> =>
  await hub.agencyToken({
    ...{ agency: 'berane.centre', actor: 'Nada', purpose: 'domestic-violence-protection' },
    roles: ['lead'],
  });

const everything = `held { kind values { value } } wards { id givenNames } consents { id }
  accesses { day agency purpose step stepInWords fields { coordinate } } json: portableCopy(form: JSON) printed`;
const openFile = async (world: TestHub, person: Figure, ward: string | null = null): Promise<Answer> =>
  await world.ask(
    await own(world, person),
    `query ($ward: ID) { me(language: "cnr", ward: $ward) { ${everything} } }`,
    { ward },
  );
/** Numbers of requests are otherwise in each world. */
const unnumbered = (answer: Answer): Answer => ({
  ...answer,
  text: answer.text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'request'),
});

beforeAll(async () => {
  twins = await createTwins();
  const registers = {
    housing: sampleTenants('1', '2', '3', '4', '5', '6'),
    centre: sampleCases('CSR-00001', 'CSR-00002'),
  };
  hub = await openSmallHub(registers, twins.options());
  twin = await openSmallHub(registers, twins.options());
  for (const world of [hub, twin]) {
    const token = await nada(world);
    const ward = await idOf(world, token, luka.nationalId);
    for (const [guardian, reference] of [
      [marko, 'P 41/2019'],
      [jelena, 'P 42/2019'],
    ] as const) {
      await recordGuardianship(
        world,
        token,
        { ward, guardian: await idOf(world, token, guardian.nationalId) },
        { reference },
      );
    }
    const sealed = await world.ask(
      token,
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
      { records: sampleCases('CSR-00900') },
      { 'idempotency-key': 'the sealed case' },
    );
    expect(sealed.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }] });
  }
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

describe('a counter elsewhere', () => {
  it('shows her file as to everybody, and its own session in it', async () => {
    const { result, lines } = await loggedDuring(hub, async () => {
      const clerk = await clerkToken(hub, 'Sanja', away);
      const session = sessionOf(await openSession(hub, clerk, jelena));
      return await askInSession(hub, clerk, session, everything, 'cnr');
    });
    expect(result.status).toBe(200);
    expect(result.text).toContain('"step":"ASSISTED"');
    const assisted = lines.filter(({ step }) => step === 'ASSISTED');
    expect(assisted.length).toBeGreaterThan(5);
    expect(assisted.every(({ sealed }) => Array.isArray(sealed) && sealed.length === 1)).toBe(true);
  });

  it('is in no byte of her file online: as if she had not been there', async () => {
    const answer = await both(async (world) => unnumbered(await openFile(world, jelena)));
    expect(answer.text).not.toMatch(/Opština Petnjica|ASSISTED/);
  });

  it('is in none of the child’s, whom another guardian looks up', async () => {
    const answer = await both(async (world) => {
      const ward = (await wardsOf(world, await own(world, marko)))['Luka'] ?? '';
      return unnumbered(await openFile(world, marko, ward));
    });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/Opština Petnjica|ASSISTED/);
  });

  it('nor at the next counter', async () => {
    const answers = await Promise.all(
      [hub, twin].map(async (world) => {
        const clerk = await clerkToken(world, 'Milena');
        const session = sessionOf(await openSession(world, clerk, jelena));
        return (await askInSession(world, clerk, session, 'accesses { day agency step }')).body;
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(JSON.stringify(answers[0])).not.toContain('Petnjica, Sekretarijat');
  });

  it('is shown to her in person at the Centre', async () => {
    await takeMatterWithIvana(hub, await lead());
    const { answer } = await besideAtTheCentre(
      ...([
        hub,
        jelena,
        await besideToken(hub, 'Nada', ana),
        await besideToken(hub, 'Ivana', rifat),
      ] as const),
    );
    expect(JSON.stringify(shownIn(answer).accesses)).toMatch(/petnjica/i);
  });

  it('stands in the own log online of whom no matter protects', async () => {
    const clerk = await clerkToken(hub, 'Sanja', away);
    await openSession(hub, clerk, marko);
    const shown = await hub.ask(await own(hub, marko), '{ me { accesses { agency step } } }');
    expect(shown.text).toMatch(/Petnjica, Sekretarijat[^}]*"step":"ASSISTED"/);
  });
});
