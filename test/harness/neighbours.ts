import { NationalNumbers } from '../../samples/generator/national-number.ts';
import { idOf } from './consents.ts';
import type { Answer, TestHub } from './open-hub.ts';
import type { TenantRow } from './registers.ts';

/** How many live in the street. */
const mostNeighbours = 7;

/** A tenant of the municipality whom no other register knows, with a husband who is known as little. */
export interface Neighbour {
  readonly nationalId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly address: string;
}

/** The neighbour who lives at this number of the street, from 1. */
export const neighbour = (number: number): Neighbour => {
  const birthDate = `198${number}-0${number}-1${number}`;
  const familyName = `Komšić${'abcdefg'[number - 1]}`;
  return {
    nationalId: new NationalNumbers().issue(birthDate, 'F', 0),
    givenName: 'Mira',
    familyName,
    birthDate,
    address: `Nova ${number}`,
  };
};

/** The register's rows of the whole street. */
export const neighbourRows = (): readonly TenantRow[] =>
  Array.from({ length: mostNeighbours }, (_, index) => index + 1).flatMap((number) => {
    const { nationalId, givenName, familyName, birthDate, address } = neighbour(number);
    const contract = {
      broj_ugovora: `SS-2020/${number}`,
      prezime: familyName,
      adresa: address,
      mjesna_zajednica: 'Park',
      povrsina_m2: '48,5',
      broj_soba: '2',
      status_ugovora: 'aktivan',
      zakup_eur: '21,5',
      dug_eur: '70,25',
    };
    const wife = { rb: `9${number}1`, ime: givenName, jmbg: nationalId, datum_rodjenja: birthDate };
    const husband = { rb: `9${number}2`, ime: 'Zoran', datum_rodjenja: '1970-02-01' };
    return [
      { ...contract, ...wife, srodstvo: 'nosilac' },
      { ...contract, ...husband, srodstvo: 'supružnik' },
    ];
  });

/** The same street for a twin world, with everything otherwise that a declared relationship does not open. */
export const otherNeighbourRows = (): readonly TenantRow[] =>
  neighbourRows().map((row) => ({
    ...row,
    ...{ povrsina_m2: '90,25', broj_soba: '4', status_ugovora: 'istekao', zakup_eur: '33,5', dug_eur: '' },
    ...(row.srodstvo === 'nosilac' ? {} : { ime: 'Hamdija', datum_rodjenja: '1961-12-24', srodstvo: 'brat' }),
  }));

export const centreToken = async (hub: TestHub, actor: string): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.centre', purpose: 'social-welfare-provision', actor });

/** Declares that the Centre works with a neighbour: pushes a case of its own, for her alone. */
export const declareNeighbour = async (
  hub: TestHub,
  number: number,
  actor: string,
  version = 1,
): Promise<Answer> => {
  const { address, ...person } = neighbour(number);
  const record = {
    caseNumber: `CSR-9${number}`,
    version,
    recordedAt: '2026-11-20T08:00:00Z',
    address,
    localCommunity: 'Park',
    members: [{ localId: `CSR-9${number}/1`, ...person, relation: 'nosilac' }],
  };
  return await hub.ask(
    await centreToken(hub, actor),
    `mutation ($records: [CentreCaseInput!]!) {
       pushCentreRecords(records: $records, mode: PARTIAL) { localId outcome problems { reason } } }`,
    { records: [record] },
    { 'idempotency-key': `neighbour ${number} version ${version}` },
  );
};

/** Asks for what the municipality has of a neighbour and her household. */
export const readNeighbour = async (hub: TestHub, number: number, actor: string): Promise<Answer> => {
  const token = await centreToken(hub, actor);
  return await hub.ask(
    token,
    `query ($id: ID!) { person(id: $id) { tenantEntries { givenName familyName birthDate relation }
       households { members { givenName }
         tenancies { address localCommunity rooms floorArea status rent arrears memberCount } } } }`,
    { id: await idOf(hub, token, neighbour(number).nationalId) },
  );
};

/** Says as this actor that the Centre works with the neighbour. */
export const confirmNeighbour = async (hub: TestHub, number: number, actor: string): Promise<Answer> => {
  const id = await idOf(hub, await centreToken(hub, 'reader'), neighbour(number).nationalId);
  return await hub.ask(
    await centreToken(hub, actor),
    'mutation ($id: ID!) { confirmRelationship(person: $id) }',
    { id },
  );
};
