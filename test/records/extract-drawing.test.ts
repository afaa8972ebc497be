// Who has a row in an extract: R5, R15, R20, R22 and R11 as the drawing decides them, on one family.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExtractColumn } from '../../src/domain/extract-column.ts';
import { hashNationalId } from '../../src/identity/national-id.ts';
import { createDisclosureCollector } from '../../src/records/disclosures.ts';
import { openExtractDrawing } from '../../src/records/extract-drawing.ts';
import { createRowLoader } from '../../src/records/row-loader.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { consentOfAll, personsOf } from '../harness/research.ts';
import { askRight } from '../harness/rights.ts';

const both = ['berane.municipality', 'berane.centre'] as const;
const today = '2026-11-21';
let hub: TestHub;
/** Ana, Rifat and their child. */
let family: readonly string[];
const [anas, rifats] = [() => family[0] ?? '', () => family[1] ?? ''];

const personOf = async (nationalId: string): Promise<string> => {
  const { database, secrets } = hub.running.hub;
  const [found] = await database.query<{ person: string }>(
    `select link.entity_id::text as person from mention join link on link.entity = mention.entity
         and link.source = mention.source and link.local_id = mention.local_id and link.ended_at is null
       where mention.entity = 'PERSON' and mention.mention ->> 'nationalIdHash' = ? limit 1`,
    [hashNationalId(nationalId, secrets.hashing)],
  );
  return found?.person ?? '';
};

const drawingInput = () => {
  const { database, registry, graph, policy } = hub.running.hub;
  return {
    ...{ database, agencies: registry.agencies, catalogue: graph.catalogue },
    sources: [...registry.sources.values()],
    agreements: () => policy.current().agreements,
    loadRows: createRowLoader(database, () => today, hub.clock.now),
    newestRelease: async () => null,
    today: () => today,
  };
};

const drawn = async (
  columns: readonly ExtractColumn[],
  { self = null, area = null }: { self?: string | null; area?: readonly string[] | null } = {},
) => {
  const { secrets } = hub.running.hub;
  const drawing = await openExtractDrawing(drawingInput(), {
    caller: {
      ...{ kind: 'AGENCY', agency: 'statistics', actor: 'Iva', named: true, roles: [], area },
      ...{ purpose: 'dpv:PublicPolicyMaking', token: { issuer: '', id: '' } },
      self: self === null ? null : { nationalIdHash: hashNationalId(self, secrets.hashing), birthDate: '' },
    },
    ...{ municipality: 'berane', columns },
  });
  const rows = await drawing.everybody();
  return rows.map(({ person }) => person).sort();
};
const sql = async (statement: string, values: readonly unknown[] = []): Promise<void> => {
  await hub.running.hub.database.query(statement, values);
};

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3', '4'), centre: sampleCases('CSR-00001') });
  const [first, second] = [await personOf(ana.nationalId), await personOf(rifat.nationalId)];
  const child = (await personsOf(hub, both)).filter((each) => each !== first && each !== second);
  family = [first, second, ...child];
  expect(new Set(family).size).toBe(3);
});
beforeEach(async () => {
  await sql('delete from consent_event');
  await sql('delete from consent');
});
afterAll(async () => await hub?.close());

describe('a row is drawn', () => {
  it('of whom a person consented to all that it is worked out from, and of nobody else', async () => {
    await consentOfAll(hub, [anas()], both);
    expect(await drawn(['AGE_BAND', 'EMPLOYED'])).toEqual([anas()]);
  });

  it('of nobody who consented at one agency alone, whatever the other holds', async () => {
    await consentOfAll(hub, [anas()], ['berane.municipality']);
    expect(await drawn(['AGE_BAND'])).toEqual([]);
    // Only the Centre states a sex, but whoever is in it is in a household by both.
    await consentOfAll(hub, [anas()], ['berane.centre']);
    expect(await drawn(['SEX'])).toEqual([anas()]);
  });

  it('of nobody who has not been asked about an agency that holds nothing of them: a row would say that', async () => {
    const [neighbour = ''] = (await personsOf(hub, ['berane.municipality'])).filter(
      (each) => !family.includes(each),
    );
    await consentOfAll(hub, [neighbour], ['berane.municipality']);
    expect(await drawn(['AGE_BAND'])).toEqual([]);
    await consentOfAll(hub, [neighbour], ['berane.centre']);
    expect(await drawn(['AGE_BAND'])).toEqual([neighbour]);
  });

  it('of nobody by what is about others, before each of them has consented (R5)', async () => {
    await consentOfAll(hub, family.slice(0, 2), both);
    expect(await drawn(['HOUSEHOLD_SIZE'])).toEqual([]);
    // Data of the dwelling need one of those who live there, data of a contract all who signed it.
    expect(await drawn(['ROOMS'])).toEqual([...family.slice(0, 2)].sort());
    await consentOfAll(hub, family.slice(2), both);
    expect(await drawn(['HOUSEHOLD_SIZE', 'TENURE'])).toEqual([...family].sort());
  });

  it('of nobody whose consent a matter seals (R11)', async () => {
    await consentOfAll(hub, [anas(), rifats()], both);
    await sql(`update consent set sealed = true where person_id = ?::uuid`, [rifats()]);
    expect(await drawn(['AGE_BAND'])).toEqual([anas()]);
  });

  it('of nobody who is too near to who asks (R15), and of nobody for a token that cuts the whole', async () => {
    await consentOfAll(hub, [anas(), rifats()], both);
    expect(await drawn(['AGE_BAND'], { self: rifat.nationalId })).toEqual([]);
    await expect(drawn(['AGE_BAND'], { area: ['Park'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('of nobody by a link that is only probable (R20)', async () => {
    await consentOfAll(hub, [anas(), rifats()], both);
    await sql(`update link set certainty = 'PROBABLE' where entity = 'HOUSEHOLD'`);
    expect(await drawn(['AGE_BAND'])).toEqual([]);
    await sql(`update link set certainty = 'CERTAIN' where entity = 'HOUSEHOLD'`);
    expect(await drawn(['AGE_BAND'])).toEqual([anas(), rifats()].sort());
  });

  it('of nobody who has objected, although a consent is withdrawn and not objected to (R22)', async () => {
    await consentOfAll(hub, [anas(), rifats()], both);
    const asked = await askRight(hub, rifat, { right: 'OBJECTION', controller: 'berane.municipality' });
    expect(asked.body.errors).toBeUndefined();
    expect(await drawn(['AGE_BAND'])).toEqual([anas()]);
    await sql('delete from rights_request');
  });

  it('of nobody who has had what it rests on restricted, whatever they consented to (R22)', async () => {
    await consentOfAll(hub, [anas(), rifats()], both);
    const asked = await askRight(hub, rifat, { right: 'RESTRICTION', controller: 'berane.municipality' });
    expect(asked.body.errors).toBeUndefined();
    // Asked for, it closes nothing yet.
    expect(await drawn(['AGE_BAND'])).toEqual([anas(), rifats()].sort());
    await sql(`insert into rights_decision (request_id, outcome, citations, agency, actor, at)
      select id, 'GRANTED', '[]', controller, 'Mirza', asked_at from rights_request`);
    expect(await drawn(['AGE_BAND'])).toEqual([anas()]);
    await sql('delete from rights_decision');
    await sql('delete from rights_request');
  });

  it('of nobody by a record that they say is somebody else’s, until it is decided (R20, R22)', async () => {
    await consentOfAll(hub, [anas(), rifats()], both);
    const asked = await askRight(hub, rifat, {
      ...{ right: 'LINK', controller: 'berane.centre', reference: 'CSR-00001', mine: false },
    });
    expect(asked.body.errors).toBeUndefined();
    expect(await drawn(['AGE_BAND'])).toEqual([anas()]);
    await sql(`insert into rights_decision (request_id, outcome, citations, agency, actor, at)
      select id, 'REFUSED', '[]', controller, 'Nina', asked_at from rights_request`);
    expect(await drawn(['AGE_BAND'])).toEqual([anas(), rifats()].sort());
    await sql('delete from rights_decision');
    await sql('delete from rights_request');
  });

  it('of somebody who consented at an agency that holds nothing of them: the row goes with that consent, too', async () => {
    const [neighbour = ''] = (await personsOf(hub, ['berane.municipality'])).filter(
      (each) => !family.includes(each),
    );
    await consentOfAll(hub, [neighbour], both);
    const drawing = await openExtractDrawing(drawingInput(), {
      caller: {
        ...{ kind: 'AGENCY', agency: 'statistics', actor: 'Iva', named: true, self: null, roles: [] },
        ...{ purpose: 'dpv:PublicPolicyMaking', area: null, token: { issuer: '', id: '' } },
      },
      ...{ municipality: 'berane', columns: ['AGE_BAND'] },
    });
    const [row] = await drawing.everybody();
    const given = await hub.running.hub.database.query<{ id: string }>('select id::text as id from consent');
    expect(row?.consents.toSorted()).toEqual(given.map(({ id }) => id).sort());
    expect(given).toHaveLength(2);
  });

  it('and is told of with every field that it was worked out from, on the consents that opened it', async () => {
    await consentOfAll(hub, [anas()], both);
    const drawing = await openExtractDrawing(drawingInput(), {
      caller: {
        ...{ kind: 'AGENCY', agency: 'statistics', actor: 'Iva', named: true, self: null, roles: [] },
        ...{ purpose: 'dpv:PublicPolicyMaking', area: null, token: { issuer: '', id: '' } },
      },
      ...{ municipality: 'berane', columns: ['AGE_BAND'] },
    });
    const disclosures = createDisclosureCollector();
    const [row] = await drawing.rowsOf([anas()], disclosures);
    expect(row).toMatchObject({ person: anas(), codes: { AGE_BAND: 'Y30-44' } });
    const given = disclosures.all();
    expect(given.flatMap(({ fields }) => [...fields]).sort()).toEqual([
      ...['CaseEntry.birthDate', 'CaseEntry.relation', 'TenantEntry.birthDate', 'TenantEntry.relation'],
    ]);
    expect([...new Set(given.flatMap(({ opening }) => opening.consents))].sort()).toEqual(
      [...(row?.consents ?? [])].sort(),
    );
  });
});
