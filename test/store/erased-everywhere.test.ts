// R21: once its time is over, nothing of what anybody handed in is left in any column of any table.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { columnsWith } from '../harness/canaries.ts';
import { idOf, recordConsent } from '../harness/consents.ts';
import { familyCase, luka, mother, recordGuardianship } from '../harness/guardians.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleTenants } from '../harness/registers.ts';

/** In every value that is handed in, and nowhere else. */
const word = 'kanarinac';

/** What a tombstone keeps, and why: without it the old file would bring back what was erased. */
const kept = {
  'record.local_id': 'the number under which the source would send it again',
  'record.unit': 'the same, of the contract, case or observation',
  'record.compartment': "the matter's number: a version is one of its own compartment alone (R11)",
  'link.local_id': 'the number, of a link that has ended',
};

const closed = (caseNumber: string, version: number, closedOn: string | null, changes: object = {}) => ({
  caseNumber,
  version,
  recordedAt: `2026-0${version}-01T09:00:00Z`,
  address: `${word} 12/7`,
  localCommunity: 'Park',
  closedOn,
  members: [
    {
      localId: `${caseNumber}/1`,
      ...{
        givenName: `Ime ${word}`,
        familyName: `Prezime ${word}`,
        nationalId: null,
        birthDate: '1980-02-03',
      },
      ...{ sex: 'F', relation: 'nosilac', employed: true, health: 'dobro' },
    },
  ],
  rights: [],
  aidPlan: null,
  ...changes,
});

let hub: TestHub;
const tokenOf = async (agency: string, purpose: string, actor: string, roles: readonly string[] = []) =>
  await hub.agencyToken({ agency, purpose, actor, roles });
const done = (answer: Answer): Record<string, unknown> => {
  expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  return answer.body.data ?? {};
};
interface Pushed {
  readonly outcome: string;
  readonly problems: readonly { readonly column: string }[];
}
const push = async (key: string, ...records: readonly object[]): Promise<readonly Pushed[]> => {
  const data = done(
    await hub.ask(
      await tokenOf('berane.centre', 'social-welfare-provision', 'Nada'),
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome problems { column } } }',
      { records },
      { 'idempotency-key': key },
    ),
  );
  return data['pushCentreRecords'] as readonly Pushed[];
};
const numbers = async (sql: string): Promise<number> =>
  (await hub.running.hub.database.query<{ count: number }>(`select count(*)::int as count from ${sql}`))[0]
    ?.count ?? -1;

beforeAll(async () => {
  // By file: an ordinary case in two versions, of which the older one was still open, and one that a matter seals.
  hub = await openSmallHub({
    housing: sampleTenants('1', '2', '3'),
    centre: [
      familyCase,
      closed(`A-${word}`, 1, null),
      closed(`A-${word}`, 2, '2017-06-01'),
      closed(`S-${word}`, 1, '2017-06-01', { matter: `M-${word}` }),
    ],
  });
  await push(`key ${word}`, closed(`P-${word}`, 1, '2017-06-01'));
  const clerk = await tokenOf('berane.municipality', 'housing-welfare-management', 'Milena');
  const nada = await tokenOf('berane.centre', 'social-welfare-provision', 'Nada');
  done(
    await hub.ask(
      await tokenOf('berane.community', 'social-welfare-provision', 'Petar'),
      'mutation ($o: ObservationInput!) { submitObservation(observation: $o) { id } }',
      {
        o: {
          ...{
            localId: `MZ-${word}`,
            localCommunity: 'Park',
            householdHead: `Glava ${word}`,
            address: `${word} 1`,
          },
          ...{ observedOn: '2026-11-01', needsHelp: true, note: `Krov ${word}` },
        },
      },
      { 'idempotency-key': `observed ${word}` },
    ),
  );
  const person = await idOf(hub, clerk, ana.nationalId);
  done(
    await recordConsent(hub, clerk, person, {
      evidence: { reference: `E-${word}`, witness: `Svjedok ${word}` },
    }),
  );
  done(
    await hub.ask(
      clerk,
      'mutation ($p: ID!) { referPerson(person: $p, to: "berane.centre", reference: "7/KANARINAC", until: "2026-12-24") { id } }',
      { p: person },
    ),
  );
  done(
    await recordGuardianship(
      hub,
      nada,
      { ward: await idOf(hub, nada, luka.nationalId), guardian: await idOf(hub, nada, mother.nationalId) },
      { reference: `P ${word}`, until: '2027-02-01' },
    ),
  );
  done(
    await hub.ask(
      await tokenOf('berane.centre', 'domestic-violence-protection', 'Nada', ['lead']),
      'mutation ($r: String!) { takeMatter(reference: $r) { matter } }',
      { r: `M-${word}` },
    ),
  );
});
afterAll(async () => await hub?.close());

/** In every value of units of which a part is set aside, or all. */
const [inPart, whole] = [`polu${word}`, `cijeli${word}`];
const spoiled = (caseNumber: string, canary: string, changes: object = {}): object => {
  const [member] = closed(caseNumber, 1, '2017-06-01').members;
  return closed(caseNumber, 1, '2017-06-01', {
    ...{ address: `${canary} 1`, localCommunity: canary, recordedAt: canary },
    aidPlan: { goal: canary, reviewDue: canary },
    rights: [{ type: canary, status: canary, amountEur: -1, since: canary }],
    referrals: [{ member: `${caseNumber}/1`, agency: canary, acceptedOn: canary }],
    members: [
      {
        ...{ ...member, givenName: canary, familyName: canary, nationalId: canary, birthDate: canary },
        ...{ sex: canary, relation: canary, health: canary },
      },
    ],
    ...changes,
  });
};

describe('what was set aside', () => {
  test('is nowhere where all of a unit was, and where a part of it was it is in no word of the receipts', async () => {
    const [part, ...all] = await push(
      `spoiled ${word}`,
      spoiled(`Q-${word}`, inPart),
      spoiled(`W-${word}`, whole, { members: [] }),
      spoiled(`X-${word}`, whole, { matter: '' }),
    );
    expect(part?.outcome).toBe('CREATED');
    expect(part?.problems.map(({ column }) => column).sort()).toEqual(
      [
        ...['birthDate', 'health', 'nationalId', 'relation', 'sex'].map((each) => `members[0].${each}`),
        ...['amountEur', 'since', 'status'].map((each) => `rights[0].${each}`),
        ...['aidPlan.reviewDue', 'recordedAt', 'referrals[0].acceptedOn'],
      ].sort(),
    );
    expect(all.map(({ outcome }) => outcome)).toEqual(['QUARANTINED', 'QUARANTINED']);
    expect(await columnsWith(hub, whole)).toEqual({});
    const found = await columnsWith(hub, inPart);
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['record.payload', 'record.local_community']));
    expect(found).not.toHaveProperty(['push.receipts']);
  });
});

describe('what was handed in', () => {
  test('is in the store before its time, so that this search can find it', async () => {
    const found = Object.keys(await columnsWith(hub, word));
    expect(found).toEqual(
      expect.arrayContaining([
        ...[
          'consent.evidence',
          'guardianship.reference',
          'matter.reference',
          'mention.mention',
          'mention_key.key',
        ],
        ...['push.key', 'push.receipts', 'record.payload', 'referral.reference', ...Object.keys(kept)],
      ]),
    );
    expect(await numbers('protective_flag')).toBeGreaterThan(0);
    // The sealed case, and a copy of what the Centre said later of the same member.
    expect(await numbers(`record where payload::text like '%encrypted_key%'`)).toBe(2);
    expect(await numbers(`record where compartment = 'own'`)).toBeGreaterThan(0);
  });

  test('goes with an observation on its thirtieth day, from the receipts of its push as well', async () => {
    hub.clock.set('2026-12-20T22:30:00Z');
    await hub.running.hub.sweep();
    expect(await numbers(`push where key like 'observed%'`)).toBe(1);
    hub.clock.set('2026-12-20T23:00:01Z');
    expect(await hub.running.hub.sweep()).toBe(1);
    expect(await numbers(`push where key like 'observed%'`)).toBe(0);
    expect(await columnsWith(hub, 'Krov')).toEqual({});
  });

  test('goes in every version, also of those whose own term had never begun', async () => {
    expect(
      await numbers(`record where unit like 'A-%' and retain_until is null and payload is not null`),
    ).toBeGreaterThan(0);
    hub.clock.set('2027-06-01T10:00:00Z');
    await hub.running.hub.sweep();
    // A referral's number is made of the case, the member and the agency.
    expect(await columnsWith(hub, inPart)).toEqual({ 'record.local_id': 1 });
    expect(await numbers(`record where unit like 'A-%' and payload is not null`)).toBe(0);
    expect(Object.keys(await columnsWith(hub, 'Prezime'))).toEqual([]);
  });

  test('goes from a matter with every content key that was wrapped for its parties', async () => {
    // What could not be read is of no matter that anybody knows: for its controller alone, until its own term is over.
    const waiting = { 'quarantine.original': 1 };
    expect(await columnsWith(hub, 'encrypted_key')).toEqual(waiting);
    expect(await columnsWith(hub, 'ciphertext')).toEqual(waiting);
    expect(await numbers('protective_flag')).toBe(0);
    expect(await numbers('matter_party')).toBe(0);
  });

  test('is kept where it proves a consent for three years after its end, and a referral for one', async () => {
    const before = await columnsWith(hub, word);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['consent.evidence', 'guardianship.reference', 'referral.reference']),
    );
    hub.clock.set('2028-01-07T10:00:00Z');
    await hub.running.hub.sweep();
    expect(await columnsWith(hub, word)).toHaveProperty(['referral.reference']);
    hub.clock.set('2028-01-08T10:00:00Z');
    await hub.running.hub.sweep();
    expect(await columnsWith(hub, word)).not.toHaveProperty(['referral.reference']);
  });

  test('is nowhere in the end, but for the numbers of tombstones', async () => {
    hub.clock.set('2031-01-01T10:00:00Z');
    await hub.running.hub.sweep();
    expect(Object.keys(await columnsWith(hub, word)).sort()).toEqual(Object.keys(kept).sort());
    // The log is checked against what a consent allowed: that stays, less what proves it.
    expect(await numbers('consent where evidence is null')).toBe(1);
  });

  test('goes from quarantine when the shortest term of its register is over', async () => {
    expect(await numbers('quarantine')).toBe(2);
    hub.clock.set('2036-12-01T10:00:00Z');
    await hub.running.hub.sweep();
    expect(await numbers('quarantine')).toBe(0);
  });

  test('does not come back with the old push, whose key is forgotten', async () => {
    await push(`key ${word}`, closed(`P-${word}`, 1, '2017-06-01'));
    expect(Object.keys(await columnsWith(hub, 'Prezime'))).toEqual([]);
  });
});

describe('an observation that nobody triages', () => {
  test('is told to the head after twenty days, once, by its number alone', async () => {
    hub.clock.set('2031-02-01T10:00:00Z');
    const submit = async (localId: string): Promise<void> => {
      done(
        await hub.ask(
          await tokenOf('berane.community', 'social-welfare-provision', 'Petar'),
          'mutation ($o: ObservationInput!) { submitObservation(observation: $o) { id } }',
          {
            o: {
              localId,
              localCommunity: 'Park',
              householdHead: 'Niko Niko',
              address: 'Brdska 1',
              observedOn: '2031-01-30',
            },
          },
          { 'idempotency-key': localId },
        ),
      );
    };
    await submit('MZ-1');
    await submit('MZ-2');
    hub.clock.set('2031-02-20T22:59:00Z');
    await hub.running.hub.sweep();
    expect(await alertsOf(hub, 'berane.centre', 'head')).toEqual([]);
    hub.clock.set('2031-02-20T23:00:01Z');
    await hub.running.hub.sweep();
    await hub.running.hub.sweep();
    const [alert, ...more] = await alertsOf(hub, 'berane.centre', 'head');
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ kind: 'UNTRIAGED', agency: null, actor: null, purpose: null, objects: 2 });
    hub.clock.set('2031-02-25T10:00:00Z');
    await hub.running.hub.sweep();
    expect(await alertsOf(hub, 'berane.centre', 'head')).toHaveLength(1);
    expect(await alertsOf(hub, 'berane.community', 'head')).toEqual([]);
  });
});
