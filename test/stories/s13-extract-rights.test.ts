// S13 (R7, R24): what an extract says of rights is a band and a year, and is as registers have it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approve, decisionOf, formOf, officer as officerOf, propose } from '../harness/agreements.ts';
import { openTestHub, samples, type TestHub } from '../harness/open-hub.ts';
import {
  approveExtract,
  type Copy,
  consentOfAll,
  fetchExtract,
  officer,
  personsOf,
  planExtract,
  researcher,
} from '../harness/research.ts';

const both = ['berane.municipality', 'berane.centre'] as const;
const columns = ['PLACE', 'AGE_BAND', 'RECIPIENT', 'RIGHT_SINCE', 'RIGHT_AMOUNT'];
const project = { agency: 'statistics', purposeClass: 'project:housing-conditions' };
/** What the Centre must agree on, and people consent to, beside what the demo's project has. */
const ofRights = ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'SOCIAL_CARE', 'FINANCE'];
/** More than a page, in whole cases but for the last. */
const consenting = 300;

interface Right {
  readonly status: string;
  readonly amountEur?: number | null;
  readonly since?: string | null;
}
interface Row {
  readonly id: string;
  readonly look: string;
  readonly secrets: readonly string[];
}

let hub: TestHub;
let copy: Copy;
let rows: readonly Row[];
/** By the project's id of a person: their household, and the rights of all its cases as the Centre's file has them. */
const truth = new Map<string, { readonly household: string; readonly rights: readonly Right[] }>();

/** The rights of each case in its newest version. */
const rightsOfCases = (): ReadonlyMap<string, readonly Right[]> => {
  const lines = readFileSync(join(samples, 'centre.ndjson'), 'utf8').trim().split('\n');
  const cases = lines.map(
    (line) => JSON.parse(line) as { caseNumber: string; version: number; rights?: readonly Right[] },
  );
  return new Map(
    cases
      .toSorted((one, other) => one.version - other.version)
      .map(({ caseNumber, rights = [] }) => [caseNumber, rights]),
  );
};

const readTruth = async (persons: readonly string[]): Promise<void> => {
  const linked = async (entity: string) =>
    await hub.running.hub.database.query<{ entity: string; local: string }>(
      `select entity_id::text as entity, local_id as local from link
         where entity = ? and source = 'centre' and ended_at is null`,
      [entity],
    );
  const rights = rightsOfCases();
  const householdOf = new Map((await linked('HOUSEHOLD')).map(({ entity, local }) => [local, entity]));
  const casesOf = Map.groupBy(householdOf.keys(), (caseNumber) => householdOf.get(caseNumber) ?? '');
  for (const { entity, local } of await linked('PERSON')) {
    if (!persons.includes(entity)) continue;
    const household = householdOf.get(local.split('/')[0] ?? '') ?? '';
    truth.set(hub.running.hub.pairwise.encode('PERSON', entity, project), {
      household,
      rights: (casesOf.get(household) ?? []).flatMap((caseNumber) => rights.get(caseNumber) ?? []),
    });
  }
};

/** What a row has to say of rights, worked out from the Centre's file. */
const saidOf = (rights: readonly Right[]): readonly string[] => {
  const granted = rights.filter(({ status }) => status === 'priznato');
  if (granted.length === 0) return ['NO', 'NONE', 'NONE'];
  const most = Math.max(...granted.map(({ amountEur }) => amountEur ?? Number.NaN));
  const first = granted.flatMap(({ since }) => (since ? [since] : [])).toSorted()[0];
  const band = [
    ['LT50', 0, 50],
    ['50-99', 50, 100],
    ['100-199', 100, 200],
    ['GE200', 200, Number.POSITIVE_INFINITY],
  ].find(([, from, to]) => most >= Number(from) && most < Number(to));
  return ['YES', first?.slice(0, 4) ?? 'UNK', String(band?.[0] ?? 'UNK')];
};

beforeAll(async () => {
  hub = await openTestHub();
  await hub.running.hub.releases.drawDue();
  const form = formOf('centre-to-research', {
    ...{ categories: ofRights, validFrom: '2026-11-21' },
    basis: { article6: 'A6-1-a', article9: 'A9-2-a' },
  });
  const { agreement } = decisionOf(await propose(hub, await officerOf(hub, 'statistics', 'Ivo'), form));
  const agreed = await approve(
    hub,
    await officerOf(hub, 'berane.centre', 'Nina'),
    form.id,
    agreement.version,
  );
  expect(decisionOf(agreed).takesEffect).toBe(true);

  const persons = (await personsOf(hub, ['berane.centre'])).slice(0, consenting);
  await consentOfAll(hub, persons, both, { 'berane.centre': ofRights });
  await readTruth(persons);

  const iva = await researcher(hub);
  const planned = await planExtract(hub, iva, columns);
  expect(planned.body.errors).toBeUndefined();
  const { id = '' } = (planned.body.data?.['planExtract'] ?? {}) as { id?: string };
  for (const [agency, actor] of [
    ['berane.municipality', 'Mirza'],
    ['berane.centre', 'Nina'],
  ] as const)
    expect((await approveExtract(hub, await officer(hub, agency, actor), id)).body.errors).toBeUndefined();
  copy = await fetchExtract(hub, iva, id);
  rows = copy.rows.map(([person = '', place, age, ...more]) => ({
    ...{ id: person, look: `${place} ${age}` },
    secrets: more.slice(0, 3),
  }));
});
afterAll(async () => await hub?.close());

describe('an extract of rights', () => {
  it('says of each household what the register has decided: a band and a year', () => {
    expect(copy.header).toEqual(['id', ...columns, 'mark']);
    expect(rows.length).toBeGreaterThan(200);
    for (const { id, secrets } of rows) expect(secrets).toEqual(saidOf(truth.get(id)?.rights ?? []));
    const kinds = (column: number) => new Set(rows.map(({ secrets }) => secrets[column]));
    expect(kinds(0)).toEqual(new Set(['YES', 'NO']));
    expect(kinds(1).size).toBeGreaterThan(4);
    expect([...kinds(2)]).toEqual(expect.arrayContaining(['LT50', '50-99', '100-199', 'NONE']));
  });

  it('has no amount and no day in it, of nobody', () => {
    const granted = rows.flatMap(({ id }) => truth.get(id)?.rights ?? []);
    const amounts = granted.flatMap(({ amountEur }) => (amountEur ? [String(amountEur)] : []));
    const days = granted.flatMap(({ since }) => (since ? [since] : []));
    expect(Math.min(amounts.length, days.length)).toBeGreaterThan(50);
    const cells = new Set(rows.flatMap(({ look, secrets }) => [...look.split(' '), ...secrets]));
    for (const each of [...amounts, ...days]) expect(cells).not.toContain(each);
    expect(rows.every(({ secrets }) => /^(NONE|UNK|\d{4})$/.test(secrets[1] ?? ''))).toBe(true);
  });

  it('has only classes of eleven rows of five households, in which nobody knows what all have in common (R24)', () => {
    const classes = Map.groupBy(rows, ({ look }) => look);
    expect(classes.size).toBeGreaterThan(1);
    for (const [look, alike] of classes) {
      expect(alike.length, look).toBeGreaterThanOrEqual(11);
      expect(new Set(alike.map(({ id }) => truth.get(id)?.household)).size, look).toBeGreaterThanOrEqual(5);
      for (const column of [0, 1, 2]) {
        const known = new Set(alike.map(({ secrets }) => secrets[column]).filter((code) => code !== 'UNK'));
        expect(known.size, `${look} ${columns[column + 2]}`).toBeGreaterThanOrEqual(2);
      }
    }
  });
});
