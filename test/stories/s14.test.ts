// S14 (R4, R8).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmConsent, idOf, recordConsent } from '../harness/consents.ts';
import { countOf, loggedDuring, logOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
const ids: Record<string, string> = {};

const tokenOf = async (agency: string, actor: string): Promise<string> =>
  await hub.agencyToken({
    agency,
    actor,
    purpose: agency === 'berane.municipality' ? 'housing-welfare-management' : 'social-welfare-provision',
  });
const vesna = async () => await tokenOf('berane.support', 'Vesna');
const clerk = async (actor: string) => await tokenOf('berane.municipality', actor);
const nameOf = (agency: string): string => hub.running.hub.registry.agencies.get(agency)?.name ?? '';
const idIn = (agency: string): string => ids[agency] ?? '';

/** What support gets of Ana's housing. */
const reading = async (): Promise<Answer> =>
  await hub.ask(
    await vesna(),
    `query ($id: ID!) { person(id: $id) { tenantEntries { givenName } households {
       tenancies { rooms condition } } } }`,
    { id: idIn('berane.support') },
  );

const closed = async (): Promise<void> => {
  const answer = await reading();
  expect(answer.status).toBe(200);
  expect(answer.body.data).toEqual({ person: { tenantEntries: null, households: [] } });
};

const terms = { categories: ['IDENTITY', 'HOUSEHOLD', 'HOUSING'] };
const codesOf = (answer: Answer) => answer.body.errors?.map((error) => error.extensions.code);

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  for (const agency of ['berane.support', 'berane.municipality', 'berane.centre']) {
    ids[agency] = await idOf(hub, await tokenOf(agency, 'Vesna'), ana.nationalId);
  }
});

afterAll(async () => await hub.close());

describe('S14 a paper consent opens nothing until another agency has verified it', () => {
  it('Vesna sends a consent with a date in the future: 400, nothing is stored', async () => {
    const answer = await recordConsent(hub, await vesna(), idIn('berane.support'), {
      terms,
      evidence: { givenOn: '2026-11-22' },
    });
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.body.errors?.[0]?.message).toBe('A consent cannot be given in the future.');
    expect(await countOf(hub, 'consent')).toBe(0);
  });

  it('an end beyond twelve months is refused: 400, nothing is stored', async () => {
    const answer = await recordConsent(hub, await vesna(), idIn('berane.support'), {
      terms: { ...terms, until: '2027-11-22' },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.[0]?.message).toBe('A consent holds for twelve months at most.');
    expect(await countOf(hub, 'consent')).toBe(0);
  });

  it("the agency's software can neither record nor confirm: 403, nothing is stored", async () => {
    for (const agency of ['berane.support', 'berane.municipality']) {
      const machine = await tokenOf(agency, `${agency}.software`);
      for (const answer of [
        await recordConsent(hub, machine, idIn(agency), { terms }),
        await confirmConsent(hub, machine, idIn(agency)),
      ]) {
        expect(answer.status, agency).toBe(403);
        expect(codesOf(answer)).toEqual(['FORBIDDEN']);
      }
    }
    expect(await countOf(hub, 'consent')).toBe(0);
  });

  it('Vesna records one dated last month: pending, twelve months at most, and no field opens', async () => {
    await closed();
    const answer = await recordConsent(hub, await vesna(), idIn('berane.support'), {
      terms,
      evidence: { givenOn: '2026-10-21' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      recordConsent: { state: 'PENDING', at: '2026-11-21T10:00:00.000Z', until: '2027-11-21' },
    });
    await closed();
  });

  it('neither Vesna nor her colleague can verify it: 403, logged, and no field opens', async () => {
    for (const actor of ['Vesna', 'Petra']) {
      const token = await tokenOf('berane.support', actor);
      const { result, lines } = await loggedDuring(
        hub,
        async () => await confirmConsent(hub, token, idIn('berane.support')),
      );
      expect(result.status, actor).toBe(403);
      expect(result.body.data).toEqual({ confirmConsent: null });
      expect(codesOf(result)).toEqual(['FORBIDDEN']);
      expect(lines.map(({ kind, actor: by, code }) => [kind, by, code])).toEqual([
        ['DENIAL', actor, 'FORBIDDEN'],
      ]);
    }
    await closed();
    expect(await countOf(hub, 'consent_event')).toBe(1);
  });

  it("a verifier who does not hold the form's reference confirms nothing: 400", async () => {
    const answer = await confirmConsent(hub, await clerk('Milica'), idIn('berane.municipality'), 'S-18/2026');
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    await closed();
  });

  it('a municipal verifier confirms: valid from that second, never backdated', async () => {
    hub.clock.set('2026-11-24T08:29:59Z');
    await closed();
    hub.clock.set('2026-11-24T08:30:00Z');
    const answer = await confirmConsent(hub, await clerk('Milica'), idIn('berane.municipality'));
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      confirmConsent: { state: 'GIVEN', at: '2026-11-24T08:30:00.000Z', until: '2027-11-21' },
    });
    expect((await reading()).body.data).toEqual({
      person: {
        tenantEntries: [{ givenName: 'Ana' }],
        households: [{ tenancies: [{ rooms: 3, condition: null }] }],
      },
    });
  });

  it('what was asked before stays without: the log gives nothing on this consent before that second', async () => {
    const [consent] = await hub.running.hub.database.query<{ id: string }>('select id::text from consent');
    const disclosed = (await logOf(hub)).filter(
      (entry) => entry.kind === 'DISCLOSURE' && entry.agency === 'berane.support',
    );
    // That she is support's client, found by her number, and that consent is what is missing, rest on no consent.
    const given = disclosed.filter(
      (entry) => !['RELATIONSHIP', 'CONSENT_REQUIRED'].includes(entry['step'] as string),
    );
    expect(given).not.toEqual([]);
    for (const entry of given) {
      expect(entry['step']).toBe('CONSENT');
      expect(entry['consents']).toEqual([consent?.id]);
    }
    const before = await hub.running.hub.database.query(
      `select 1 from audit_entry where kind = 'DISCLOSURE' and agency = 'berane.support' and body ->> 'step' = 'CONSENT'
         and at < '2026-11-24T08:30:00Z'`,
    );
    expect(before).toEqual([]);
  });

  it('Ana sees who recorded and who verified it, the language and script read to her, the witness, and the end', async () => {
    const answer = await hub.ask(
      await hub.personToken(ana.nationalId, ana.birthDate),
      `{ me { consents { status language script noticeVersion until evidence { kind reference givenOn witness }
           events { status at agency actor } } } }`,
    );
    expect(answer.body.data).toEqual({
      me: {
        consents: [
          {
            status: 'GIVEN',
            language: 'cnr',
            script: 'Latn',
            noticeVersion: '2026-1',
            until: '2027-11-21',
            evidence: {
              kind: 'PAPER',
              reference: 'S-17/2026',
              givenOn: '2026-10-21',
              witness: 'Milica Sekulić',
            },
            events: [
              {
                status: 'REQUESTED',
                at: '2026-11-21T10:00:00.000Z',
                agency: nameOf('berane.support'),
                actor: 'Vesna',
              },
              {
                status: 'GIVEN',
                at: '2026-11-24T08:30:00.000Z',
                agency: nameOf('berane.municipality'),
                actor: 'Milica',
              },
            ],
          },
        ],
      },
    });
  });

  it('who recorded one at another agency does not confirm it either: 403; a colleague does', async () => {
    const reference = 'S-19/2026';
    const person = idIn('berane.municipality');
    await recordConsent(hub, await clerk('Milica'), person, { terms, evidence: { reference } });
    const own = await confirmConsent(hub, await clerk('Milica'), person, reference);
    expect([own.status, codesOf(own)]).toEqual([403, ['FORBIDDEN']]);
    const colleague = await confirmConsent(hub, await clerk('Senad'), person, reference);
    expect(colleague.body.data).toMatchObject({ confirmConsent: { state: 'GIVEN' } });
  });

  it('it ends by itself on its last day, at local midnight', async () => {
    hub.clock.set('2027-11-23T22:59:59Z');
    expect((await reading()).body.data).toMatchObject({
      person: { households: [{ tenancies: [{ rooms: 3 }] }] },
    });
    hub.clock.set('2027-11-23T23:00:00Z');
    await closed();
  });
});

describe('R8 a consent by telephone, as on paper', () => {
  const called = { kind: 'TELEPHONE', reference: 'T-4/2027', givenOn: '2027-12-01', witness: null };
  const ofCentre = { controller: 'berane.centre', categories: ['IDENTITY', 'EMPLOYMENT'] };
  const employed = async (): Promise<unknown> => {
    const answer = await hub.ask(
      await vesna(),
      'query ($id: ID!) { person(id: $id) { caseEntries { employed } } }',
      { id: idIn('berane.support') },
    );
    return (answer.body.data?.['person'] as { caseEntries: unknown } | null)?.caseEntries;
  };
  const book = async (): Promise<readonly Record<string, unknown>[]> => {
    const answer = await hub.ask(
      await hub.personToken(ana.nationalId, ana.birthDate),
      `{ me { consents { status until evidence { kind reference givenOn witness } events { status at agency actor } } } }`,
    );
    const me = answer.body.data?.['me'] as { consents: readonly Record<string, unknown>[] } | undefined;
    return (me?.consents ?? []).filter(({ evidence }) => (evidence as { kind: string }).kind === 'TELEPHONE');
  };

  it('is recorded by a named person of the recipient, pending: no field opens, and Ana sees that it waits', async () => {
    hub.clock.set('2027-12-15T09:00:00Z');
    expect(await employed()).toBeNull();
    const answer = await recordConsent(hub, await vesna(), idIn('berane.support'), {
      terms: ofCentre,
      evidence: called,
    });
    expect(answer.body.data).toEqual({
      recordConsent: { state: 'PENDING', at: '2027-12-15T09:00:00.000Z', until: '2028-12-15' },
    });
    expect(await employed()).toBeNull();
    expect(await book()).toEqual([
      expect.objectContaining({ status: 'REQUESTED', evidence: called, events: [expect.anything()] }),
    ]);
  });

  it('is confirmed by nobody of the recipient, by no software, and by nobody without its number in the book', async () => {
    const refusals = await Promise.all(
      (
        [
          ['berane.support', 'Petra', called.reference],
          ['berane.centre', 'berane.centre.software', called.reference],
          ['berane.centre', 'Nada', 'T-5/2027'],
        ] as const
      ).map(async ([agency, actor, reference]) => {
        const answer = await confirmConsent(hub, await tokenOf(agency, actor), idIn(agency), reference);
        return [answer.status, ...(codesOf(answer) ?? [])];
      }),
    );
    expect(refusals).toEqual([
      [403, 'FORBIDDEN'],
      [403, 'FORBIDDEN'],
      [400, 'BAD_USER_INPUT'],
    ]);
    expect(await employed()).toBeNull();
  });

  it('opens from the second in which a named person of another agency confirms it, not from the call', async () => {
    hub.clock.set('2027-12-20T11:59:59Z');
    expect(await employed()).toBeNull();
    hub.clock.set('2027-12-20T12:00:00Z');
    const answer = await confirmConsent(
      hub,
      await tokenOf('berane.centre', 'Nada'),
      idIn('berane.centre'),
      called.reference,
    );
    expect(answer.body.data).toEqual({
      confirmConsent: { state: 'GIVEN', at: '2027-12-20T12:00:00.000Z', until: '2028-12-15' },
    });
    expect(await employed()).toEqual([{ employed: true }]);
    const given = await hub.running.hub.database.query<{ at: Date }>(
      `select at from audit_entry where kind = 'DISCLOSURE' and body ->> 'step' = 'CONSENT'
         and body -> 'fields' @> '["CaseEntry.employed"]'`,
    );
    expect(given.map(({ at }) => new Date(at).toISOString())).toEqual(['2027-12-20T12:00:00.000Z']);
  });

  it('is shown to Ana as what it is: a call, when, under which number, who wrote it down and who stood by it', async () => {
    expect(await book()).toEqual([
      {
        ...{ status: 'GIVEN', until: '2028-12-15', evidence: called },
        events: [
          {
            ...{ status: 'REQUESTED', at: '2027-12-15T09:00:00.000Z' },
            ...{ agency: nameOf('berane.support'), actor: 'Vesna' },
          },
          {
            ...{ status: 'GIVEN', at: '2027-12-20T12:00:00.000Z' },
            ...{ agency: nameOf('berane.centre'), actor: 'Nada' },
          },
        ],
      },
    ]);
  });
});
