// R22: rights are asked by the person, decided by the controller, and hold on the next request of everybody (R2, step 6).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { demoSearch, holds } from '../audit/replay-town.ts';
import { findPerson, giveConsent, idOf } from '../harness/consents.ts';
import { countOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, marko, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import * as rights from '../harness/rights.ts';
import { bytesOf } from '../harness/twins.ts';

let hub: TestHub;

const { ownRecordId, ownRequests, waitingRequests } = rights;

/** Time passes between what is read and what is asked: the log is held against the instant. */
const inTime = async (work: () => Promise<Answer>): Promise<Answer> => {
  hub.clock.advance(1);
  const answer = await work();
  hub.clock.advance(1);
  return answer;
};
const askRight: typeof rights.askRight = async (...asked) =>
  await inTime(async () => await rights.askRight(...asked));
const decideRight: typeof rights.decideRight = async (...decided) =>
  await inTime(async () => await rights.decideRight(...decided));

const staff = async (agency: string, purpose = 'social-welfare-provision', who: object = {}) =>
  await hub.agencyToken({ agency, purpose, actor: `Vesna of ${agency}`, ...who });
const clerk = async (): Promise<string> => await staff('berane.municipality', 'housing-welfare-management');
const centre = async (): Promise<string> => await staff('berane.centre');

const entryOfAna = { source: 'centre', kind: 'case-entry', localId: ana.localId };
const tenancy = { source: 'housing', kind: 'tenancy', localId: 'SS-2019/161-00001' };
const recordOf = async (place: object, person = ana): Promise<string> =>
  await ownRecordId(hub, person, place as typeof entryOfAna);

beforeAll(async () => {
  hub = await openSmallHub({
    housing: sampleTenants('1', '2', '3', '4'),
    centre: sampleCases('CSR-00001', 'CSR-00002'),
  });
  const token = await hub.personToken(ana.nationalId, ana.birthDate);
  const rifats = await hub.personToken(rifat.nationalId, rifat.birthDate);
  for (const each of [token, rifats])
    await giveConsent(hub, each, { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'] });
});
afterAll(async () => {
  const breaches = await findBreaches(readLogPages(hub.running.hub.database), demoSearch, holds);
  await hub?.close();
  // Whatever was closed and opened here, nothing was read that rested.
  expect(breaches).toEqual([]);
});

const said = (answer: Answer): readonly unknown[] => [
  answer.status,
  answer.body.errors?.[0]?.extensions.code,
  answer.body.errors?.[0]?.message,
];

/** What is read of Ana's entry at the Centre: by a public task, by her consent, and by the Centre itself. */
const entryFor = async (token: string): Promise<unknown> => {
  const id = await findPerson(hub, token, ana.nationalId);
  if (id === null) return null;
  const answer = await hub.ask(
    token,
    'query ($id: ID!) { person(id: $id) { caseEntries { givenName provenance { linkCertainty } } } }',
    { id },
  );
  const [entry = null] = (answer.body.data as { person: { caseEntries: unknown[] } }).person.caseEntries;
  return entry;
};
const readings = async (): Promise<Record<'task' | 'consent' | 'own', unknown>> => ({
  task: await entryFor(await clerk()),
  consent: await entryFor(await staff('berane.support')),
  own: await entryFor(await centre()),
});
const open = (linkCertainty: string | null) => ({ givenName: 'Ana', provenance: { linkCertainty } });

const decide = async (right: string, decision: string): Promise<void> => {
  const request = (await waitingRequests(hub, await centre())).find((each) => each['right'] === right);
  expect(said(await decideRight(hub, await centre(), request?.['id'], decision))).toEqual([
    200,
    undefined,
    undefined,
  ]);
};

describe('what is asked of a controller rests from the next request on', () => {
  const all = { task: open('CERTAIN'), consent: open('CERTAIN'), own: open(null) };

  it('is open before', async () => {
    expect(await readings()).toEqual(all);
  });

  it.each(['everything', 'the record'])(
    'an objection to %s pauses public tasks, and nothing else',
    async (what) => {
      const target =
        what === 'everything' ? { controller: 'berane.centre' } : { record: await recordOf(entryOfAna) };
      expect((await askRight(hub, ana, { right: 'OBJECTION', ...target })).status).toBe(200);
      expect(await readings()).toEqual({ ...all, task: null });
      await decide('OBJECTION', 'REFUSED');
      expect(await readings()).toEqual(all);
    },
  );

  it('an objection to one reader pauses that one', async () => {
    await askRight(hub, ana, {
      ...{ right: 'OBJECTION', controller: 'berane.centre', recipient: 'petnjica.municipality' },
    });
    expect(await readings()).toEqual(all);
    await decide('OBJECTION', 'REFUSED');
    await askRight(hub, ana, {
      ...{ right: 'OBJECTION', controller: 'berane.centre', recipient: 'berane.municipality' },
    });
    expect(await readings()).toEqual({ ...all, task: null });
    await decide('OBJECTION', 'REFUSED');
  });

  it('an objection to another record, or to another controller, pauses nothing here', async () => {
    await askRight(hub, ana, {
      right: 'OBJECTION',
      record: await recordOf({ source: 'centre', kind: 'care-case' }),
    });
    await askRight(hub, ana, { right: 'OBJECTION', controller: 'berane.municipality' });
    expect(await readings()).toEqual(all);
    await decide('OBJECTION', 'REFUSED');
  });

  it("somebody else's objection pauses nothing of hers", async () => {
    await askRight(hub, rifat, { right: 'OBJECTION', controller: 'berane.centre' });
    expect(await readings()).toEqual(all);
    await decide('OBJECTION', 'REFUSED');
  });

  it('"not me" pauses tasks and consents of the line until it is refused; an own record shows no link facts', async () => {
    const asked = await askRight(hub, ana, { right: 'LINK', record: await recordOf(entryOfAna) });
    expect(asked.body.data).toMatchObject({ askRight: { dueOn: '2026-12-01' } });
    expect(await readings()).toEqual({ task: null, consent: null, own: open(null) });
    await decide('LINK', 'REFUSED');
    expect(await readings()).toEqual(all);
  });

  it('"not me" leaves who reads by a duty the record, marked as probable', async () => {
    const asTenant = async (): Promise<unknown> => {
      const token = await centre();
      const answer = await hub.ask(
        token,
        'query ($id: ID!) { person(id: $id) { tenantEntries { givenName provenance { linkCertainty } } } }',
        { id: await idOf(hub, token, ana.nationalId) },
      );
      return (answer.body.data as { person: { tenantEntries: unknown[] } }).person.tenantEntries;
    };
    expect(await asTenant()).toEqual([open('CERTAIN')]);
    await askRight(hub, ana, {
      right: 'LINK',
      record: await recordOf({ source: 'housing', kind: 'tenant-entry', localId: '1' }),
    });
    expect(await asTenant()).toEqual([open('PROBABLE')]);
    const request = (await waitingRequests(hub, await clerk())).find((each) => each['right'] === 'LINK');
    await decideRight(hub, await clerk(), request?.['id'], 'REFUSED');
    expect(await asTenant()).toEqual([open('CERTAIN')]);
  });

  it('a restriction closes nothing until it is granted, and then tasks and consents', async () => {
    await askRight(hub, ana, { right: 'RESTRICTION', record: await recordOf(entryOfAna) });
    expect(await readings()).toEqual(all);
    await decide('RESTRICTION', 'GRANTED');
    expect(await readings()).toEqual({ task: null, consent: null, own: open(null) });
    // It is the record's: the case that she is in stays as it was.
    const answer = await hub.ask(
      await clerk(),
      'query ($id: ID!) { person(id: $id) { households { careCases { address } } } }',
      { id: await idOf(hub, await clerk(), ana.nationalId) },
    );
    expect(answer.text).toContain('"careCases":[{"address":');
  });
});

describe('beside the hub’s own fields', () => {
  it('stands what is contested of the statement that they show, for who reads it', async () => {
    await askRight(hub, rifat, {
      ...{ right: 'RECTIFICATION', field: 'TenantEntry.familyName', statement: 'Rosulić' },
      record: await recordOf({ source: 'housing', kind: 'tenant-entry', localId: '2' }, rifat),
    });
    const ask = async (token: string): Promise<unknown> => {
      const answer = await hub.ask(
        token,
        'query ($id: ID!) { person(id: $id) { contested { field statement } tenantEntries { contested { field } } } }',
        { id: await idOf(hub, token, rifat.nationalId) },
      );
      return answer.body.data?.['person'];
    };
    for (const token of [
      await centre(),
      await staff('berane.centre', 'social-welfare-eligibility-assessment'),
    ]) {
      expect(await ask(token)).toEqual({
        contested: [{ field: 'Person.familyName', statement: 'Rosulić' }],
        tenantEntries: [{ contested: [{ field: 'TenantEntry.familyName' }] }],
      });
    }
    // Who is shown another register's statement of the name is not told of this one.
    expect(await ask(await staff('berane.support'))).toMatchObject({ contested: [], tenantEntries: [] });
  });
});

describe('who asks', () => {
  const refusals: readonly [string, () => Promise<object>, string][] = [
    ['a record that there is not', async () => ({ right: 'LINK', record: 'x' }), 'No such record of yours.'],
    [
      "a record under somebody else's id",
      async () => ({ right: 'LINK', record: await recordOf(entryOfAna, rifat) }),
      'No such record of yours.',
    ],
    [
      "somebody else's record",
      async () => ({
        right: 'LINK',
        record: await recordOf({ source: 'housing', kind: 'tenant-entry', localId: '4' }),
      }),
      'No such record of yours.',
    ],
    [
      'a link of everything',
      async () => ({ right: 'LINK', controller: 'berane.centre' }),
      'LINK is asked of one record.',
    ],
    [
      'a contest of no field',
      async () => ({ right: 'CONTEST', record: await recordOf(tenancy) }),
      'CONTEST is asked of one field.',
    ],
    [
      'an objection to one field',
      async () => ({ right: 'OBJECTION', record: await recordOf(tenancy), field: 'Tenancy.arrears' }),
      'OBJECTION is not asked of one field.',
    ],
    [
      'a field of another kind',
      async () => ({ right: 'CONTEST', record: await recordOf(tenancy), field: 'CaseEntry.health' }),
      'This record has no such field.',
    ],
    [
      'a field of no record',
      async () => ({ right: 'ERASURE', controller: 'berane.centre', field: 'CaseEntry.health' }),
      'A field is named with its record.',
    ],
    [
      'nothing at all',
      async () => ({ right: 'ERASURE' }),
      'Either a record is named, or the agency whose records are all meant.',
    ],
    [
      'a record and an agency',
      async () => ({ right: 'ERASURE', record: await recordOf(tenancy), controller: 'berane.municipality' }),
      'Either a record is named, or the agency whose records are all meant.',
    ],
    [
      'an agency that there is not',
      async () => ({ right: 'ERASURE', controller: 'x' }),
      'This agency is not known.',
    ],
    [
      'erasure at one reader',
      async () => ({ right: 'ERASURE', controller: 'berane.centre', recipient: 'berane.support' }),
      'ERASURE is not asked of one reader.',
    ],
    [
      'an objection to the controller itself',
      async () => ({ right: 'OBJECTION', controller: 'berane.centre', recipient: 'berane.centre' }),
      'This reader is not known.',
    ],
    [
      'too many words',
      async () => ({ right: 'ERASURE', controller: 'berane.centre', statement: 'a'.repeat(2001) }),
      'The statement has 2000 characters at most.',
    ],
    [
      'no words',
      async () => ({ right: 'ERASURE', controller: 'berane.centre', statement: ' ' }),
      'The statement is empty.',
    ],
    [
      'no text',
      async () => ({ right: 'ERASURE', controller: 'berane.centre', statement: 'a\u0000b' }),
      'The input does not fit the contract.',
    ],
  ];
  it.each(refusals)('for %s is refused, and nothing is recorded', async (_what, asked, message) => {
    const before = await countOf(hub, 'rights_request');
    expect(said(await askRight(hub, ana, await asked()))).toEqual([400, 'BAD_USER_INPUT', message]);
    expect(await countOf(hub, 'rights_request')).toBe(before);
  });

  it('is a person, and nobody by an agency’s token', async () => {
    const asking = 'mutation { askRight(right: ERASURE, controller: "berane.centre") { id } }';
    const answer = await hub.ask(await centre(), asking);
    expect(said(answer).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
  });

  it('is answered in one form, whatever is held of them there', async () => {
    const here = await rights.askRight(hub, marko, { right: 'PORTABILITY', controller: 'berane.centre' });
    const nowhere = await rights.askRight(hub, marko, {
      right: 'PORTABILITY',
      controller: 'petnjica.municipality',
    });
    const form = (answer: Answer): string => answer.text.replace(/"id":"[^"]*"/, '"id"');
    expect(form(nowhere)).toBe(form(here));
  });

  it('is held up after fifty in a day', async () => {
    const ask = async (): Promise<Answer> =>
      await askRight(hub, marko, { right: 'PORTABILITY', controller: 'berane.centre' });
    for (let made = 2; made < 50; made += 1) expect((await ask()).status).toBe(200);
    expect(said(await ask()).slice(0, 2)).toEqual([429, 'RATE_LIMITED']);
    hub.clock.advance(86_400_001);
    expect((await ask()).status).toBe(200);
  });
});

describe('who decides', () => {
  const requestId = async (): Promise<unknown> => {
    await askRight(hub, ana, { right: 'ERASURE', controller: 'berane.centre' });
    const waiting = await waitingRequests(hub, await centre());
    return waiting.find((each) => each['right'] === 'ERASURE')?.['id'];
  };

  it('is told of no other agency’s requests', async () => {
    await requestId();
    for (const token of [await clerk(), await staff('berane.support')]) {
      const waiting = await waitingRequests(hub, token);
      expect(waiting.filter((each) => each['right'] === 'ERASURE')).toEqual([]);
    }
  });

  it('decides once, with a reason, what was asked of the own agency', async () => {
    const id = await requestId();
    const before = await countOf(hub, 'rights_decision');
    const refused = async (token: string, named: unknown, reason?: string): Promise<unknown> =>
      said(await decideRight(hub, token, named, 'REFUSED', reason)).slice(1);
    expect(await refused(await centre(), id, '  ')).toEqual(['BAD_USER_INPUT', 'The reason is empty.']);
    expect(await refused(await centre(), id, 'a'.repeat(2001))).toEqual([
      'BAD_USER_INPUT',
      'The reason has 2000 characters at most.',
    ]);
    expect(await refused(await centre(), 'x')).toEqual(['BAD_USER_INPUT', 'No such request.']);
    // By its id for the Centre, and by the one that the municipality would have.
    expect(await refused(await clerk(), id)).toEqual(['BAD_USER_INPUT', 'No such request.']);
    const [row] = await hub.running.hub.database.query<{ id: string }>(
      `select id::text as id from rights_request where requested = 'ERASURE' and controller = 'berane.centre' limit 1`,
    );
    const foreign = hub.running.hub.pairwise.encode('RIGHTS_REQUEST', row?.id ?? '', {
      agency: 'berane.municipality',
      purposeClass: 'operational',
    });
    expect(await refused(await clerk(), foreign)).toEqual(['BAD_USER_INPUT', 'No such request.']);
    expect(await countOf(hub, 'rights_decision')).toBe(before);
    expect((await decideRight(hub, await centre(), id, 'PARTLY', 'Two of three.')).status).toBe(200);
    expect(await refused(await centre(), id)).toEqual(['BAD_USER_INPUT', 'This request is decided.']);
    expect(await countOf(hub, 'rights_decision')).toBe(before + 1);
    const own = (await ownRequests(hub, ana)).find((each) => each['right'] === 'ERASURE' && each['decision']);
    expect(own).toMatchObject({ decision: { outcome: 'PARTLY', reason: 'Two of three.' } });
  });

  it('is a named person, and no software', async () => {
    const software = await staff('berane.centre', undefined, { actor: 'berane.centre.software' });
    const answer = await hub.ask(software, '{ rightsRequests { id } }');
    expect(said(answer).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
  });

  it('is not who is too near to the person: for them there is no such request (R15)', async () => {
    const near = await staff('berane.centre', undefined, {
      actor: 'Rifat',
      identity: { nationalId: rifat.nationalId, birthDate: rifat.birthDate },
    });
    const id = await requestId();
    const names = (await waitingRequests(hub, near)).map((each) => each['id']);
    expect(names).not.toContain(id);
    expect(said(await decideRight(hub, near, id, 'GRANTED')).slice(1)).toEqual([
      'BAD_USER_INPUT',
      'No such request.',
    ]);
  });

  it('cannot grant an objection to what is read by duty alone', async () => {
    await askRight(hub, marko, {
      ...{ right: 'OBJECTION', controller: 'berane.municipality', recipient: 'berane.centre' },
    });
    const token = await clerk();
    const request = (await waitingRequests(hub, token)).find((each) => each['recipient'] === 'berane.centre');
    expect(said(await decideRight(hub, token, request?.['id'], 'GRANTED'))[2]).toMatch(
      /law that no objection pauses/,
    );
    await decideRight(hub, token, request?.['id'], 'REFUSED', 'The Centre must know.');
    const own = (await ownRequests(hub, marko)).find((each) => each['right'] === 'OBJECTION');
    expect((own?.['decision'] as { articles: unknown[] } | undefined)?.articles).toHaveLength(1);
  });
});

describe('who is told of what is overdue', () => {
  it('is the data protection officer, and nobody in another role', async () => {
    const asking = '{ overdueRights { id right recordKind askedOn dueOn } }';
    const officer = (roles: string[]) => staff('berane.centre', 'enforce-access-control', { roles });
    expect(said(await hub.ask(await officer(['lead']), asking)).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    expect(said(await hub.ask(await centre(), asking)).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    const before = bytesOf(await hub.ask(await officer(['dpo']), asking));
    expect(before.text).toBe('{"data":{"overdueRights":[]}}\n');
  });
});
