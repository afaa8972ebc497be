// Who lives where by which register, and since when: every statement beside the others, and none in another's place.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../harness/consents.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, figure } from '../harness/people.ts';
import { importTenants, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

const rifat = figure('CSR-00001/000002');
const family = sampleTenants('1', '2', '3');
const [anaRow, rifatRow] = family;

let hub: TestHub;
beforeAll(async () => {
  hub = await openSmallHub({ housing: family, centre: sampleCases('CSR-00001') });
});
afterAll(async () => await hub?.close());

interface Stated {
  readonly relation: string | null;
  readonly since: string | null;
  readonly provenance: { readonly source: string; readonly controller: string };
  readonly person: { readonly givenName: string | null };
  readonly household: { readonly address: string | null };
}

const token = async (more: Record<string, unknown> = {}): Promise<string> =>
  await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena' },
    ...more,
  });
const fields = `relation since provenance { source controller } person { givenName } household { address }`;
const homesOf = async (
  nationalId: string,
  more: Record<string, unknown> = {},
): Promise<readonly Stated[]> => {
  const { body } = await hub.ask(
    await token(more),
    `query ($id: ID!) { person(id: $id) { memberships { ${fields} } } }`,
    { id: await idOf(hub, await token(more), nationalId) },
  );
  return (body.data as { person: { memberships: readonly Stated[] } }).person.memberships;
};
const livingWith = async (nationalId: string): Promise<readonly Stated[]> => {
  const { body } = await hub.ask(
    await token(),
    `query ($id: ID!) { person(id: $id) { households { memberships { ${fields} } } } }`,
    { id: await idOf(hub, await token(), nationalId) },
  );
  const { person } = body.data as {
    person: { households: readonly { readonly memberships: readonly Stated[] }[] };
  };
  return person.households.flatMap(({ memberships }) => memberships);
};
const told = ({ provenance, person, since, relation }: Stated): unknown => [
  ...[person.givenName, provenance.source, relation, since],
];

describe('who lives in a household', () => {
  it('is said by each register beside the other, with its word for the place and since when', async () => {
    const all = (await livingWith(ana.nationalId)).map(told);
    expect(all).toHaveLength(6);
    // The Centre says when it recorded the case; the register of housing has no such day, so it is the day it came.
    expect(all).toEqual(
      expect.arrayContaining([
        ['Ana', 'centre', 'HOLDER', '2026-03-12'],
        ['Ana', 'housing', 'HOLDER', '2026-11-21'],
        ['Rifat', 'centre', 'SPOUSE', '2026-03-12'],
        ['Sara', 'housing', 'CHILD', '2026-11-21'],
      ]),
    );
  });

  it('is one caller’s order, whatever came first', async () => {
    const once = (await livingWith(ana.nationalId)).map(told);
    expect((await livingWith(ana.nationalId)).map(told)).toEqual(once);
  });

  it('is empty of registers whose statement is not open', async () => {
    const support = { agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'Vesna' };
    const { body } = await hub.ask(
      await token(support),
      'query ($id: String!) { findPerson(nationalId: $id) { memberships { since } } }',
      { id: ana.nationalId },
    );
    expect(body.data).toEqual({ findPerson: { memberships: [] } });
  });
});

describe('households over time', () => {
  it('counts from the first version in a row: a later one changes neither day nor place', async () => {
    hub.clock.advance(40 * 86_400_000);
    await importTenants(hub, [{ ...anaRow, dug_eur: '12' }, ...family.slice(1)]);
    expect((await homesOf(ana.nationalId)).map(told)).toContainEqual([
      'Ana',
      'housing',
      'HOLDER',
      '2026-11-21',
    ]);
  });

  it('lets two registers stand side by side where a divorce is known to one of them', async () => {
    // Rifat has a contract of his own; the Centre's case still has him with Ana.
    const moved = {
      ...rifatRow,
      rb: '2',
      broj_ugovora: 'SS-2026/9001',
      adresa: 'Polimska 7',
      srodstvo: 'nosilac',
    };
    await importTenants(hub, [...family.filter((row) => row !== rifatRow), moved]);
    const homes = await homesOf(rifat.nationalId);
    expect(homes.map(({ provenance, household }) => [provenance.source, household.address])).toEqual(
      expect.arrayContaining([
        ['centre', anaRow?.adresa],
        ['housing', 'Polimska 7'],
      ]),
    );
    expect(homes.map(told)).toContainEqual(['Rifat', 'housing', 'HOLDER', '2026-12-31']);
    const left = (await livingWith(ana.nationalId)).filter(({ person }) => person.givenName === 'Rifat');
    expect(left.map(({ provenance }) => provenance.source)).toEqual(['centre']);
  });

  it('begins anew for who comes back', async () => {
    hub.clock.advance(30 * 86_400_000);
    await importTenants(hub, family);
    expect((await homesOf(rifat.nationalId)).map(told)).toContainEqual([
      ...['Rifat', 'housing', 'HOLDER', '2027-01-30'],
    ]);
  });

  it('says of a line that is another person’s now nothing of the one before', async () => {
    hub.clock.advance(10 * 86_400_000);
    const other = { ...rifatRow, ime: 'Zoran', prezime: 'Novak', jmbg: '', datum_rodjenja: '02.02.1970.' };
    await importTenants(hub, [anaRow ?? {}, other, ...family.slice(2)]);
    const all = (await livingWith(ana.nationalId)).map(told);
    expect(all).toContainEqual(['Zoran', 'housing', 'HOLDER', '2027-02-09']);
    expect(all).toContainEqual(['Ana', 'housing', 'HOLDER', '2026-11-21']);
  });
});
