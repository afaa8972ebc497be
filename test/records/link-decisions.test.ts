// R20, S17: what somebody decides about links, below HTTP. The story is in `test/stories/s17-undo.test.ts`.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLinkDecisions, type LinkDecisions } from '../../src/records/link-decisions.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, observation, tenant } from './make-case.ts';
import { hashingKey, openTestStore, type TestStore } from './open-store.ts';

const support = 'berane.support';
const author = {
  ...{ agency: 'berane.centre', actor: 'Vesna', requestId: null },
  reason: 'Two papers were compared.',
};
const id = '1405987275476';
const line = (source: string, localId: string) => ({ source, localId });
const ofHousing = line('housing', '1');
const ofCentre = line('centre', 'CSR-7/1');

let store: TestStore;
let decisions: LinkDecisions;

const open = async (): Promise<TestStore> => {
  const opened = await openTestStore();
  decisions = createLinkDecisions({
    ...{ database: opened.database, clock: opened.clock.now, createId: randomUUID, hashingKey },
  });
  return opened;
};
beforeEach(async () => {
  store = await open();
});
afterEach(async () => await store.close());

const person = async ({ source, localId }: ReturnType<typeof line>): Promise<string> => {
  const found = await store.personOf(source, localId);
  if (found === null) throw new Error(`nobody is linked to ${localId}`);
  return found;
};
const later = (): void => store.clock.advance(1000);

/** A tenant without a number, and a client of the Centre with one: one person by the papers, and two by the rules. */
const twoOfOne = async (): Promise<{ readonly tenant: string; readonly client: string }> => {
  await store.take('housing', [
    tenant({ prezime: 'Novak' }),
    tenant({ rb: '9', broj_ugovora: 'U-9', ime: 'Vuk' }),
  ]);
  const referrals = [{ member: 'CSR-7/1', agency: support, acceptedOn: '2026-02-01' }];
  await store.take('centre', [
    careCase(1, { members: [member('CSR-7/1', { nationalId: id, birthDate: '1988-06-15' })], referrals }),
  ]);
  const [one, other] = [await person(ofHousing), await person(ofCentre)];
  expect(one).not.toBe(other);
  later();
  return { tenant: one, client: other };
};

/** Somebody whom the rules take for the tenant: the same name and birth date, and no number. */
const oneOfTwo = async (): Promise<string> => {
  await store.take('housing', [tenant({ jmbg: id })]);
  await store.take('centre', [careCase(1)]);
  expect(await person(ofHousing)).toBe(await person(ofCentre));
  later();
  return await person(ofHousing);
};

/** As if a register's lines had been gone, and come back as new ones. */
const forget = async (source: string): Promise<void> => {
  await store.rows('delete from mention where source = ?', [source]);
  await store.rows('update link set ended_at = now() where source = ? and ended_at is null', [source]);
};

const consent = async (giver: string, controller: string): Promise<void> => {
  const [row] = await store.rows<{ id: string }>(
    `insert into consent (id, person_id, controller, recipient, purpose, categories, fields, notice_version, language,
       script, valid_until, binding, created_at)
     values (gen_random_uuid(), ?, ?, ?, 'ps:SocialWelfareProvision', array['IDENTITY', 'HEALTH'], '{}', '2026-1', 'cnr',
       'Latn', '2027-01-01', true, ?) returning id::text as id`,
    [giver, controller, support, store.clock.now()],
  );
  await store.rows(
    `insert into consent_event (consent_id, state, at, actor) values (?, 'ConsentGiven', now(), 'ana')`,
    [row?.id],
  );
  later();
};
const prohibit = async (by: string): Promise<void> =>
  void (await store.rows(
    `insert into prohibition (id, person_id, recipient, since) values (gen_random_uuid(), ?, ?, now())`,
    [by, support],
  ));
const kindsSeen = async (of: string): Promise<readonly string[]> => {
  const projection = store.reading(callerOf(support, 'social-welfare-provision'));
  const view = await projection.view('PERSON', of);
  return (view?.records ?? []).map(({ row }) => row.kind).filter((kind) => kind.endsWith('entry'));
};
const both = ['berane.municipality', 'berane.centre'] as const;

describe('two who are taken apart', () => {
  test('the one with a checked number keeps the id, whichever lines were named', async () => {
    const before = await oneOfTwo();
    const { person: kept, other } = await decisions.split([ofHousing], author);
    expect(kept).toBe(before);
    expect([await person(ofHousing), await person(ofCentre)]).toEqual([before, other]);
  });

  test('stay apart under a new version, under another number, and after the line was gone', async () => {
    const before = await oneOfTwo();
    await decisions.split([ofCentre], author);
    const alone = await person(ofCentre);
    await store.take('centre', [careCase(2, { address: 'Lipov drvored 12/8' })]);
    expect(await person(ofCentre)).toBe(alone);
    await store.take('centre', [careCase(1, { caseNumber: 'CSR-8', members: [member('CSR-8/1')] })]);
    expect(await person(line('centre', 'CSR-8/1'))).not.toBe(before);
    await forget('centre');
    await store.take('centre', [careCase(3)]);
    expect(await person(ofCentre)).not.toBe(before);
  });

  test('are two households from then on, and what a neighbour saw goes to neither by guess', async () => {
    await oneOfTwo();
    await store.take('community', [observation()]);
    expect(await store.householdOf('centre', 'CSR-7')).toBe(await store.householdOf('housing', 'U-7'));
    await decisions.split([ofCentre], author);
    const [contract, file] = [
      await store.householdOf('housing', 'U-7'),
      await store.householdOf('centre', 'CSR-7'),
    ];
    expect(contract).not.toBe(file);
    expect([contract, file]).not.toContain(await store.householdOf('community', 'MZ-7'));
  });

  test('are one again where somebody says so, and the earlier word holds no more', async () => {
    const before = await oneOfTwo();
    await decisions.split([ofCentre], author);
    await decisions.join([ofCentre, ofHousing], author);
    expect(await person(ofCentre)).toBe(before);
    expect(await store.householdOf('centre', 'CSR-7')).toBe(await store.householdOf('housing', 'U-7'));
    await forget('centre');
    await store.take('centre', [careCase(3)]);
    expect(await person(ofCentre)).toBe(before);
  });

  test('leave nothing of what kept them apart once the line is erased', async () => {
    await oneOfTwo();
    await decisions.split([ofCentre], author);
    const kept = async () => await store.rows(`select from link_decision_line where source = 'centre'`);
    expect(await kept()).toHaveLength(1);
    await store.rows(`update record set retain_until = '2026-01-01' where source = 'centre'`);
    await store.sweep();
    expect(await kept()).toEqual([]);
  });
});

describe('two who are joined', () => {
  test('have the id of the one with a checked number, and the other leads there', async () => {
    const { tenant: gone, client } = await twoOfOne();
    expect(await decisions.join([ofHousing, ofCentre], author)).toMatchObject({
      person: client,
      other: gone,
    });
    expect([await person(ofHousing), await person(ofCentre)]).toEqual([client, client]);
    const view = await store
      .reading(callerOf('berane.municipality', 'housing-welfare-management'))
      .view('PERSON', gone);
    expect(view?.id).toBe(client);
    expect(view?.records.map(({ row }) => row.kind)).toContain('tenant-entry');
  });

  test('a consent of the one covers what it covered, and nothing of the other', async () => {
    const { client } = await twoOfOne();
    for (const controller of both) await consent(client, controller);
    expect(await kindsSeen(client)).toEqual(['case-entry']);
    await decisions.join([ofHousing, ofCentre], author);
    expect(await kindsSeen(client)).toEqual(['case-entry']);
  });

  test('nor does that of whose id is gone cover more, or less, than it did', async () => {
    const { tenant: gone, client } = await twoOfOne();
    for (const controller of both) await consent(gone, controller);
    await decisions.join([ofHousing, ofCentre], author);
    expect(await kindsSeen(client)).toEqual(['tenant-entry']);
  });

  test('a consent given afterwards covers both', async () => {
    const { client } = await twoOfOne();
    await decisions.join([ofHousing, ofCentre], author);
    later();
    for (const controller of both) await consent(client, controller);
    expect([...(await kindsSeen(client))].sort()).toEqual(['case-entry', 'tenant-entry']);
  });

  test('a prohibition of either holds for all', async () => {
    const { tenant: gone, client } = await twoOfOne();
    for (const controller of both) await consent(client, controller);
    await prohibit(gone);
    await decisions.join([ofHousing, ofCentre], author);
    expect(await kindsSeen(client)).toEqual([]);
  });

  test('come apart again as they were: ids, consents and prohibitions go back', async () => {
    const { tenant: gone, client } = await twoOfOne();
    for (const controller of both) await consent(gone, controller);
    await prohibit(client);
    await decisions.join([ofHousing, ofCentre], author);
    expect(await kindsSeen(client)).toEqual([]);
    later();
    await decisions.split([ofHousing], author);
    expect([await person(ofHousing), await person(ofCentre)]).toEqual([gone, client]);
    expect(await kindsSeen(gone)).toEqual(['tenant-entry']);
    expect(await kindsSeen(client)).toEqual([]);
    const view = await store
      .reading(callerOf('berane.municipality', 'housing-welfare-management'))
      .view('PERSON', gone);
    expect(view?.id).toBe(gone);
  });
});

describe('what nobody has decided', () => {
  test('lines that were only probable stay so, and an old consent reaches none of them', async () => {
    const older = await oneOfTwo();
    const view = `select certain from person_link where source = 'centre' and local_id = 'CSR-7/1'`;
    expect(await store.rows(view)).toEqual([{ certain: false }]);
    // The same number with another name: two people by the rules, and the Centre's knows hers for certain.
    await store.take('centre', [
      careCase(1, {
        caseNumber: 'CSR-8',
        members: [
          member('CSR-8/1', { givenName: 'Iva', familyName: 'Kos', birthDate: '1970-01-01', nationalId: id }),
        ],
      }),
    ]);
    const other = await person(line('centre', 'CSR-8/1'));
    expect(other).not.toBe(older);
    await consent(older, 'berane.centre');
    later();
    await decisions.join([line('centre', 'CSR-8/1'), ofHousing], author);
    expect(await store.rows(view)).toEqual([{ certain: false }]);
  });

  test('whose a line is that its register gives to a stranger: they get nothing of its log', async () => {
    await oneOfTwo();
    const { other } = await decisions.split([ofCentre], author);
    later();
    await store.take('centre', [
      careCase(2, { members: [member('CSR-7/1', { givenName: 'Vuk', birthDate: '2001-02-03' })] }),
    ]);
    const stranger = await person(ofCentre);
    expect(stranger).not.toBe(other);
    const given = await store.rows(
      `select from misread join link on link.entity = 'PERSON' and link.source = misread.source and link.local_id = misread.local_id
         and link.ended_at is null and link.evidence ->> 'decision' is not null`,
    );
    expect(given).toEqual([]);
  });

  test('an id that came back leads to nobody else, though the other line is gone', async () => {
    const { tenant: gone } = await twoOfOne();
    await decisions.join([ofHousing, ofCentre], author);
    await store.take('centre', [
      careCase(1, {
        caseNumber: 'CSR-8',
        members: [member('CSR-8/1', { nationalId: id, birthDate: '1988-06-15' })],
      }),
    ]);
    await forget('centre');
    await store.take('centre', [
      careCase(2, {
        caseNumber: 'CSR-8',
        members: [member('CSR-8/1', { nationalId: id, birthDate: '1988-06-15' })],
      }),
    ]);
    await decisions.split([ofHousing], author);
    const [now] = await store.rows<{ now: string }>('select person_now(?::uuid)::text as now', [
      await person(ofHousing),
    ]);
    expect(now?.now).toBe(await person(ofHousing));
    expect(gone).toBeDefined();
  });

  test('the household: units that move together stay one, under its id', async () => {
    await oneOfTwo();
    const home = await store.householdOf('housing', 'U-7');
    expect(await store.householdOf('centre', 'CSR-7')).toBe(home);
    await store.take('centre', [
      careCase(1, {
        ...{ caseNumber: 'CSR-5', address: 'Rudeška 3' },
        members: [member('CSR-5/1', { givenName: 'Anica', nationalId: id, birthDate: '1987-05-14' })],
      }),
    ]);
    const elsewhere = line('centre', 'CSR-5/1');
    if ((await person(elsewhere)) !== (await person(ofHousing)))
      await decisions.join([ofHousing, elsewhere], author);
    expect([await store.householdOf('housing', 'U-7'), await store.householdOf('centre', 'CSR-7')]).toEqual([
      home,
      home,
    ]);
  });
});

describe('what nobody can decide', () => {
  test.each([
    ['lines that there are not', [ofHousing, line('centre', 'CSR-9/1')], 'No such lines.'],
    ['one line twice', [ofHousing, ofHousing], 'They are one person already.'],
  ] as const)('of %s', async (_what, lines, message) => {
    await twoOfOne();
    await expect(decisions.join(lines, author)).rejects.toThrow(message);
  });

  test('that two of one case are one', async () => {
    const members = [member('CSR-7/1'), member('CSR-7/2', { givenName: 'Iva', birthDate: '2015-02-03' })];
    await store.take('centre', [careCase(1, { members })]);
    const pair = [ofCentre, line('centre', 'CSR-7/2')] as const;
    await expect(decisions.join(pair, author)).rejects.toThrow('One contract or case names them both');
  });

  test('that two checked numbers are one person', async () => {
    await store.take('housing', [
      tenant({ jmbg: '0311984270548', ime: 'Rifat', datum_rodjenja: '03.11.1984.' }),
    ]);
    await store.take('centre', [careCase(1, { members: [member('CSR-7/1', { nationalId: id })] })]);
    await expect(decisions.join([ofHousing, ofCentre], author)).rejects.toThrow('two checked national ids');
  });

  test('that lines of two people leave together', async () => {
    await twoOfOne();
    await expect(decisions.split([ofHousing, ofCentre], author)).rejects.toThrow('not of one person');
  });

  test('of what lies apart: as of a line that there is not', async () => {
    await twoOfOne();
    await store.rows(`update mention set apart = true where source = 'centre'`);
    await expect(decisions.split([ofCentre], author)).rejects.toThrow('No such lines.');
    await expect(decisions.join([ofHousing, ofCentre], author)).rejects.toThrow('No such lines.');
  });
});

test('the same registers and decisions, one after the other, give the same graph', async () => {
  const partition = async (): Promise<readonly string[]> =>
    (
      await store.rows<{ lines: string }>(
        `select string_agg(entity || ' ' || source || ' ' || local_id, ', ' order by entity, source, local_id) as lines
           from link where ended_at is null group by entity, entity_id order by 1`,
      )
    ).map(({ lines }) => lines);
  const happen = async (): Promise<void> => {
    await oneOfTwo();
    await decisions.split([ofCentre], author);
    await store.take('community', [observation()]);
    await store.take('centre', [
      careCase(1, { caseNumber: 'CSR-8', members: [member('CSR-8/1', { nationalId: id })] }),
    ]);
    await decisions.join([ofCentre, line('centre', 'CSR-8/1')], author).catch(() => undefined);
    await store.take('housing', [tenant({ jmbg: id, adresa: 'Rudeška 1' })]);
  };
  await happen();
  const first = await partition();
  expect(first.length).toBeGreaterThan(3);
  await store.close();
  store = await open();
  await happen();
  expect(await partition()).toEqual(first);
});
