import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
const tokens = { pusher: '', steward: '', worker: '', neighbour: '' };
let keys = 0;

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1'), centre: sampleCases('CSR-00001') });
  const centre = { agency: 'berane.centre', purpose: 'social-welfare-provision' };
  tokens.pusher = await hub.agencyToken({ ...centre, actor: 'service:nightly' });
  tokens.steward = await hub.agencyToken({ ...centre, actor: 'Sanja Steward', roles: ['steward'] });
  tokens.worker = await hub.agencyToken({ ...centre, actor: 'Nada Worker' });
  tokens.neighbour = await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management' },
    ...{ actor: 'Goran Steward', roles: ['steward'] },
  });
});
afterAll(async () => await hub?.close());

interface Receipt {
  readonly outcome: string;
  readonly localId: string;
  readonly problems: readonly { readonly row: number; readonly column: string; readonly reason: string }[];
}
interface Item {
  readonly id: string;
  readonly localId: string | null;
  readonly version: number | null;
  readonly reason: string;
  readonly sealed: boolean;
  readonly attempts: number;
  readonly problems: Receipt['problems'];
}

const given = <Value>(answer: Answer, root: string): Value => {
  expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  return answer.body.data?.[root] as Value;
};
const push = async (...records: readonly object[]): Promise<readonly Receipt[]> => {
  keys += 1;
  const document =
    'mutation ($r: [CentreCaseInput!]!) { pushCentreRecords(records: $r, mode: PARTIAL) { outcome localId problems { row column reason } } }';
  const answer = await hub.ask(tokens.pusher, document, { r: records }, { 'idempotency-key': `q-${keys}` });
  return given(answer, 'pushCentreRecords');
};
const queue = async (token = tokens.steward, source = 'centre'): Promise<readonly Item[] | null> => {
  const document =
    'query ($s: String!) { quarantine(source: $s, first: 50) { edges { node { id localId version reason sealed attempts problems { row column reason } } } } }';
  const page = given<{ edges: readonly { node: Item }[] } | null>(
    await hub.ask(token, document, { s: source }),
    'quarantine',
  );
  return page?.edges.map(({ node }) => node) ?? null;
};
const waiting = async (column: string): Promise<Item> => {
  const found = (await queue())?.find(({ problems }) => problems.some((each) => each.column === column));
  if (!found) throw new Error(`nothing waits for its ${column}`);
  return found;
};
const caseOf = (caseNumber: string, version: number, changes: object = {}): object => ({
  caseNumber,
  version,
  recordedAt: '2026-11-20T08:00:00Z',
  address: 'Polimska 1',
  localCommunity: 'Park',
  members: [{ localId: `${caseNumber}/1`, givenName: 'Nina', familyName: 'Proba', relation: 'nosilac' }],
  ...changes,
});

describe('what could not be taken', () => {
  test('waits for the steward of its agency, with where and why and no value of it', async () => {
    expect(
      (await push(caseOf('Q-1', 1), caseOf('Q-2', 1, { members: [] }))).map(({ outcome }) => outcome),
    ).toEqual(['CREATED', 'QUARANTINED']);
    expect(await queue()).toEqual([
      {
        ...{ id: expect.any(String), localId: null, version: null, reason: 'UNREADABLE', sealed: false },
        ...{ attempts: 1, problems: [{ row: 1, column: 'members', reason: 'The case names no members.' }] },
      },
    ]);
  });

  test('is told to its stewards as an alert, by how many', async () => {
    const token = await hub.agencyToken({
      ...{ agency: 'berane.centre', purpose: 'enforce-access-control' },
      ...{ actor: 'Sanja Steward', roles: ['steward'] },
    });
    expect(given(await hub.ask(token, '{ alerts { kind objects agency actor } }'), 'alerts')).toEqual([
      { kind: 'QUARANTINED', objects: 1, agency: null, actor: null },
    ]);
  });

  test('is nobody else’s: another agency’s steward learns not even whether there is such a register', async () => {
    expect(await queue(tokens.neighbour)).toBeNull();
    expect(await queue(tokens.neighbour, 'nowhere')).toBeNull();
    expect(await queue(tokens.neighbour, 'housing')).toEqual([]);
    const worker = await hub.ask(tokens.worker, '{ quarantine(source: "centre") { edges { cursor } } }');
    expect([worker.status, worker.body.errors?.[0]?.extensions?.['code']]).toEqual([403, 'FORBIDDEN']);
  });

  test('and is asked for by an id that is another agency’s is not there', async () => {
    const { id } = await waiting('members');
    for (const [token, asked] of [
      [tokens.neighbour, id],
      [tokens.steward, 'bm90aGluZw'],
    ] as const)
      for (const document of [
        'mutation ($id: ID!) { retryQuarantined(id: $id) { outcome } }',
        'mutation ($id: ID!) { replaceQuarantined(id: $id, item: {}) { outcome } }',
        'mutation ($id: ID!) { discardQuarantined(id: $id, reason: "x") }',
      ]) {
        const answer = await hub.ask(token, document, { id: asked });
        expect(answer.body.errors?.[0]).toMatchObject({
          message: 'No such item waits.',
          extensions: { code: 'BAD_USER_INPUT' },
        });
      }
  });
});

describe('an item that waits', () => {
  test('is tried again as it came: it waits on, and is counted', async () => {
    const { id } = await waiting('members');
    const document = 'mutation ($id: ID!) { retryQuarantined(id: $id) { outcome problems { column } } }';
    expect(given(await hub.ask(tokens.steward, document, { id }), 'retryQuarantined')).toEqual({
      outcome: 'QUARANTINED',
      problems: [{ column: 'members' }],
    });
    expect(await waiting('members')).toMatchObject({ id, attempts: 2 });
  });

  test('is replaced: by one that cannot be taken either, which waits in its place, and then by one that can', async () => {
    const first = await waiting('members');
    const document =
      'mutation ($id: ID!, $item: JSON!) { replaceQuarantined(id: $id, item: $item) { outcome localId } }';
    const replace = async (id: string, item: object) =>
      given(await hub.ask(tokens.steward, document, { id, item }), 'replaceQuarantined');
    expect(await replace(first.id, caseOf('Q-2', 1, { version: 'x' }))).toMatchObject({
      outcome: 'QUARANTINED',
    });
    const second = await waiting('version');
    expect(second.id).not.toBe(first.id);
    expect(await replace(second.id, caseOf('Q-2', 1))).toEqual({ outcome: 'CREATED', localId: 'Q-2' });
    expect(await queue()).toEqual([]);
  });

  test('of a conflict ends with a higher version; until then its agency sees that the held one has a rival', async () => {
    const household = `{ households(filter: { localCommunity: "Park" }, first: 50) { edges { node { careCases { caseNumber provenance { rivalSince } } } } } }`;
    const rivals = async (): Promise<readonly (string | null)[]> => {
      const page = given<{
        edges: readonly {
          node: { careCases: readonly { caseNumber: string; provenance: { rivalSince: string | null } }[] };
        }[];
      }>(await hub.ask(tokens.worker, household), 'households');
      return page.edges
        .flatMap(({ node }) => node.careCases ?? [])
        .filter(({ caseNumber }) => caseNumber === 'Q-1')
        .map(({ provenance }) => provenance.rivalSince);
    };
    expect(await rivals()).toEqual([null]);
    expect((await push(caseOf('Q-1', 1, { address: 'Polimska 2' })))[0]?.outcome).toBe('CONFLICT');
    expect(await queue()).toMatchObject([{ localId: 'Q-1', version: 1, reason: 'CONFLICT' }]);
    expect(await rivals()).toEqual([hub.clock.now().toISOString()]);
    expect((await push(caseOf('Q-1', 2)))[0]?.outcome).toBe('UPDATED');
    expect([await queue(), await rivals()]).toEqual([[], [null]]);
  });

  test('of a conflict is no news for another agency that reads the same case', async () => {
    const [sample] = sampleCases('CSR-00001');
    await push({ ...sample, address: 'Polimska 77' });
    const clerk = await hub.agencyToken({
      ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena Clerk' },
    });
    const household =
      '{ households(filter: { localCommunity: "Park" }, first: 50) { edges { node { careCases { memberCount provenance { controller version rivalSince } } } } } }';
    const read = async (token: string): Promise<readonly object[]> => {
      const page = given<{
        edges: readonly { node: { careCases: readonly { memberCount: number; provenance: object }[] } }[];
      }>(await hub.ask(token, household), 'households');
      return page.edges.flatMap(({ node }) => node.careCases).map(({ provenance }) => provenance);
    };
    const held = { controller: 'berane.centre', version: 1 };
    expect(await read(clerk)).toContainEqual({ ...held, rivalSince: null });
    expect(await read(tokens.worker)).toContainEqual({ ...held, rivalSince: hub.clock.now().toISOString() });
    await push({ ...sample, version: 2 });
  });

  test('is given up with a reason', async () => {
    await push(caseOf('Q-3', 1, { members: [] }));
    const { id } = await waiting('members');
    const document = 'mutation ($id: ID!, $reason: String!) { discardQuarantined(id: $id, reason: $reason) }';
    const answer = await hub.ask(tokens.steward, document, { id, reason: 'Entered twice by mistake' });
    expect(given(answer, 'discardQuarantined')).toBe(id);
    expect(await queue()).toEqual([]);
  });

  test('that a matter may seal is shown without its number, and is sent anew, not tried again (R11)', async () => {
    await push(caseOf('Q-4', 1, { matter: 'M-4' }));
    await push(caseOf('Q-4', 1, { matter: 'M-4', address: 'Polimska 3' }));
    const [item] = (await queue()) ?? [];
    expect(item).toMatchObject({ localId: null, version: null, reason: 'CONFLICT', sealed: true });
    const answer = await hub.ask(
      tokens.steward,
      'mutation ($id: ID!) { retryQuarantined(id: $id) { outcome } }',
      { id: item?.id },
    );
    expect(answer.body.errors?.[0]?.message).toBe(
      'A matter may seal this item, so the hub cannot open it. Send it again.',
    );
  });
});

describe('pages', () => {
  test('go through the queue, oldest first, each item once', async () => {
    await push(
      ...Array.from({ length: 5 }, (_, index) =>
        caseOf(`P-${index}`, 1, { members: [], address: `${index}` }),
      ),
    );
    const document =
      'query ($a: String) { quarantine(source: "centre", first: 2, after: $a) { edges { node { id } } pageInfo { hasNextPage endCursor } } }';
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: {
        edges: readonly { node: Item }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      } = given(await hub.ask(tokens.steward, document, { a: after }), 'quarantine');
      seen.push(...page.edges.map(({ node }) => node.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(((await queue()) ?? []).map(({ id }) => id));
  });
});
