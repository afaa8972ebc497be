import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPairwiseIds } from '../../src/access/pairwise-id.ts';
import { confirmConsent, idOf, recordConsent } from '../harness/consents.ts';
import { personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { figure, marko } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

/** Well formed, and in no register. */
const nobodysNumber = '0101006500006';

let hub: TestHub;
beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00002') });
});
afterAll(async () => await hub.close());

// Timing itself is measured where the machine is quiet; what would make it differ is counted here (THREATS.md I10).
test('who is there and hidden takes the same statements as who is not there at all', async () => {
  const { keys, current } = hub.running.hub.secrets.pairwise;
  const ids = createPairwiseIds({ masterKeys: keys, current });
  const scope = { agency: 'berane.municipality', purposeClass: 'operational' };
  const token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  const statementsFor = async (person: string): Promise<readonly string[]> => {
    hub.statements.length = 0;
    const query = 'query ($id: ID!) { person(id: $id) { id givenName households { id } } }';
    const answer = await hub.ask(token, query, { id: ids.encode('PERSON', person, scope) });
    expect(answer.body.data).toEqual({ person: null });
    // Sealing the log, every second, is nobody's question.
    return hub.statements.filter((statement) => statement.includes('key as materialized'));
  };
  // Marko is in the Centre's register alone, with whom the municipality works for its own tenants only.
  const hidden = await statementsFor(await personOf(hub, 'centre', 'CSR-00002/000004'));
  expect(hidden).toHaveLength(1);
  expect(await statementsFor('00000000-0000-4000-8000-00000000dead')).toEqual(hidden);
});

test('who is looked for and hidden takes the same statements as who is in no register', async () => {
  const token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  const statementsFor = async (terms: object): Promise<readonly string[]> => {
    hub.statements.length = 0;
    const query = `query ($nationalId: String, $givenName: String, $familyName: String, $birthDate: LocalDate) {
      findPerson(nationalId: $nationalId, givenName: $givenName, familyName: $familyName, birthDate: $birthDate) { id } }`;
    const answer = await hub.ask(token, query, { ...terms });
    expect(answer.body.data).toEqual({ findPerson: null });
    return hub.statements.filter((statement) => /key as materialized|mention_key/.test(statement));
  };
  const { nationalId, givenName, familyName, birthDate } = marko;
  const byNumber = await statementsFor({ nationalId });
  expect(byNumber.filter((statement) => statement.includes('key as materialized'))).toHaveLength(1);
  expect(await statementsFor({ nationalId: nobodysNumber })).toEqual(byNumber);
  const byName = await statementsFor({ givenName, familyName, birthDate });
  expect(await statementsFor({ givenName, familyName: 'Nepoznat', birthDate })).toEqual(byName);
});

const ownFile =
  '{ me { consents { status } prohibitions { recipient } accesses { day } held { kind } portableCopy(form: JSON) } }';

// R11, R12: what staff record, withdraw and open of somebody is the same work whether or not a matter protects them.
test('what staff do for somebody whom a matter protects takes the same statements as for anybody else', async () => {
  const housing = sampleTenants('4', '5', '6');
  const [sealed, open] = await Promise.all(
    [sampleCases('CSR-00002', 'CSR-00900'), sampleCases('CSR-00002')].map(
      async (centre) => await openSmallHub({ housing, centre }),
    ),
  );
  if (!sealed || !open) throw new Error('two worlds are needed');
  const jelena = figure('CSR-00002/000005');
  const work = async (world: TestHub): Promise<Readonly<Record<string, readonly string[]>>> => {
    const staff = async (agency: string, purpose: string, actor: string): Promise<string> =>
      await world.agencyToken({ agency, purpose, actor });
    const nada = await staff('berane.centre', 'social-welfare-provision', 'Nada');
    const milena = await staff('berane.municipality', 'housing-welfare-management', 'Milena');
    const [known, hers] = [
      await idOf(world, nada, jelena.nationalId),
      await idOf(world, milena, jelena.nationalId),
    ];
    const own = await world.personToken(jelena.nationalId, jelena.birthDate);
    const taken: Record<string, readonly string[]> = {};
    const during = async (what: string, act: () => Promise<Answer>): Promise<void> => {
      world.statements.length = 0;
      const answer = await act();
      expect([what, answer.status, answer.body.errors]).toEqual([what, 200, undefined]);
      // What is written in the log, and sealed there every second, is nobody's question; what is read of it is.
      taken[what] = world.statements.filter(
        (statement) => !/insert into "?audit_entry|\.?\bposition\b|alert|sealer/.test(statement),
      );
    };
    const terms = { controller: 'berane.municipality', categories: ['HOUSING'] };
    await during(
      'a consent that is recorded',
      async () => await recordConsent(world, nada, known, { terms }),
    );
    await during('one that is confirmed', async () => await confirmConsent(world, milena, hers));
    await during(
      'a referral',
      async () =>
        await world.ask(
          nada,
          'mutation ($p: ID!) { referPerson(person: $p, to: "berane.support", reference: "U-9/2026", until: "2027-01-31") { id } }',
          { p: known },
        ),
    );
    await during('her own file', async () => await world.ask(own, ownFile));
    const his = await world.personToken(marko.nationalId, marko.birthDate);
    await during('the file of whom she lives with', async () => await world.ask(his, ownFile));
    await during(
      'a withdrawal',
      async () =>
        await world.ask(
          nada,
          'mutation ($p: ID!) { withdrawConsent(person: $p, recipient: "berane.support") { state } }',
          { p: known },
        ),
    );
    return taken;
  };
  const [one, other] = [await work(sealed), await work(open)];
  expect(Object.values(one).every((statements) => statements.length > 0)).toBe(true);
  expect(one['her own file']?.some((statement) => statement.includes('audit_entry'))).toBe(true);
  expect(one).toEqual(other);
  await sealed.close();
  await open.close();
});
