import type { NationalNumbers, Sex } from './national-number.ts';
import type { Household, Person, Registry, Relation } from './population.ts';

/** The sealed line of the Centre: the number of the procedure, and who it protects. */
export interface Matter {
  readonly number: string;
  readonly caseNumber: string;
  readonly memberNumber: string;
  readonly recordedAt: string;
  readonly household: Household;
  readonly person: Person;
}

export interface Figures {
  readonly households: readonly Household[];
  readonly matter: Matter;
}

/**
 * The people whom the stories and the tests call by name. They come first in every register, so that their
 * local ids (samples/README.md) stay as they are when the rest is generated anew.
 */
export function createFigures(registry: Registry, numbers: NationalNumbers): Figures {
  let serial = 40;
  const person = (
    givenName: string,
    familyName: string,
    sex: Sex,
    birthDate: string,
    relation: Relation,
  ): Person => {
    serial += 7;
    const nationalNumber = numbers.issue(birthDate, sex, serial);
    return { id: registry.nextPerson(), givenName, familyName, sex, birthDate, nationalNumber, relation };
  };
  const family = (household: Omit<Household, 'id' | 'municipality'>): Household => {
    registry.take(household.address);
    return { id: registry.nextHousehold(), municipality: 'Berane', ...household };
  };

  const bothSign = family({
    localCommunity: 'Park',
    address: { street: 'Lipov drvored', house: '12', flat: 7 },
    kind: 'housed',
    members: [
      person('Ana', 'Rosuljić', 'F', '1987-05-14', 'nosilac'),
      person('Rifat', 'Rosuljić', 'M', '1984-11-03', 'supružnik'),
      person('Sara', 'Rosuljić', 'F', '2016-02-09', 'dijete'),
    ],
    figure: {
      contract: { signatories: 2, arrears: 598.52, since: '2019-03-01' },
      centreCase: {
        recordedAt: '2026-03-12T09:20:00Z',
        rights: [
          { type: 'materijalno obezbjeđenje', status: 'priznato', amountEur: 96.4, since: '2024-09-01' },
        ],
        aidPlan: { goal: 'plan otplate duga', reviewDue: '2026-12-15' },
        referral: { member: 0, acceptedOn: '2026-04-02' },
      },
      observation: { observedOn: '2026-04-18', needsHelp: true, note: 'Vlaga u dječijoj sobi' },
    },
  });

  const protectedFamily = family({
    localCommunity: 'Pešca',
    address: { street: 'Pješčana', house: '31', flat: 4 },
    kind: 'housed',
    members: [
      person('Marko', 'Magljenović', 'M', '1985-08-22', 'nosilac'),
      person('Jelena', 'Magljenović', 'F', '1989-01-17', 'supružnik'),
      person('Luka', 'Magljenović', 'M', '2017-06-05', 'dijete'),
    ],
    figure: {
      contract: { signatories: 1, arrears: 0, since: '2018-06-15' },
      centreCase: {
        recordedAt: '2026-02-19T10:05:00Z',
        rights: [{ type: 'dodatak za djecu', status: 'priznato', amountEur: 44.1, since: '2023-10-01' }],
        aidPlan: null,
        referral: { member: 0, acceptedOn: '2026-05-20' },
      },
    },
  });

  const father = family({
    localCommunity: 'Hareme',
    // Beyond the house numbers that chance hands out: nobody else lives in this house.
    address: { street: 'Haremska', house: '71', flat: null },
    kind: 'centreOnly',
    members: [
      person('Dragan', 'Đuvelić', 'M', '1958-04-17', 'nosilac'),
      person('Stanka', 'Đuvelić', 'F', '1961-12-02', 'supružnik'),
    ],
    figure: {
      centreCase: {
        recordedAt: '2026-01-27T08:40:00Z',
        rights: [{ type: 'lična invalidnina', status: 'priznato', amountEur: 262.5, since: '2021-04-01' }],
        aidPlan: null,
      },
    },
  });

  const son = family({
    localCommunity: 'Hareme',
    address: father.address,
    kind: 'housed',
    members: [person('Dragan', 'Đuvelić', 'M', '1986-10-23', 'nosilac')],
    figure: {
      contract: { signatories: 1, arrears: 112.8, since: '2025-11-01', headBirthDate: '1958-04-17' },
      // He was the Centre's client in his lodgings, before the contract: the only record that is surely his.
      centreCase: {
        recordedAt: '2025-09-16T12:15:00Z',
        rights: [
          { type: 'jednokratna novčana pomoć', status: 'priznato', amountEur: 60, since: '2025-09-01' },
        ],
        aidPlan: null,
        formerly: { address: { street: 'Rudarska', house: '9', flat: null }, localCommunity: 'Rudeš' },
      },
    },
  });

  const withoutPapers = family({
    localCommunity: 'Dolac',
    address: { street: 'Ciglarska', house: 'bb', flat: null },
    kind: 'centreOnly',
    members: [
      {
        id: registry.nextPerson(),
        givenName: 'Sevda',
        familyName: 'Tunarić',
        sex: 'F',
        birthDate: null,
        nationalNumber: null,
        relation: 'nosilac',
      },
    ],
    figure: {
      centreCase: {
        recordedAt: '2026-03-30T11:25:00Z',
        rights: [],
        aidPlan: { goal: 'pribavljanje ličnih dokumenata', reviewDue: '2026-12-15' },
      },
      observation: {
        observedOn: '2026-04-03',
        needsHelp: true,
        note: 'Komšija kaže: živi sama, nema nikakve papire',
      },
    },
  });

  const neighbour = family({
    localCommunity: 'Centar',
    address: { street: 'Bibliotečka', house: '5', flat: 2 },
    kind: 'centreOnly',
    members: [
      person('Branka', 'Plotarić', 'F', '1979-09-28', 'nosilac'),
      person('Teodora', 'Plotarić', 'F', '2011-03-19', 'dijete'),
    ],
    figure: {
      centreCase: {
        recordedAt: '2026-05-06T07:50:00Z',
        rights: [
          { type: 'dodatak za djecu', status: 'priznato', amountEur: 44.1, since: '2022-05-01' },
          { type: 'njega i pomoć drugog lica', status: 'u postupku', amountEur: 88.2, since: '2026-04-01' },
        ],
        aidPlan: { goal: 'podrška njegovatelju', reviewDue: '2026-11-15' },
      },
    },
  });

  const twins = family({
    localCommunity: 'Pešca',
    address: { street: 'Vrbova', house: '8', flat: 1 },
    kind: 'housed',
    members: [
      person('Gordana', 'Blizarić', 'F', '1988-07-11', 'nosilac'),
      person('Milena', 'Blizarić', 'F', '2014-10-30', 'dijete'),
      person('Milana', 'Blizarić', 'F', '2014-10-30', 'dijete'),
    ],
    figure: {
      contract: { signatories: 1, arrears: 240.3, since: '2016-02-10' },
      centreCase: {
        recordedAt: '2026-06-10T09:35:00Z',
        rights: [{ type: 'dodatak za djecu', status: 'priznato', amountEur: 88.2, since: '2020-01-01' }],
        aidPlan: { goal: 'redovno školovanje djece', reviewDue: '2026-12-15' },
      },
    },
  });

  const jelena = protectedFamily.members[1];
  if (jelena === undefined) throw new Error('The protected family has lost a member.');
  return {
    households: [bothSign, protectedFamily, father, son, withoutPapers, neighbour, twins],
    matter: {
      number: 'M-2026-001',
      // Far from the other numbers, so that it does not move when cases are added.
      caseNumber: 'CSR-00900',
      memberNumber: '009001',
      recordedAt: '2026-11-04T08:10:00Z',
      household: protectedFamily,
      person: jelena,
    },
  };
}
