// R20, R22, S17: "not me", and "mine", of a record that the person is not shown: it is named by the number on their papers, and
// the answer tells nobody whether there is such a record, nor whose the hub takes it for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NationalNumbers } from '../../samples/generator/national-number.ts';
import { findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { demoSearch, holds } from '../audit/replay-town.ts';
import { idOf } from '../harness/consents.ts';
import { countOf, personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, type Figure, figure } from '../harness/people.ts';
import { type CaseLine, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { askRight, decideRight, ownRequests, waitingRequests } from '../harness/rights.ts';

const gordana = figure('CSR-00007/000013');
const born = '1961-02-03';
/** Another of the same name, whom the Centre knows by her number. */
const namesake: Figure = {
  ...{ localId: 'CSR-09300/1', givenName: gordana.givenName, familyName: gordana.familyName },
  ...{ birthDate: born, nationalId: new NationalNumbers().issue(born, 'F', 21) },
};
const otherAna: Figure = {
  ...{ localId: 'CSR-09301/1', givenName: ana.givenName, familyName: ana.familyName },
  ...{ birthDate: born, nationalId: new NationalNumbers().issue(born, 'F', 22) },
};
const contract = 'CSR-00007';

/** The Centre's case of one of the two, in which nobody wrote down a number. */
const caseWithoutNumber = (): CaseLine => {
  const [line] = sampleCases(contract);
  if (!line) throw new Error('the samples have no case of Gordana');
  return { ...line, members: line.members.slice(0, 1).map((member) => ({ ...member, nationalId: null })) };
};
const caseOf = (caseNumber: string, person: Figure): CaseLine => {
  const [line] = sampleCases(contract);
  const [member] = line?.members ?? [];
  if (!line || !member) throw new Error('the samples have no case of Gordana');
  return { ...line, caseNumber, members: [{ ...member, ...person }] };
};

let hub: TestHub;
const staff = async (agency: string, purpose = 'social-welfare-provision'): Promise<string> =>
  await hub.agencyToken({ agency, purpose, actor: `Vesna of ${agency}` });
const clerk = async (): Promise<string> => await staff('berane.municipality', 'housing-welfare-management');
const centre = async (): Promise<string> => await staff('berane.centre');

/** What the municipality reads, for its public task, of the cases that Gordana is taken to be in. */
const readByTask = async (person = gordana): Promise<unknown> => {
  const answer = await hub.ask(
    await clerk(),
    'query ($id: ID!) { person(id: $id) { caseEntries { familyName provenance { linkCertainty } } } }',
    { id: await idOf(hub, await clerk(), person.nationalId) },
  );
  return (answer.body.data as { person: { caseEntries: unknown } }).person.caseEntries;
};
const probable = [{ familyName: gordana.familyName, provenance: { linkCertainty: 'PROBABLE' } }];

const say = async (person: Figure, reference: string, controller: string, mine: boolean): Promise<Answer> => {
  hub.clock.advance(1);
  const answer = await hub.ask(
    await hub.personToken(person.nationalId, person.birthDate),
    `mutation ($controller: String, $reference: String, $mine: Boolean!) {
       askRight(right: LINK, controller: $controller, reference: $reference, mine: $mine) { id at dueOn } }`,
    { controller, reference, mine },
  );
  hub.clock.advance(1);
  return answer;
};
const sayNotMe = async (person: Figure, reference: string, controller = 'berane.centre'): Promise<Answer> =>
  await say(person, reference, controller, false);
const sayMine = async (person: Figure, reference: string): Promise<Answer> =>
  await say(person, reference, 'berane.centre', true);
/** The answer less the request's own id and instant. */
const formOf = (answer: Answer): string =>
  answer.text.replace(/"id":"[^"]*"/, '"id"').replace(/"at":"[^"]*"/, '"at"');
const decideAll = async (decision: string): Promise<void> => {
  for (const { id } of await waitingRequests(hub, await centre()))
    expect((await decideRight(hub, await centre(), id, decision)).status).toBe(200);
  hub.clock.advance(1);
};

beforeAll(async () => {
  const housing = sampleTenants('1', '2', '3', '8');
  hub = await openSmallHub({
    housing,
    centre: [
      ...sampleCases('CSR-00001'),
      caseWithoutNumber(),
      caseOf('CSR-09300', namesake),
      caseOf('CSR-09301', otherAna),
    ],
  });
});
afterAll(async () => await hub?.close());

describe('a record that reached somebody over a probable link', () => {
  it('is read for a public task, marked, and its person is not shown it', async () => {
    expect(await readByTask()).toEqual(probable);
    const answer = await hub.ask(
      await hub.personToken(gordana.nationalId, gordana.birthDate),
      '{ me { held { controller } } }',
    );
    expect(answer.text).not.toContain('Centar');
  });

  it('rests from "not me" until it is decided, in ten days, and no further once it is refused', async () => {
    const answer = await sayNotMe(gordana, contract);
    expect(answer.body.data).toMatchObject({ askRight: { dueOn: '2026-12-01' } });
    expect(await readByTask()).toEqual([]);
    await decideAll('REFUSED');
    expect(await readByTask()).toEqual(probable);
  });

  it('rests too from the word of another of the same name, who says that it is hers', async () => {
    expect((await sayNotMe(namesake, contract)).status).toBe(200);
    expect(await readByTask()).toEqual([]);
    await decideAll('REFUSED');
    expect(await readByTask()).toEqual(probable);
  });
});

describe('what nobody can close', () => {
  it('is the record of somebody of another name, though they know its number', async () => {
    expect((await sayNotMe(ana, contract)).status).toBe(200);
    expect(await readByTask()).toEqual(probable);
  });

  it('is a record whose link is certain, not even by another of the same name', async () => {
    const certain = [{ familyName: ana.familyName, provenance: { linkCertainty: 'CERTAIN' } }];
    expect(await readByTask(ana)).toEqual(certain);
    expect((await sayNotMe(otherAna, 'CSR-00001')).status).toBe(200);
    expect(await readByTask(ana)).toEqual(certain);
  });

  it('is the record of another agency under the same number', async () => {
    await sayNotMe(gordana, contract, 'berane.municipality');
    expect(await readByTask()).toEqual(probable);
    await decideAll('REFUSED');
  });
});

describe('the answer is one, and so is what is listed afterwards', () => {
  const askers: readonly [string, Figure, string][] = [
    ['of a record taken for theirs', gordana, contract],
    ["of one taken for somebody else's", namesake, contract],
    ['of one that is certainly somebody else’s', gordana, 'CSR-00001'],
    ['of their own', namesake, 'CSR-09300'],
    ['of none', gordana, 'CSR-99999'],
  ];

  it.each(askers)('%s', async (_what, person, reference) => {
    const [answer, none] = [await sayNotMe(person, reference), await sayNotMe(person, 'CSR-77777')];
    expect(formOf(answer)).toBe(formOf(none));
    const shown = (request: Record<string, unknown> | undefined): object => ({
      ...request,
      ...{ id: null, at: null },
    });
    const [nothing, asked] = await ownRequests(hub, person);
    expect(shown(asked)).toEqual(shown(nothing));
    expect(asked).toMatchObject({ right: 'LINK', record: null, field: null });
    const [theirs, others] = (await waitingRequests(hub, await centre()))
      .toSorted((one, other) => (String(one['at']) < String(other['at']) ? -1 : 1))
      .slice(-2);
    expect(shown(theirs)).toEqual(shown(others));
    expect(theirs).toMatchObject({ source: null, unit: null, localId: null });
    await decideAll('REFUSED');
  });

  it('with the number, for the person and for who decides', async () => {
    await sayNotMe(gordana, ` ${contract} `);
    const asking = await hub.ask(
      await hub.personToken(gordana.nationalId, gordana.birthDate),
      '{ me { rightsRequests { reference } } }',
    );
    expect(asking.text).toContain(`"rightsRequests":[{"reference":"${contract}"}`);
    const waiting = await hub.ask(await centre(), '{ rightsRequests { reference } }');
    expect(waiting.text).toContain(`{"reference":"${contract}"}`);
    await decideAll('REFUSED');
  });
});

describe('a number', () => {
  it.each([
    ['of nothing', { right: 'LINK', controller: 'berane.centre', reference: ' ' }],
    ['that is a national id', { right: 'LINK', controller: 'berane.centre', reference: ana.nationalId }],
    ['too long', { right: 'LINK', controller: 'berane.centre', reference: 'a'.repeat(101) }],
    ['without its agency', { right: 'LINK', reference: contract }],
    ['of an agency that there is not', { right: 'LINK', controller: 'x', reference: contract }],
    ['for another right', { right: 'ERASURE', controller: 'berane.centre', reference: contract }],
  ])('%s is refused, and nothing is recorded', async (_what, asked) => {
    const before = await countOf(hub, 'rights_request');
    const answer = await askRight(hub, gordana, asked);
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await countOf(hub, 'rights_request')).toBe(before);
  });
});

it('until here no reading was a breach, each line held against the rules once and in its order', async () => {
  const [{ count } = { count: 0 }] = await hub.running.hub.database.query<{ count: number }>(
    `select count(*)::int as count from audit_entry where kind = 'DISCLOSURE'`,
  );
  const instants: string[] = [];
  for await (const { lines } of readLogPages(hub.running.hub.database, 7))
    instants.push(...lines.map(({ at }) => at));
  expect(count).toBeGreaterThan(14);
  expect(instants).toHaveLength(count);
  expect(instants).toEqual(instants.toSorted());
  expect(await findBreaches(readLogPages(hub.running.hub.database), demoSearch, holds)).toEqual([]);
});

describe('once it is granted', () => {
  const line = 'CSR-00007/000013';
  const whose = async (): Promise<string> => await personOf(hub, 'centre', line);

  it('"mine" of a line that was taken for somebody else\'s comes to whom says so', async () => {
    await sayMine(namesake, contract);
    await decideAll('GRANTED');
    expect(await readByTask()).toEqual([]);
    expect(await whose()).toBe(await personOf(hub, 'centre', namesake.localId));
  });

  it('and is a breach where it was read as of the other', async () => {
    const breaches = await findBreaches(readLogPages(hub.running.hub.database), demoSearch, holds);
    expect(breaches.map(({ rule, agency }) => [rule, agency])).toEqual([
      ['OTHER_PERSON', 'berane.municipality'],
    ]);
  });

  it('"not me" takes it from them, and who it is besides is not guessed', async () => {
    await sayNotMe(namesake, contract);
    await decideAll('GRANTED');
    const alone = await whose();
    expect([
      await personOf(hub, 'centre', namesake.localId),
      await personOf(hub, 'housing', '8'),
    ]).not.toContain(alone);
  });

  it('"not me" a second time, granted late, changes nothing more', async () => {
    const alone = await whose();
    await sayNotMe(namesake, contract);
    await decideAll('GRANTED');
    expect(await whose()).toBe(alone);
  });

  it('"not me" of the only line by which they are known is not carried out: nobody could open their file any more', async () => {
    const before = await personOf(hub, 'centre', namesake.localId);
    await sayNotMe(namesake, namesake.localId.split('/')[0] ?? '');
    await decideAll('GRANTED');
    expect(await personOf(hub, 'centre', namesake.localId)).toBe(before);
    const own = await hub.ask(
      await hub.personToken(namesake.nationalId, namesake.birthDate),
      '{ me { held { kind } } }',
    );
    expect(own.status).toBe(200);
  });
});

describe('"mine" of a line that is already theirs, only probably', () => {
  it('makes it certain once it is granted, and takes it from nobody', async () => {
    await hub.close();
    hub = await openSmallHub({ housing: sampleTenants('1', '2', '3', '8'), centre: [caseWithoutNumber()] });
    expect(await readByTask()).toEqual(probable);
    const before = await personOf(hub, 'centre', 'CSR-00007/000013');
    await sayMine(gordana, contract);
    await decideAll('GRANTED');
    expect(await personOf(hub, 'centre', 'CSR-00007/000013')).toBe(before);
    expect(await readByTask()).toEqual([
      { familyName: gordana.familyName, provenance: { linkCertainty: 'CERTAIN' } },
    ]);
  });
});
