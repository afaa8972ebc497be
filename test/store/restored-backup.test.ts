// R21, THREATS.md V15: a restored backup knows before its first answer what was erased and ended after it was taken.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import type { DatabaseLocation } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/database.ts';
import { eraseRecords } from '../../src/store/erasure-store.ts';
import { patience } from '../cli/run-command.ts';
import { giveConsent, idOf, prohibit, withdrawOwnConsent } from '../harness/consents.ts';
import { familyCase, luka, mother, recordGuardianship, wardsOf } from '../harness/guardians.ts';
import { centreToken, declareNeighbour, neighbour } from '../harness/neighbours.ts';
import { type Answer, openTestHub, type TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openPostgres } from '../harness/postgres.ts';
import { openSmallHub, sampleTenants } from '../harness/registers.ts';

const now = '2026-11-21T10:00:00Z';
const directory = mkdtempSync(join(tmpdir(), 'hub-restored-'));
const headsDirectory = join(directory, 'heads');
const journalFile = join(headsDirectory, 'journal.jsonl');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const configured = (database: DatabaseLocation, heads = headsDirectory) => ({
  now,
  registers: null,
  configuration: {
    ...{ dataDirectory: directory, headsDirectory: heads },
    ...{ secretsFile: inject('images').secrets, database },
  },
});
const journal = (): readonly { kind: string; key: string }[] =>
  readFileSync(journalFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; key: string });

const done = (answer: Answer): Record<string, unknown> => {
  expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  return answer.body.data ?? {};
};
const own = async (hub: TestHub, { nationalId, birthDate }: typeof ana): Promise<string> =>
  await hub.personToken(nationalId, birthDate);
const support = async (hub: TestHub): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'Vesna' });
/** Those whom the support service finds: whose consent it has. */
const seen = async (hub: TestHub): Promise<readonly string[]> => {
  const token = await support(hub);
  const found = await Promise.all(
    [ana, rifat].map(async ({ nationalId, givenName }) => {
      const answer = await hub.ask(
        token,
        'query ($n: String!) { findPerson(nationalId: $n) { givenName } }',
        { n: nationalId },
      );
      return (answer.body.data?.['findPerson'] as { givenName: string } | null)?.givenName === givenName
        ? givenName
        : [];
    }),
  );
  return found.flat();
};
/** What the municipality is given of the Centre's case of the mother, and whether she decides for her son. */
const cases = async (hub: TestHub): Promise<number> =>
  (
    await hub.running.hub.database.query<{ count: number }>(
      `select count(*)::int as count from record where source = 'centre' and payload is not null`,
    )
  )[0]?.count ?? -1;
const erasures = async (hub: TestHub): Promise<readonly object[]> =>
  (
    await hub.running.hub.database.query<{ body: object }>(
      `select body from audit_entry where kind = 'ERASURE' order by id`,
    )
  ).map(({ body }) => body);

/** Two who consent, and a child with a guardian. */
const prepare = async (hub: TestHub): Promise<void> => {
  for (const person of [ana, rifat])
    done(await giveConsent(hub, await own(hub, person), { categories: ['IDENTITY'] }));
  const nada = await centreToken(hub, 'Nada');
  done(
    await recordGuardianship(hub, nada, {
      ward: await idOf(hub, nada, luka.nationalId),
      guardian: await idOf(hub, nada, mother.nationalId),
    }),
  );
};

/** What happens after the backup. */
const endThings = async (hub: TestHub): Promise<void> => {
  done(await withdrawOwnConsent(hub, await own(hub, ana)));
  done(await prohibit(hub, await own(hub, rifat), 'berane.support'));
  const nada = await centreToken(hub, 'Nada');
  done(
    await hub.ask(
      nada,
      'mutation ($ward: ID!) { endGuardianship(ward: $ward, reference: "P 41/2019", on: "2026-11-21") }',
      { ward: await idOf(hub, nada, luka.nationalId) },
    ),
  );
  // One case that the backup holds, and one that came later, both before their terms.
  done(await declareNeighbour(hub, 1, 'Nada'));
  await hub.running.hub.database.transaction(
    async (transaction) => await eraseRecords(transaction, `source = 'centre'`, [], hub.clock.now()),
  );
};

const expectGone = async (hub: TestHub): Promise<void> => {
  expect(await seen(hub)).toEqual([]);
  expect(await cases(hub)).toBe(0);
  expect(await wardsOf(hub, await own(hub, mother))).toEqual({});
};

const registers = { housing: sampleTenants('1', '2', '3'), centre: [familyCase] };

const postgres = await openPostgres();
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
});

if (postgres.kind === 'MISSING') {
  test.skip(`a real PostgreSQL is missing: ${postgres.reason}`, () => undefined);
} else {
  describe('a backup of PostgreSQL', { timeout: patience }, () => {
    const at = (url: string): DatabaseLocation => ({ kind: 'POSTGRESQL', url, connections: 4 });
    let live = '';
    let backup = '';
    beforeAll(async () => {
      live = await postgres.createDatabase();
      const { registers: _none, ...options } = configured(at(live));
      const first = await openSmallHub(registers, options);
      await prepare(first);
      expect(await seen(first)).toEqual(['Ana', 'Rifat']);
      await first.close();
      backup = await postgres.createDatabase(live);
    }, patience);

    test('is not needed: a hub that goes on has nothing to do again', async () => {
      const hub = await openTestHub(configured(at(live)));
      expect(hub.running.hub.repeated).toEqual({});
      await endThings(hub);
      await expectGone(hub);
      await hub.close();
      const again = await openTestHub(configured(at(live)));
      expect(again.running.hub.repeated).toEqual({});
      expect(await erasures(again)).toEqual([]);
      await again.close();
    });

    test('names nobody in what is kept outside it', () => {
      const text = readFileSync(journalFile, 'utf8');
      expect(new Set(journal().map(({ kind }) => kind))).toEqual(
        new Set(['CONSENT_ENDED', 'GUARDIANSHIP_ENDED', 'PROHIBITION_SET', 'RECORD_ERASED']),
      );
      for (const { givenName, familyName, nationalId, localId } of [
        ana,
        rifat,
        luka,
        mother,
        neighbour(1),
      ].map((person) => ({ localId: 'CSR-', ...person }))) {
        for (const value of [givenName, familyName, nationalId, localId, 'Nada', 'Lipov'])
          expect(text).not.toContain(value);
      }
    });

    test('is told of it before its first answer, once, whatever is asked first and by whichever process', async () => {
      const restored = await postgres.createDatabase(backup);
      const [one, other] = await Promise.all([
        openTestHub(configured(at(restored))),
        openTestHub(configured(at(restored))),
      ]);
      try {
        await expectGone(other);
        await expectGone(one);
        const told = [one, other].map((hub) => hub.running.hub.repeated);
        expect(told).toContainEqual({});
        expect(told).toContainEqual({
          ...{ RECORD_ERASED: 7, CONSENT_ENDED: 1, PROHIBITION_SET: 1, GUARDIANSHIP_ENDED: 1 },
        });
        expect(await erasures(one)).toEqual([
          expect.objectContaining({ cause: 'RESTORED_BACKUP', actor: 'journal' }),
        ]);
        // The later case has no tombstone in the backup, and does not come back all the same.
        expect((await declareNeighbour(one, 1, 'Nada')).text).toContain('UNCHANGED');
        expect(await cases(other)).toBe(0);
        const lines = journal().length;
        await one.running.hub.journal.keep();
        await other.running.hub.journal.keep();
        expect(journal()).toHaveLength(lines);
      } finally {
        await one.close();
        await other.close();
      }
    });

    test('without the journal would have opened everything again', async () => {
      const restored = await postgres.createDatabase(backup);
      const hub = await openTestHub(configured(at(restored), join(directory, 'no-journal')));
      expect(await seen(hub)).toEqual(['Ana', 'Rifat']);
      expect(await cases(hub)).toBeGreaterThan(0);
      await hub.close();
    });

    test('is told also of what a crash kept from the journal, once the hub has started again', async () => {
      const crashed = await postgres.createDatabase(backup);
      const heads = join(directory, 'crashed');
      // Committed, and the process is gone before a line of it is written.
      const database = await openDatabase(at(crashed));
      await database.query(
        `insert into consent_event (consent_id, state, at, actor) select id, 'ConsentWithdrawn', now(), 'x' from consent`,
      );
      await database.close();
      await (await openTestHub(configured(at(crashed), heads))).close();
      const hub = await openTestHub(configured(at(await postgres.createDatabase(backup)), heads));
      expect(hub.running.hub.repeated).toEqual({ CONSENT_ENDED: 2 });
      expect(await seen(hub)).toEqual([]);
      await hub.close();
    });
  });
}

describe('a backup of the embedded store, and its journal', { timeout: patience }, () => {
  const data = join(directory, 'embedded');
  const heads = join(directory, 'embedded-heads');
  const file = join(heads, 'journal.jsonl');
  const location: DatabaseLocation = { kind: 'PGLITE', directory: join(data, 'store') };
  const options = () => configured(location, heads);
  const copied = join(directory, 'copy');
  beforeAll(async () => {
    mkdirSync(data);
    const { registers: _none, ...first } = options();
    const hub = await openSmallHub(registers, first);
    await prepare(hub);
    await hub.close();
    cpSync(data, copied, { recursive: true });
    const later = await openTestHub(options());
    done(await withdrawOwnConsent(later, await own(later, ana)));
    // Before the answer, and not when a timer comes by.
    expect(readFileSync(file, 'utf8')).toContain('CONSENT_ENDED');
    await later.close();
  }, patience);

  const restore = (): void => {
    rmSync(data, { recursive: true, force: true });
    cpSync(copied, data, { recursive: true });
  };

  test('that ends in a torn line: a crash left it, and what stands before it holds', async () => {
    restore();
    appendFileSync(file, '{"kind":"CONSENT_ENDED","key":"');
    const hub = await openTestHub(options());
    expect(hub.running.hub.repeated).toEqual({ CONSENT_ENDED: 1 });
    expect(await seen(hub)).toEqual(['Rifat']);
    done(await withdrawOwnConsent(hub, await own(hub, rifat)));
    await hub.close();
    const again = await openTestHub(options());
    expect(again.running.hub.repeated).toEqual({});
    await again.close();
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test('that cannot be written: who withdraws is not told that it was done', async () => {
    const hub = await openTestHub(options());
    renameSync(file, `${file}.away`);
    mkdirSync(file);
    const answer = await prohibit(hub, await own(hub, ana), 'berane.support');
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([503, 'STORAGE_UNAVAILABLE']);
    rmSync(file, { recursive: true });
    renameSync(`${file}.away`, file);
    done(await prohibit(hub, await own(hub, ana), 'berane.support'));
    await hub.close();
    expect(readFileSync(file, 'utf8').match(/PROHIBITION_SET/g)).toHaveLength(2);
  });

  test('of which a line was changed: no start, and file and line are named', async () => {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('ConsentWithdrawn', 'ConsentGiven'));
    const failed = await openTestHub(options()).then(
      async (hub) => await hub.close(),
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(ConfigurationError);
    expect((failed as Error).message).toContain(`${file}, line 1:`);
  });
});
