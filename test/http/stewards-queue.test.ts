// A data steward's queue over the API (R20, S04): lines of the own agency that wait, shown as far as both lines are open to them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logOf, personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import {
  type CaseLine,
  importTenants,
  openSmallHub,
  sampleCases,
  sampleTenants,
} from '../harness/registers.ts';
import { editConfiguration } from './edited-configuration.ts';

const [anaRow] = sampleTenants('1');
/** Ana, as a second contract has her: half a name, and no number. */
const halfAna = { ...anaRow, rb: '6900', broj_ugovora: 'SS-2021/6900', ime: 'A.', jmbg: '' };
/** Gordana, whom no contract but this one knows: the Centre's case is no business of the municipality's. */
const caseLine = (name: string): CaseLine => {
  const [line] = sampleCases(name);
  if (!line) throw new Error(`the samples have no case ${name}`);
  return line;
};
const gordana = caseLine('CSR-00007').members[0] as Readonly<Record<string, string>>;
const dotted = (date: string): string => date.split('-').reverse().join('.').concat('.');
const halfGordana = {
  ...halfAna,
  ...{ rb: '6901', broj_ugovora: 'SS-2021/6901', ime: 'G.', prezime: gordana['familyName'] ?? '' },
  ...{
    datum_rodjenja: dotted(gordana['birthDate'] ?? ''),
    adresa: 'Vrbova 8',
    stan: '1',
    mjesna_zajednica: 'Pešca',
  },
};
const centre = [caseLine('CSR-00001'), caseLine('CSR-00007')];
const housing = [...sampleTenants('1', '2', '3', '4'), halfAna];

/** A hub whose register of housing names Gordana after the Centre does, so that it is its line that waits. */
const openQueue = async (cases = centre): Promise<TestHub> => {
  const opened = await openSmallHub({ housing, centre: cases });
  await importTenants(opened, [...housing, halfGordana]);
  return opened;
};

let hub: TestHub;
beforeAll(async () => {
  hub = await openQueue();
});
afterAll(async () => await hub?.close());

const municipality = { agency: 'berane.municipality', purpose: 'housing-welfare-management' };
const stewardOf = async (of: TestHub, more: Record<string, unknown> = {}): Promise<string> =>
  await of.agencyToken({ ...municipality, actor: 'Dara', roles: ['steward'], ...more });

const query = `query ($first: Int = 20, $after: String) { linkReviews(first: $first, after: $after) {
  edges { cursor node { id reason person { id givenName } provenance { source }
    candidates { person { id givenName } provenance { source controller linkCertainty }
      evidence { outcome before comparisons { field level weight rarity } household bits chance rule } } } }
  pageInfo { hasNextPage endCursor } } }`;
interface Evidence {
  readonly outcome: string;
  readonly before: number;
  readonly comparisons: readonly {
    readonly level: string;
    readonly weight: number;
    readonly rarity: number;
  }[];
  readonly household: number;
  readonly bits: number;
  readonly chance: number;
}
interface Review {
  readonly id: string;
  readonly reason: string;
  readonly person: { readonly id: string; readonly givenName: string };
  readonly candidates: readonly {
    readonly person: { readonly id: string; readonly givenName: string };
    readonly evidence: Evidence;
  }[];
}
const ask = async (of: TestHub, variables: Record<string, unknown> = {}, token?: string): Promise<Answer> =>
  await of.ask(token ?? (await stewardOf(of)), query, variables);
const reviewsIn = ({ body }: Answer): readonly Review[] =>
  (body.data as { linkReviews: { edges: readonly { readonly node: Review }[] } }).linkReviews.edges.map(
    ({ node }) => node,
  );
const decide = async (of: TestHub, variables: Record<string, unknown>, token?: string): Promise<Answer> =>
  await of.ask(
    token ?? (await stewardOf(of)),
    `mutation ($review: ID!, $candidate: ID!, $decision: LinkDecision!, $reason: String!) {
       decideLink(review: $review, candidate: $candidate, decision: $decision, reason: $reason) { decision } }`,
    { reason: 'Both papers lie before me', decision: 'ONE_PERSON', ...variables },
  );

describe('the queue of a data steward', () => {
  it('shows a line of the own agency that may be somebody whom they see, with bits that add up', async () => {
    const [review, ...more] = reviewsIn(await ask(hub));
    expect(more).toEqual([]);
    expect(review).toMatchObject({ reason: 'PERHAPS', person: { givenName: 'A.' } });
    const [candidate, ...others] = review?.candidates ?? [];
    expect(others).toEqual([]);
    expect(candidate?.person.givenName).toBe('Ana');
    const { before = 0, comparisons = [], household = 0, bits, chance, outcome } = candidate?.evidence ?? {};
    expect(outcome).toBe('TO_DECIDE');
    expect(comparisons).toContainEqual(expect.objectContaining({ field: 'GIVEN_NAME', level: 'INITIAL' }));
    expect(comparisons).toContainEqual(expect.objectContaining({ field: 'NATIONAL_ID', level: 'UNKNOWN' }));
    const sum = comparisons.reduce((so, { weight, rarity }) => so + weight + rarity, before + household);
    expect(Math.abs(sum - (bits ?? 0))).toBeLessThan(0.1);
    expect(Math.abs(1 / (1 + 2 ** -(bits ?? 0)) - (chance ?? 0))).toBeLessThan(0.01);
  });

  it('has nothing of who is known to others alone, though the operator is shown the line', async () => {
    const [waiting] = await hub.running.hub.database.query<{ outcome: string }>(
      `select evidence ->> 'outcome' as outcome from link where entity = 'PERSON' and local_id = '6901' and ended_at is null`,
    );
    expect(waiting?.outcome).toBe('TO_DECIDE');
    expect((await ask(hub)).text).not.toContain('"G."');
  });

  it('is null beside an error for whoever is no named steward, and says nothing of what waits', async () => {
    const refused = async (more: Record<string, unknown>): Promise<readonly [number, string | undefined]> => {
      const { status, body } = await ask(hub, {}, await stewardOf(hub, more));
      return [status, body.errors?.[0]?.extensions.code];
    };
    expect(await refused({ roles: [] })).toEqual([403, 'FORBIDDEN']);
    expect(await refused({ roles: ['dpo', 'triage'] })).toEqual([403, 'FORBIDDEN']);
    expect(await refused({ actor: 'berane.municipality.software', identity: null })).toEqual([
      403,
      'FORBIDDEN',
    ]);
  });

  it('gives each agency its own lines alone', async () => {
    for (const [agency, purpose] of [
      ['berane.centre', 'social-welfare-provision'],
      ['petnjica.municipality', 'housing-welfare-management'],
    ])
      expect(reviewsIn(await ask(hub, {}, await stewardOf(hub, { agency, purpose })))).toEqual([]);
  });

  it('leaves in the log, of both lines, each field that was compared', async () => {
    const before = (await disclosures()).length;
    await ask(hub);
    const given = (await disclosures()).slice(before);
    const [own, other] = [await personOf(hub, 'housing', '6900'), await personOf(hub, 'housing', '1')];
    for (const person of [own, other]) {
      const fields = given.filter((line) => line.person === person).flatMap((line) => line.fields);
      expect(fields).toEqual(
        expect.arrayContaining(['Person.birthDate', 'Person.familyName', 'Person.givenName']),
      );
    }
  });

  it('refuses a cursor of another caller, and a page of any size', async () => {
    const { body } = await ask(hub);
    const after = (body.data as { linkReviews: { pageInfo: { endCursor: string } } }).linkReviews.pageInfo
      .endCursor;
    expect(reviewsIn(await ask(hub, { after }))).toEqual([]);
    const other = await stewardOf(hub, { actor: 'Milica' });
    expect((await ask(hub, { after }, other)).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    for (const first of [0, -1, 51])
      expect((await ask(hub, { first })).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

const disclosures = async (): Promise<readonly { person: unknown; fields: readonly string[] }[]> =>
  (await logOf(hub)).filter((each) => each['kind'] === 'DISCLOSURE') as never;

describe('why lines are one person', () => {
  const links = async (token: string, of = hub): Promise<unknown> => {
    const answer = await of.ask(
      token,
      `query ($id: String!) { findPerson(nationalId: $id) { links {
         provenance { source } against { source } evidence { outcome rule comparisons { field level } } } } }`,
      { id: ana.nationalId },
    );
    return (answer.body.data as { findPerson: { links: unknown } }).findPerson.links;
  };

  it('is told of the lines that are open to a steward, each against the one that it fits best', async () => {
    const told = await links(await stewardOf(hub));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({
      ...{ provenance: { source: 'housing' }, against: { source: 'centre' } },
      evidence: {
        ...{ outcome: 'LINKED', rule: null },
        comparisons: expect.arrayContaining([
          { field: 'NATIONAL_ID', level: 'SAME' },
          { field: 'BIRTH_DATE', level: 'SAME' },
        ]),
      },
    });
  });

  it('is told of no line whose names the steward may not read, though the person is known to them', async () => {
    const { files, remove } = editConfiguration(({ agreements }) => {
      for (const each of agreements.agreements)
        if (each.id === 'centre-to-berane-municipality')
          each.categories = each.categories.filter((category) => category !== 'IDENTITY');
    });
    const nameless = await openSmallHub({ housing, centre }, { configuration: files });
    try {
      expect(await links(await stewardOf(nameless), nameless)).toEqual([]);
    } finally {
      await nameless.close();
      remove();
    }
  });

  it('is told to nobody else', async () => {
    expect(await links(await stewardOf(hub, { roles: [] }))).toBeNull();
  });
});

describe('a decision over the queue', () => {
  let own: TestHub;
  beforeAll(async () => {
    own = await openQueue();
  });
  afterAll(async () => await own?.close());

  const asked = async (): Promise<{ readonly review: string; readonly candidate: string }> => {
    const [review] = reviewsIn(await ask(own));
    return { review: review?.id ?? '', candidate: review?.candidates[0]?.person.id ?? '' };
  };
  const decisions = async (): Promise<readonly object[]> =>
    await own.running.hub.database.query(
      'select decision, agency, actor, reason from link_decision order by at, id',
    );

  it('is of a line and a person who were shown: of nothing else can anybody tell what waits', async () => {
    const { review, candidate } = await asked();
    const code = async (variables: Record<string, unknown>, token?: string): Promise<string | undefined> =>
      (await decide(own, { review, candidate, ...variables }, token)).body.errors?.[0]?.extensions.code;
    const centres = await stewardOf(own, { agency: 'berane.centre', purpose: 'social-welfare-provision' });
    expect(await code({ review: candidate })).toBe('BAD_USER_INPUT');
    expect(await code({ candidate: review })).toBe('BAD_USER_INPUT');
    expect(await code({ reason: ' ' })).toBe('BAD_USER_INPUT');
    expect(await code({}, await stewardOf(own, { roles: ['officer'] }))).toBe('FORBIDDEN');
    expect(await code({}, centres)).toBe('BAD_USER_INPUT');
    expect(await decisions()).toEqual([]);
  });

  it('keeps two people apart: nobody is asked again, no file joins them, and nobody had read anything wrong', async () => {
    const at = await asked();
    expect((await decide(own, { ...at, decision: 'TWO_PEOPLE' })).body.data).toEqual({
      decideLink: { decision: 'TWO_PEOPLE' },
    });
    expect(reviewsIn(await ask(own))).toEqual([]);
    await importTenants(own, [...housing.slice(0, 4), { ...halfAna, ime: 'Ana' }, halfGordana]);
    expect(await personOf(own, 'housing', '6900')).not.toBe(await personOf(own, 'housing', '1'));
    expect(await own.running.hub.database.query('select * from misread')).toEqual([]);
    expect(await decisions()).toEqual([
      {
        ...{ decision: 'APART', agency: 'berane.municipality', actor: 'Dara' },
        reason: 'Both papers lie before me',
      },
    ]);
  });

  it('makes two one: the line is the person for whom it was shown, from that moment on', async () => {
    const fresh = await openQueue();
    try {
      const [review] = reviewsIn(await ask(fresh));
      const [candidate] = review?.candidates ?? [];
      const answer = await decide(fresh, { review: review?.id, candidate: candidate?.person.id });
      expect(answer.body.data).toEqual({ decideLink: { decision: 'ONE_PERSON' } });
      expect(await personOf(fresh, 'housing', '6900')).toBe(await personOf(fresh, 'housing', '1'));
      // The id that is gone leads to who has the line now.
      const gone = await fresh.ask(await stewardOf(fresh), 'query ($id: ID!) { person(id: $id) { id } }', {
        id: review?.person.id,
      });
      expect(gone.body.data).toEqual({ person: { id: candidate?.person.id } });
      expect(reviewsIn(await ask(fresh))).toEqual([]);
    } finally {
      await fresh.close();
    }
  });
});

describe('the queue of observations whose household nobody could tell', () => {
  const queue = `{ householdReviews { edges { node { provenance { source } household { observations { householdHead } }
    candidates { fit provenance { source } household { members { givenName } } } } } } }`;
  const observe = async (localId: string, householdHead: string): Promise<void> => {
    const portal = { agency: 'berane.community', purpose: 'social-welfare-provision', actor: 'Petar' };
    const observation = {
      localId,
      householdHead,
      address: anaRow?.adresa,
      localCommunity: 'Park',
      memberCount: 3,
    };
    const { status } = await hub.ask(
      await hub.agencyToken(portal),
      'mutation ($it: ObservationInput!) { submitObservation(observation: $it) { receipt: __typename } }',
      { it: observation },
      { 'idempotency-key': localId },
    );
    expect(status).toBe(200);
  };
  const asCentre = async (roles: readonly string[]): Promise<unknown> => {
    const more = { agency: 'berane.centre', purpose: 'social-welfare-provision', roles: [...roles] };
    const { body } = await hub.ask(await stewardOf(hub, more), queue);
    return (
      body.data as { householdReviews: { edges: readonly { node: unknown }[] } }
    ).householdReviews.edges.map(({ node }) => node);
  };

  it('shows them to triage (R18) with the households at that address, and nothing that has found its own', async () => {
    await observe('MZ-1', 'Neko Nepoznat');
    await observe('MZ-2', 'Ana Rosuljić');
    expect(await asCentre(['steward', 'triage'])).toEqual([
      {
        ...{ provenance: { source: 'community' } },
        household: { observations: [{ householdHead: 'Neko Nepoznat' }] },
        candidates: [
          {
            ...{ fit: 'SAME_ADDRESS', provenance: { source: expect.any(String) } },
            household: { members: expect.arrayContaining([{ givenName: 'Ana' }]) },
          },
        ],
      },
    ]);
    expect(await asCentre(['steward'])).toEqual([]);
  });
});

describe('what a matter protects (S04)', () => {
  it('changes no byte of a queue: neither as a line nor as who it may be', async () => {
    const sealed = {
      ...caseLine('CSR-00007'),
      ...{ caseNumber: 'S-1', matter: 'M-1', protects: undefined },
    };
    const without = await openQueue([caseLine('CSR-00001')]);
    const beside = await openQueue([caseLine('CSR-00001'), sealed]);
    try {
      const shown = (answer: Answer): unknown =>
        reviewsIn(answer).map(({ reason, person, candidates }) => [
          ...[reason, person.givenName],
          candidates.map((each) => [each.person.givenName, each.evidence]),
        ]);
      const [one, other] = [shown(await ask(without)), shown(await ask(beside))];
      expect(one).toHaveLength(1);
      expect(other).toEqual(one);
    } finally {
      await Promise.all([without.close(), beside.close()]);
    }
  });
});
