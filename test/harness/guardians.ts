import { NationalNumbers } from '../../samples/generator/national-number.ts';
import type { Answer, TestHub } from './open-hub.ts';
import type { Figure } from './people.ts';
import type { CaseLine } from './registers.ts';

const numbers = new NationalNumbers();

const invented = (localId: string, givenName: string, birthDate: string, sex: 'F' | 'M'): Figure => ({
  localId,
  givenName,
  familyName: 'Čuvarić',
  birthDate,
  nationalId: numbers.issue(birthDate, sex, 40),
});

/** A family of which an authority decided something: their register calls both parents so, which decides nothing (R9). */
export const mother = invented('CSR-09100/1', 'Mirjana', '1981-04-11', 'F');
export const father = invented('CSR-09100/2', 'Zoran', '1979-08-30', 'M');
/** Of age on 1 March 2027. */
export const luka = invented('CSR-09100/3', 'Luka', '2009-03-01', 'M');
/** Twelve years old. */
export const mina = invented('CSR-09100/4', 'Mina', '2014-06-20', 'F');

/** Their case, which refers the children to the support service. */
export const familyCase: CaseLine = {
  caseNumber: 'CSR-09100',
  version: 1,
  recordedAt: '2026-10-01T09:00:00Z',
  address: 'Lipov drvored 40/2',
  localCommunity: 'Park',
  members: [
    { ...mother, sex: 'F', relation: 'nosilac', employed: true, health: 'dobro' },
    { ...father, sex: 'M', relation: 'supružnik', employed: true, health: 'dobro' },
    { ...luka, sex: 'M', relation: 'dijete', employed: false, health: 'hronična bolest' },
    { ...mina, sex: 'F', relation: 'dijete', employed: false, health: 'dobro' },
  ],
  rights: [],
  aidPlan: null,
  referrals: [luka, mina].map(({ localId }) => ({
    member: localId,
    agency: 'berane.support',
    acceptedOn: '2026-10-05',
  })),
};

/** The Centre takes down who decides for a child. */
export const recordGuardianship = async (
  hub: TestHub,
  token: string,
  parties: { ward: string; guardian?: string | null; guardianAgency?: string | null },
  decision: object = {},
): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($ward: ID!, $guardian: ID, $guardianAgency: String, $decision: GuardianshipDecision!) {
       recordGuardianship(ward: $ward, guardian: $guardian, guardianAgency: $guardianAgency, decision: $decision) { at } }`,
    {
      ...parties,
      decision: { scope: 'ALL', issuer: 'COURT', reference: 'P 41/2019', from: '2019-05-01', ...decision },
    },
  );

/** The children for whom a person decides, by their names: what they are called in that person's file. */
export const wardsOf = async (hub: TestHub, token: string): Promise<Record<string, string>> => {
  const answer = await hub.ask(token, '{ me { wards { id givenNames } } }');
  const { wards = [] } = (answer.body.data?.['me'] ?? {}) as {
    wards?: readonly { id: string; givenNames: readonly string[] }[];
  };
  return Object.fromEntries(wards.map(({ id, givenNames }) => [givenNames.join(' '), id]));
};
