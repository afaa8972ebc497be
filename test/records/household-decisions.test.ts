// R20, S17: what somebody decides about households. Who is who is never in question here.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLinkDecisions, type LinkDecisions } from '../../src/records/link-decisions.ts';
import { createLinkReviews } from '../../src/records/link-reviews.ts';
import { createScoringSource } from '../../src/records/scoring-source.ts';
import { findLinkedLine } from '../../src/store/link-review-store.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { callerOf } from '../policy/demo-house.ts';
import { householdWorld, partitionOf, type SaidUnit } from './household-world.ts';
import { careCase, member, tenant } from './make-case.ts';
import { hashingKey, openTestStore, type TestStore } from './open-store.ts';

const located = { configuredCommunities: new Map([['berane', ['Park']]]) };
const author = {
  ...{ agency: 'berane.centre', actor: 'Vesna', requestId: null },
  reason: 'She asked at the door.',
};
const here = 'Polimska 4/7';
const there = 'Rudeska 9';

let store: TestStore;
let decisions: LinkDecisions;
let world: ReturnType<typeof householdWorld>;

const open = async (): Promise<void> => {
  store = await openTestStore(located);
  decisions = createLinkDecisions({
    ...{ database: store.database, clock: store.clock.now, createId: randomUUID, hashingKey },
  });
  world = householdWorld(store, 0);
};
beforeEach(open);
afterEach(async () => await store.close());

const push = async (
  register: SaidUnit['register'],
  unit: string,
  people: string,
  address = here,
): Promise<void> => {
  store.clock.advance(1000);
  await world.push({ register, unit, people: people.split(', '), address });
};
const split = async (unit: string, from: string | null = null) => {
  store.clock.advance(1000);
  return await decisions.splitHousehold(world.line(unit), from === null ? null : world.line(from), author);
};
const join = async (one: string, other: string) => {
  store.clock.advance(1000);
  return await decisions.joinHouseholds([world.line(one), world.line(other)], author);
};
const partition = async (): Promise<readonly string[]> => partitionOf(await world.households());
const idOf = async (unit: string): Promise<string> => (await world.households()).get(unit) ?? 'none';
const nowOf = async (id: string): Promise<string | undefined> =>
  (await store.rows<{ now: string }>('select household_now(?::uuid)::text as now', [id]))[0]?.now;
const waiting = async () => {
  const queue = createLinkReviews(store.database, createScoringSource(projectNicknames), hashingKey);
  const { reviews } = await queue.page(50, null);
  return reviews.map(({ line, candidates }) => [
    line.localId,
    ...candidates.map((each) => each.line.localId),
  ]);
};
const name = (unit: string): string => world.line(unit).localId;

const oneHousehold = async (): Promise<string> => {
  await push('housing', 'U-1', 'ana, petar');
  await push('centre', 'C-1', 'ana, petar');
  expect(await partition()).toEqual(['C-1 + U-1']);
  return await idOf('U-1');
};
const twoHouseholds = async (): Promise<readonly [string, string]> => {
  await push('housing', 'U-1', 'ana, petar');
  await push('centre', 'C-1', 'mira', there);
  expect(await partition()).toEqual(['C-1', 'U-1']);
  return [await idOf('U-1'), await idOf('C-1')];
};

describe('a unit that is not of its household', () => {
  test('leaves it, and those that stay keep the id', async () => {
    const id = await oneHousehold();
    const { person, other } = await split('C-1');
    expect([await idOf('U-1'), await idOf('C-1')]).toEqual([id, other]);
    expect(person).toBe(id);
    const [row] = await store.rows(
      `select entity, decision, agency, actor, reason, person_id::text as person, other_id::text as other from link_decision`,
    );
    expect(row).toEqual({
      ...{ entity: 'HOUSEHOLD', decision: 'SPLIT', agency: 'berane.centre', actor: 'Vesna' },
      ...{ reason: author.reason, person: id, other },
    });
  });

  test('never comes back by itself: not by a version, not by a move, not under another number', async () => {
    await oneHousehold();
    await split('C-1');
    await push('centre', 'C-1', 'ana, petar, luka');
    await push('housing', 'U-1', 'ana, petar, luka');
    await push('housing', 'U-1', 'ana, petar', there);
    await push('centre', 'C-1', 'ana, petar', there);
    expect(await partition()).toEqual(['C-1', 'U-1']);
    await push('centre', 'C-9', 'ana, petar', there);
    expect(await partition()).toEqual(['C-1', 'C-9', 'U-1']);
    await push('housing', 'U-1', 'ana, petar, luka', there);
    expect(await partition()).toEqual(['C-1', 'C-9', 'U-1']);
  });

  test('goes where the rules say, as if those were not there', async () => {
    await push('housing', 'U-1', 'ana, petar');
    await push('centre', 'C-1', 'ana, petar');
    await push('centre', 'C-2', 'ana, petar');
    expect(await partition()).toEqual(['C-1 + U-1', 'C-2']);
    const { other } = await split('U-1');
    expect(await partition()).toEqual(['C-1', 'C-2 + U-1']);
    expect(await idOf('U-1')).toBe(other);
  });

  test('is in a household with it again where somebody says so', async () => {
    const id = await oneHousehold();
    const { other } = await split('C-1');
    await join('U-1', 'C-1');
    expect([await idOf('U-1'), await idOf('C-1'), await nowOf(other)]).toEqual([id, id, id]);
    await push('centre', 'C-1', 'ana, petar, luka');
    expect(await partition()).toEqual(['C-1 + U-1']);
  });

  test('is free of it where the number passes to other people, and bound again when they come back', async () => {
    await oneHousehold();
    await split('C-1');
    await push('centre', 'C-1', 'mira, jovan', there);
    await push('housing', 'U-2', 'mira, jovan', there);
    expect(await partition()).toEqual(['C-1 + U-2', 'U-1']);
    await push('centre', 'C-1', 'ana, petar');
    expect(await partition()).toEqual(['C-1', 'U-1', 'U-2']);
  });

  test('leaves nothing of what kept it apart once it is erased', async () => {
    await oneHousehold();
    await split('C-1');
    await store.rows(`update record set retain_until = '2026-01-01' where source = 'centre'`);
    await store.sweep();
    expect(await store.rows('select source from link_decision_line')).toEqual([{ source: 'housing' }]);
  });
});

describe('two that are one household', () => {
  test('have the id of the one that was known first, and the other leads there, for readers too', async () => {
    const [first, second] = await twoHouseholds();
    expect(await join('C-1', 'U-1')).toMatchObject({ person: first, other: second });
    expect([await idOf('C-1'), await nowOf(second)]).toEqual([first, first]);
    const view = await store
      .reading(callerOf('berane.municipality', 'housing-welfare-management'))
      .view('HOUSEHOLD', second);
    expect(view?.id).toBe(first);
  });

  test('stay one whatever they say later', async () => {
    const [first] = await twoHouseholds();
    await join('C-1', 'U-1');
    await push('centre', 'C-1', 'mira, vuk', 'Brdska 3');
    await push('housing', 'U-1', 'petar', 'Lipska 5');
    expect([await idOf('U-1'), await idOf('C-1')]).toEqual([first, first]);
  });

  test('come apart where somebody says so: each has the id that it had', async () => {
    const [first, second] = await twoHouseholds();
    await join('C-1', 'U-1');
    await split('C-1');
    expect([await idOf('U-1'), await idOf('C-1'), await nowOf(second)]).toEqual([first, second, second]);
  });

  test('come apart where one of them passes to other people', async () => {
    const [first] = await twoHouseholds();
    await join('C-1', 'U-1');
    await push('centre', 'C-1', 'sara', there);
    expect(await partition()).toEqual(['C-1', 'U-1']);
    expect(await idOf('U-1')).toBe(first);
  });

  test('say by whose decision', async () => {
    await twoHouseholds();
    const { id } = await join('C-1', 'U-1');
    const { source, localId } = world.line('C-1');
    expect(await findLinkedLine(store.database.query, source, localId)).toMatchObject([
      { entity: 'HOUSEHOLD', evidence: { reason: 'JOINED_BY_DECISION', decision: id } },
    ]);
  });
});

describe('what waits for somebody', () => {
  test('an observation comes to the household that somebody names, and stays there', async () => {
    await push('housing', 'U-1', 'ana, petar');
    await push('seen', 'N-1', 'vuk');
    expect(await waiting()).toEqual([[name('N-1'), name('U-1')]]);
    const own = await idOf('N-1');
    await join('N-1', 'U-1');
    expect([await partition(), await waiting()]).toEqual([['N-1 + U-1'], []]);
    expect(await nowOf(own)).toBe(await idOf('U-1'));
    await push('housing', 'U-1', 'ana, petar, luka', there);
    expect(await partition()).toEqual(['N-1 + U-1']);
  });

  test('an observation leaves the household that it was taken for, and is not asked of again', async () => {
    await push('housing', 'U-1', 'ana, petar');
    await push('seen', 'N-1', 'ana');
    expect(await partition()).toEqual(['N-1 + U-1']);
    await split('N-1');
    await push('housing', 'U-1', 'ana, petar, luka');
    expect([await partition(), await waiting()]).toEqual([['N-1', 'U-1'], []]);
  });

  test('an observation that is of none who live there is not asked of again', async () => {
    await push('housing', 'U-1', 'ana, petar');
    await push('seen', 'N-1', 'vuk');
    await split('N-1', 'U-1');
    expect([await partition(), await waiting()]).toEqual([['N-1', 'U-1'], []]);
    await push('housing', 'U-2', 'mira', 'Polimska 4/8');
    expect(await waiting()).toEqual([[name('N-1'), name('U-2')]]);
  });

  test('an observation of another head is another: nothing that was said holds of it', async () => {
    await push('housing', 'U-1', 'ana, petar');
    await push('seen', 'N-1', 'vuk');
    await join('N-1', 'U-1');
    await push('seen', 'N-1', 'iva');
    expect(await partition()).toEqual(['N-1', 'U-1']);
  });

  const severalFit = async (): Promise<void> => {
    await push('centre', 'C-1', 'ana, luka');
    await push('centre', 'C-2', 'petar, maja');
    await push('housing', 'U-1', 'ana, petar, luka, maja');
    expect([await partition(), await waiting()]).toEqual([
      ['C-1', 'C-2', 'U-1'],
      [[name('U-1'), name('C-1'), name('C-2')]],
    ]);
  };

  test('a contract that several cases fit as well is of the one that somebody names', async () => {
    await severalFit();
    await join('U-1', 'C-2');
    expect([await partition(), await waiting()]).toEqual([['C-1', 'C-2 + U-1'], []]);
  });

  test('or of the other, where it is not of the one', async () => {
    await severalFit();
    await split('U-1', 'C-2');
    expect([await partition(), await waiting()]).toEqual([['C-1 + U-1', 'C-2'], []]);
  });
});

describe('what nobody can decide', () => {
  test('that two of one register are one household, nor two that are one', async () => {
    await oneHousehold();
    await push('centre', 'C-2', 'mira', there);
    await expect(join('U-1', 'C-2')).rejects.toThrow('One register has them as two households');
    await expect(join('U-1', 'C-1')).rejects.toThrow('They are one household already.');
  });

  test('that households of two municipalities are one', async () => {
    await push('centre', 'C-1', 'mira', there);
    await store.take('petnjica/housing', [tenant()]);
    const names = [world.line('C-1'), { source: 'petnjica/housing', localId: 'U-7' }] as const;
    await expect(decisions.joinHouseholds(names, author)).rejects.toThrow('two municipalities');
  });

  test('that what stands alone leaves, or that what neighbours saw is one household', async () => {
    await push('housing', 'U-1', 'ana');
    await push('seen', 'N-1', 'vuk');
    await push('seen', 'N-2', 'iva');
    await expect(split('U-1')).rejects.toThrow('No contract or case of another register');
    await expect(join('N-1', 'N-2')).rejects.toThrow('One of them must be a contract or case');
    await expect(split('N-1', 'N-2')).rejects.toThrow('name a contract or case');
  });

  test('of what a matter seals, of what is for its own source alone: as of what there is not (S04)', async () => {
    await oneHousehold();
    const anas = '1405987275018';
    const flagged = { members: [member('S-1/1', { nationalId: anas })] };
    await store.take('centre', [careCase(1, { caseNumber: 'S-1', matter: 'M-1', ...flagged })]);
    await store.take('housing', [tenant({ jmbg: anas, broj_ugovora: 'U-8' })]);
    expect(
      await store.rows(`select apart from mention where entity = 'HOUSEHOLD' and local_id = 'U-8'`),
    ).toEqual([{ apart: true }]);
    for (const [source, localId] of [
      ['centre', 'S-1'],
      ['housing', 'U-8'],
      ['housing', 'nothing'],
    ] as const) {
      const named = { source, localId };
      const refusals = [
        async () => await decisions.splitHousehold(named, null, author),
        async () => await decisions.splitHousehold(named, world.line('U-1'), author),
        async () => await decisions.splitHousehold(world.line('U-1'), named, author),
        async () => await decisions.joinHouseholds([named, world.line('U-1')], author),
        async () => await decisions.joinHouseholds([world.line('U-1'), named], author),
      ];
      for (const refusal of refusals)
        await expect(refusal()).rejects.toThrow('No such contract, case or observation.');
    }
    expect(await store.rows('select id from link_decision')).toEqual([]);
  });
});

test('a version that is for its own source alone moves nobody, and a decision does what it did before (S04)', async () => {
  const anas = '1405987275018';
  const happen = async (protectedMoves: boolean): Promise<readonly string[]> => {
    const mine = { jmbg: anas, rb: '1' };
    await store.take('housing', [tenant(mine)]);
    await store.take('centre', [careCase(1, { members: [member('CSR-7/1', { nationalId: anas })] })]);
    await store.take('centre', [
      careCase(1, { caseNumber: 'S-1', matter: 'M-1', members: [member('S-1/1', { nationalId: anas })] }),
    ]);
    if (protectedMoves) await store.take('housing', [tenant({ ...mine, adresa: 'Brdska 3', stan: '1' })]);
    const seen: string[] = [];
    const look = async (): Promise<void> =>
      void seen.push(
        ...(
          await store.rows<{ lines: string }>(
            `select string_agg(source || ' ' || local_id, ', ' order by source, local_id) as lines from link
               where entity = 'HOUSEHOLD' and ended_at is null group by entity_id order by 1`,
          )
        ).map(({ lines }) => lines),
      );
    await look();
    await decisions.splitHousehold({ source: 'housing', localId: 'U-7' }, null, author);
    await look();
    return seen;
  };
  const before = await happen(false);
  expect(before).toEqual(['centre CSR-7, housing U-7', 'centre CSR-7', 'housing U-7']);
  await store.close();
  await open();
  expect(await happen(true)).toEqual(before);
});

test('the same registers and decisions, one after the other, give the same graph', async () => {
  const happen = async (): Promise<readonly string[]> => {
    await oneHousehold();
    await push('seen', 'N-1', 'ana');
    await push('centre', 'C-2', 'mira', there);
    await split('C-1');
    await push('housing', 'U-1', 'ana', there);
    await join('U-1', 'C-2');
    await push('centre', 'C-1', 'ana, petar', there);
    await push('housing', 'U-2', 'petar, ana');
    return await partition();
  };
  const first = await happen();
  // U-2 has the people of whom it was said that they are not of C-1.
  expect(first).toEqual(['C-1', 'C-2 + U-1', 'N-1 + U-2']);
  await store.close();
  await open();
  expect(await happen()).toEqual(first);
});
