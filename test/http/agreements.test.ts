import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  approve,
  type Decision,
  decisionOf,
  end,
  formOf,
  officer,
  propose,
  refusalOf,
  refuse,
} from '../harness/agreements.ts';
import { idOf } from '../harness/consents.ts';
import { loggedDuring, logOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { givenBy } from './inside.ts';

// The Centre reads of the municipality, to decide on a right: rooms and rent, no arrears.
const id = 'berane-municipality-to-centre-eligibility';
const rent = ['Tenancy.rooms', 'Tenancy.floorArea', 'Tenancy.rent'];
const wider = formOf(id, { fields: [...rent, 'Tenancy.arrears'], validFrom: '2026-11-21' });
const narrower = formOf(id, { fields: ['Tenancy.rooms'], validFrom: '2026-11-21' });

let hub: TestHub;
let [atCentre, atCentreToo, atMunicipality, second, elsewhere] = ['', '', '', '', ''];
const openTown = async (): Promise<void> => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  atCentre = await officer(hub, 'berane.centre', 'Nada Officer');
  atCentreToo = await officer(hub, 'berane.centre', 'Mira Officer');
  atMunicipality = await officer(hub, 'berane.municipality', 'Milena Officer');
  second = await officer(hub, 'berane.municipality', 'Zoran Officer');
  elsewhere = await officer(hub, 'petnjica.municipality', 'Safet Officer');
};

const clerk = async (): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.centre',
    purpose: 'social-welfare-eligibility-assessment',
    actor: 'Nada Worker',
  });

/** What the Centre's clerk is given of Ana's tenancy, and which fields are named as withheld. */
const read = async (): Promise<{ given: unknown; withheld: readonly string[] }> => {
  const token = await clerk();
  const answer = await hub.ask(
    token,
    'query ($id: ID!) { person(id: $id) { households { tenancies { rooms rent arrears } } } }',
    { id: await idOf(hub, token, ana.nationalId) },
  );
  const person = answer.body.data?.['person'] as { households?: { tenancies?: object[] | null }[] } | null;
  return {
    given: person?.households?.[0]?.tenancies?.[0],
    withheld: (answer.body.extensions?.withheld ?? []).map(({ coordinate }) => coordinate).sort(),
  };
};

const stateOf = async (token: string, version: number): Promise<Decision['agreement'] | null> => {
  const answer = await hub.ask(
    token,
    `query ($id: String!, $version: Int!) { agreement(id: $id, version: $version) {
       version state endsOn history { event agency actor at } } }`,
    { id, version },
  );
  return (answer.body.data?.['agreement'] ?? null) as Decision['agreement'] | null;
};

const changesAsked = 'changes { effect agency purpose role field controller before after }';

/** What a version would change if it were approved: null where it does not wait, undefined where nobody tells of it. */
const changesOf = async (
  token: string,
  version: number,
  of = id,
): Promise<readonly { before: readonly string[] }[] | null | undefined> => {
  const answer = await hub.ask(
    token,
    `query ($id: String!, $version: Int!) { agreement(id: $id, version: $version) { ${changesAsked} } }`,
    { id: of, version },
  );
  const agreement = answer.body.data?.['agreement'] as { changes: [] | null } | null;
  return agreement?.changes;
};

const dpo = async (agency: string): Promise<string> =>
  await hub.agencyToken({
    ...{ agency, purpose: 'enforce-access-control', actor: 'Darko Protection', roles: ['dpo'] },
  });

describe('a version that widens access', () => {
  beforeEach(openTown);
  afterEach(async () => await hub.close());

  test('opens nothing until a second person of the agency whose data it is approves, and then on the next request', async () => {
    const before = await read();
    expect(before).toMatchObject({ given: { arrears: null }, withheld: ['Tenancy.arrears'] });

    const proposed = decisionOf(await propose(hub, atCentre, wider));
    expect(proposed).toMatchObject({
      agreement: { version: 2, state: 'PROPOSED' },
      takesEffect: false,
      waitsFor: 'berane.municipality',
    });
    expect(proposed.changes.map(({ effect, role, field }) => [effect, role, field])).toEqual([
      ['WIDENS', 'none', 'Tenancy.arrears'],
      ['WIDENS', 'on-call', 'Tenancy.arrears'],
      ['WIDENS', 'triage', 'Tenancy.arrears'],
    ]);
    expect(await read()).toEqual(before);

    for (const token of [atCentre, atCentreToo]) {
      expect(refusalOf(await approve(hub, token, id, 2))).toEqual([
        403,
        'FORBIDDEN',
        'The agency whose data it is approves.',
      ]);
    }
    expect(await read()).toEqual(before);

    const approved = decisionOf(await approve(hub, atMunicipality, id, 2));
    expect(approved).toMatchObject({ agreement: { state: 'APPROVED' }, takesEffect: true, waitsFor: null });
    expect(approved.changes).toEqual(proposed.changes);
    const after = await read();
    expect(after.withheld).toEqual([]);
    expect((after.given as { arrears: unknown }).arrears).not.toBeNull();

    expect(await stateOf(atCentre, 1)).toMatchObject({ state: 'ENDED', endsOn: '2026-11-21' });
    const { history } = (await stateOf(atMunicipality, 2)) ?? { history: [] };
    expect(history.map(({ event, agency, actor }) => [event, agency, actor])).toEqual([
      ['PROPOSED', 'berane.centre', 'Nada Officer'],
      ['APPROVED', 'berane.municipality', 'Milena Officer'],
    ]);
  });

  test('tells its parties what approving it would change, for as long as it waits', async () => {
    const proposed = decisionOf(await propose(hub, atCentre, wider));
    for (const token of [atCentre, atMunicipality, await dpo('berane.municipality')]) {
      expect(await changesOf(token, 2)).toEqual(proposed.changes);
      expect(await changesOf(token, 1)).toBeNull();
    }
    expect(await changesOf(elsewhere, 2)).toBeUndefined();
    const listed = await hub.ask(atMunicipality, `{ agreements { id version state ${changesAsked} } }`);
    const versions = listed.body.data?.['agreements'] as { state: string; changes: unknown }[];
    expect(versions.length).toBeGreaterThan(3);
    for (const { state, changes } of versions) {
      expect(changes).toEqual(state === 'PROPOSED' ? proposed.changes : null);
    }
    expect(decisionOf(await approve(hub, atMunicipality, id, 2)).changes).toEqual(proposed.changes);
    expect(await changesOf(atMunicipality, 2)).toBeNull();
  });

  test('tells what it would change of what holds by now, and not of what held when it was proposed', async () => {
    await propose(hub, atCentre, wider);
    const other = formOf(id, { fields: ['Tenancy.rooms'] });
    const beside = {
      ...other,
      id: 'beside',
      categories: [],
      basis: wider['basis'],
      requires: 'RELATIONSHIP',
    };
    await propose(hub, atCentre, { ...beside, fields: ['Tenancy.arrears'], version: 1 });
    expect(decisionOf(await approve(hub, atMunicipality, 'beside', 1)).takesEffect).toBe(true);
    const changes = (await changesOf(atMunicipality, 2)) ?? [];
    expect(changes.map(({ before }) => before.length)).toEqual([1, 1, 1]);
    expect(decisionOf(await approve(hub, atMunicipality, id, 2)).changes).toEqual(changes);
  });

  test('that lifts a prohibition says so before it is approved', async () => {
    const forbidding = 'centre-to-berane-municipality';
    const decided = decisionOf(await end(hub, atMunicipality, forbidding, '2027-01-01'));
    expect(decided.waitsFor).toBe('berane.centre');
    const changes = await changesOf(atCentre, decided.agreement.version, forbidding);
    expect(changes).toEqual(decided.changes);
    expect(changes).toContainEqual(expect.objectContaining({ effect: 'CHANGES', field: 'CaseEntry.health' }));
  });

  test('proposed by the agency whose data it is, waits for another of its officers all the same', async () => {
    expect(decisionOf(await propose(hub, atMunicipality, wider)).waitsFor).toBe('berane.municipality');
    const refusal = [403, 'FORBIDDEN', 'A second person approves, not who proposed.'];
    expect(refusalOf(await approve(hub, atMunicipality, id, 2))).toEqual(refusal);
    // The same human behind another account is no second person, at whichever agency.
    const identity = { nationalId: ana.nationalId, birthDate: ana.birthDate };
    const roles = ['officer'];
    const purpose = 'enforce-access-control';
    const one = await hub.agencyToken({ agency: 'berane.centre', purpose, actor: 'one', roles, identity });
    const other = await hub.agencyToken({
      ...{ agency: 'berane.municipality', purpose, actor: 'other', roles, identity },
    });
    expect(decisionOf(await propose(hub, one, { ...wider, version: 3 })).agreement.version).toBe(3);
    expect(refusalOf(await approve(hub, other, id, 3))).toEqual(refusal);
    expect(decisionOf(await approve(hub, second, id, 2)).takesEffect).toBe(true);
  });

  test('once refused stays refused, and opens nothing', async () => {
    await propose(hub, atCentre, wider);
    expect(decisionOf(await refuse(hub, atMunicipality, id, 2))).toMatchObject({
      agreement: { state: 'REFUSED' },
      takesEffect: false,
    });
    expect(refusalOf(await approve(hub, second, id, 2))).toEqual([
      400,
      'BAD_USER_INPUT',
      'This version does not wait for approval.',
    ]);
    expect((await read()).withheld).toEqual(['Tenancy.arrears']);
    expect(refusalOf(await propose(hub, atCentre, { ...wider, version: 2 }))[2]).toBe(
      'This version of the agreement exists already.',
    );
    expect(decisionOf(await propose(hub, atCentre, wider)).agreement.version).toBe(3);
  });

  test('that a later version overtook cannot be approved any more', async () => {
    await propose(hub, atCentre, wider);
    expect(decisionOf(await propose(hub, atMunicipality, narrower))).toMatchObject({
      agreement: { version: 3 },
      takesEffect: true,
    });
    expect(await stateOf(atCentre, 2)).toMatchObject({ state: 'REFUSED' });
    expect(refusalOf(await approve(hub, second, id, 2))[1]).toBe('BAD_USER_INPUT');
    expect((await read()).withheld).toEqual(['Tenancy.arrears', 'Tenancy.rent']);
  });
});

describe('a version that narrows access', () => {
  beforeEach(openTown);
  afterEach(async () => await hub.close());

  test('acts at once, and the next request is answered without the field', async () => {
    expect((await read()).given).toMatchObject({ rooms: 3, rent: expect.any(String) });
    const decision = decisionOf(await propose(hub, atCentre, narrower));
    expect(decision).toMatchObject({ agreement: { state: 'APPROVED' }, takesEffect: true, waitsFor: null });
    expect(new Set(decision.changes.map(({ effect, field }) => `${effect} ${field}`))).toEqual(
      new Set(['NARROWS Tenancy.floorArea', 'NARROWS Tenancy.rent']),
    );
    expect(await read()).toMatchObject({
      given: { rooms: 3, rent: null },
      withheld: ['Tenancy.arrears', 'Tenancy.rent'],
    });
  });

  test('that begins later leaves the earlier one in force until that day, and no day has both', async () => {
    decisionOf(await propose(hub, atCentre, { ...narrower, validFrom: '2026-12-01' }));
    expect(await stateOf(atCentre, 1)).toMatchObject({ state: 'APPROVED', endsOn: '2026-12-01' });
    expect((await read()).withheld).toEqual(['Tenancy.arrears']);
    hub.clock.set('2026-12-01T10:00:00Z');
    expect((await read()).withheld).toEqual(['Tenancy.arrears', 'Tenancy.rent']);
    expect(await stateOf(await officer(hub, 'berane.centre', 'Nada Officer'), 1)).toMatchObject({
      state: 'ENDED',
    });
  });

  test('takes the second net with it, in the same transaction', async () => {
    const reach = async (): Promise<readonly string[]> =>
      (
        await hub.running.hub.database.query<{ kind: string }>(
          `select kind from reach where recipient = 'berane.support' and controller = 'berane.centre' order by 1`,
        )
      ).map(({ kind }) => kind);
    expect(await reach()).toContain('care-case');
    const form = formOf('centre-to-support', { categories: [], fields: ['CaseEntry.health'] });
    expect(decisionOf(await propose(hub, atCentre, form)).takesEffect).toBe(true);
    expect(await reach()).toEqual(['case-entry']);
    expect(decisionOf(await end(hub, atCentre, 'centre-to-support')).takesEffect).toBe(true);
    expect(await reach()).toEqual([]);
  });
});

describe('an agreement that is ended', () => {
  beforeEach(openTown);
  afterEach(async () => await hub.close());

  test('gives nothing from the next request on', async () => {
    const decision = decisionOf(await end(hub, atCentre, id));
    expect(decision).toMatchObject({ agreement: { state: 'ENDED' }, takesEffect: true, waitsFor: null });
    expect(decision.changes.every(({ effect }) => effect === 'NARROWS')).toBe(true);
    const after = await read();
    expect(after.given).toBeUndefined();
    expect(after.withheld).toEqual(
      expect.arrayContaining(['Tenancy.arrears', 'Tenancy.rent', 'Tenancy.rooms']),
    );
    expect(refusalOf(await end(hub, atCentre, id))[1]).toBe('BAD_USER_INPUT');
  });

  test('on a later day gives until that day', async () => {
    decisionOf(await end(hub, atMunicipality, id, '2026-11-23'));
    expect((await read()).withheld).toEqual(['Tenancy.arrears']);
    hub.clock.set('2026-11-23T10:00:00Z');
    expect((await read()).withheld).toContain('Tenancy.rooms');
  });

  test('and forbids something, ends only once a second person agrees', async () => {
    const forbidding = 'centre-to-berane-municipality';
    const decision = decisionOf(await end(hub, atMunicipality, forbidding));
    expect(decision).toMatchObject({
      agreement: { version: 2, state: 'PROPOSED' },
      takesEffect: false,
      waitsFor: 'berane.centre',
    });
    const inForce = () =>
      hub.running.hub.policy
        .current()
        .agreements.filter((each) => each.id === forbidding && each.validUntil === null);
    expect(inForce()).toHaveLength(1);
    decisionOf(await approve(hub, atCentre, forbidding, 2));
    expect(inForce()).toEqual([]);
  });
});

describe('officers', () => {
  beforeAll(openTown);
  afterAll(async () => await hub.close());

  const forbidden = (answer: Answer) => expect(refusalOf(answer).slice(0, 2)).toEqual([403, 'FORBIDDEN']);

  test('are named, hold the role and are of one of the two agencies', async () => {
    const purpose = 'enforce-access-control';
    forbidden(await propose(hub, elsewhere, wider));
    forbidden(await propose(hub, await clerk(), wider));
    for (const changes of [{ roles: [] }, { roles: ['dpo'] }, { actor: 'service:nightly' }]) {
      const token = await hub.agencyToken({
        ...{ agency: 'berane.centre', purpose, actor: 'Nada', roles: ['officer'] },
        ...changes,
      });
      forbidden(await propose(hub, token, wider));
    }
    expect(await logOf(hub)).not.toContainEqual(expect.objectContaining({ kind: 'POLICY' }));
  });

  test('see the agreements of their own agency, and of others as if there were none', async () => {
    const list = async (token: string): Promise<readonly string[]> => {
      const answer = await hub.ask(token, '{ agreements(state: APPROVED) { id recipient controller } }');
      return givenBy<{ id: string }[]>(answer, 'agreements').map((each) => each.id);
    };
    expect(await list(elsewhere)).toEqual([
      'centre-to-petnjica-municipality',
      'petnjica-municipality-to-centre',
      'petnjica-municipality-to-statistics',
      'centre-to-petnjica-municipality-for-planning',
    ]);
    expect(await stateOf(elsewhere, 1)).toBeNull();
    expect(await stateOf(elsewhere, 99)).toBeNull();
    await propose(hub, atCentre, wider);
    const other = await approve(hub, elsewhere, id, 2);
    expect(other.body).toEqual((await approve(hub, elsewhere, id, 3)).body);
    expect(refusalOf(other)).toEqual([400, 'BAD_USER_INPUT', 'There is no such proposal.']);
    expect(refusalOf(await end(hub, elsewhere, id))[1]).toBe('BAD_USER_INPUT');
  });

  test('of other agencies cannot take the name of an agreement to end it', async () => {
    const form = formOf(id, { recipient: 'petnjica.municipality', purpose: 'housing-welfare-management' });
    expect(refusalOf(await propose(hub, elsewhere, form))).toEqual([
      400,
      'BAD_USER_INPUT',
      'An agreement of this name is between other agencies.',
    ]);
  });

  test.each<[string, object, RegExp]>([
    ['a field that no contract has', { fields: ['Tenancy.canary'] }, /^fields\.1: this is not known\.$/],
    ['a prohibition of it', { prohibits: ['Canary'] }, /^prohibits\.1: this is not known\.$/],
    ['a purpose that there is not', { purpose: 'canary' }, /^purpose: no purpose has this slug\.$/],
    ['a basis that there is not', { basis: { article6: 'canary' } }, /^basis\.article6: /],
    ['a task without its citation', { basis: { article6: 'A6-1-e' } }, /has no citation/],
    ['a place elsewhere', { area: ['canary'] }, /^area\.1: this is not known\.$/],
    ['a version out of turn', { version: 7 }, /^This is not the next version of the agreement\.$/],
    ['an end before its beginning', { validUntil: '2026-01-01' }, /^The agreement ends before it begins\.$/],
    ['an end that is past', { validUntil: '2026-11-21' }, /^The agreement is over\.$/],
  ])('are told what is wrong with %s, and never what they wrote', async (_what, changes, says) => {
    const answer = await propose(hub, atCentre, formOf(id, changes));
    expect(refusalOf(answer).slice(0, 2)).toEqual([400, 'BAD_USER_INPUT']);
    expect(refusalOf(answer)[2]).toMatch(says);
    expect(answer.text).not.toMatch(/canary/i);
  });
});

describe('the log', () => {
  beforeEach(openTown);
  afterEach(async () => await hub.close());

  test('every act is a line in the log, with the policy that held after it', async () => {
    const policyVersion = (): string => hub.running.hub.policy.current().version;
    const first = policyVersion();
    const { lines } = await loggedDuring(hub, async () => {
      await propose(hub, atCentre, wider);
      expect(policyVersion()).toBe(first);
      await approve(hub, atMunicipality, id, 2);
    });
    expect(policyVersion()).not.toBe(first);
    expect(
      lines.map(({ kind, agency, actor, act, agreement, policyVersion: after }) => [
        ...[kind, agency, actor, act, (agreement as { version: number }).version, after],
      ]),
    ).toEqual([
      ['POLICY', 'berane.centre', 'Nada Officer', 'PROPOSED', 2, first],
      ['POLICY', 'berane.municipality', 'Milena Officer', 'APPROVED', 2, policyVersion()],
      ['POLICY', 'berane.municipality', 'Milena Officer', 'ENDED', 1, policyVersion()],
    ]);
    const { lines: read2 } = await loggedDuring(hub, read);
    expect(
      new Set(read2.filter(({ kind }) => kind === 'DISCLOSURE').map((line) => line['policyVersion'])),
    ).toEqual(new Set([policyVersion()]));
  });

  test('what cannot be logged does not change the policy', async () => {
    const { database, policy } = hub.running.hub;
    const before = policy.current();
    await database.query(`alter table audit_entry add constraint nothing check (kind <> 'POLICY') not valid`);
    const answer = await propose(hub, atCentre, narrower);
    expect(answer.status).toBe(500);
    await database.query('alter table audit_entry drop constraint nothing');
    await policy.refresh();
    expect(policy.current()).toBe(before);
    expect(await stateOf(atCentre, 2)).toBeNull();
  });
});
