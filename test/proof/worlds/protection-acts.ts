import type { Act } from './act.ts';
import type { Townsperson } from './town.ts';

/** What the Centre's register has sealed, and somebody leads. */
const ledMatter = 'M-2026-001';

/** A key of a party, of which there is no private half. */
export const partyKey = JSON.stringify({
  kty: 'EC',
  crv: 'P-256',
  x: '97dPujhYuVP4BYfNNhemcj_ARkyNlF-Rjn2B90LgzOM',
  y: 'L3pu8gMiI1hsfpDDbLw5UpKD5hCN5uZL_aw9WfYFmAI',
  kid: 'party',
});

interface Acting {
  readonly clerk: Act['by'];
  readonly worker: Act['by'];
  readonly supporter: Act['by'];
  /** Read by staff, so that their own files say by whom. */
  readonly read: readonly Townsperson[];
  /** Clients of the support service, who are asked for a consent. */
  readonly asked: readonly Townsperson[];
  readonly child: Townsperson;
  readonly guardians: readonly Townsperson[];
  readonly inDanger: Townsperson;
}

const reading = `query ($nationalId: String!) { findPerson(nationalId: $nationalId) {
  givenName familyName birthDate households { address tenancies { rent arrears status } } caseEntries { employed } } }`;

const asking = `mutation ($person: ID!, $terms: RequestedTerms!) {
  requestConsent(person: $person, terms: $terms) { __typename } }`;

const deciding = `mutation ($ward: ID!, $guardian: ID!, $decision: GuardianshipDecision!) {
  recordGuardianship(ward: $ward, guardian: $guardian, decision: $decision) { __typename } }`;

const protecting = {
  agency: 'berane.centre',
  purpose: 'domestic-violence-protection',
  actor: 'Nada',
  roles: ['lead'],
};

/** Who read whom, who was asked for a consent, who decides for a child, who leads a matter, and what was opened in an emergency. */
export const protectionActs = (acting: Acting): readonly Act[] => [
  ...[acting.clerk, acting.worker].flatMap((by) =>
    acting.read.map(
      (who): Act => ({ by, query: reading, variables: async () => ({ nationalId: who.nationalId }) }),
    ),
  ),
  ...acting.asked.map(
    (who): Act => ({
      by: acting.supporter,
      query: asking,
      variables: async (idOf) => ({
        person: await idOf(who.nationalId ?? ''),
        terms: {
          controller: 'berane.centre',
          purpose: 'social-welfare-provision',
          categories: ['EMPLOYMENT'],
          noticeVersion: '2026-1',
        },
      }),
    }),
  ),
  ...acting.guardians.map(
    (guardian): Act => ({
      by: acting.worker,
      query: deciding,
      variables: async (idOf) => ({
        ward: await idOf(acting.child.nationalId ?? ''),
        guardian: await idOf(guardian.nationalId ?? ''),
        decision: { scope: 'ALL', issuer: 'COURT', reference: 'P 41/2019', from: '2019-05-01' },
      }),
    }),
  ),
  {
    by: protecting,
    query: 'mutation ($reference: String!) { takeMatter(reference: $reference) { matter } }',
    variables: async () => ({ reference: ledMatter }),
  },
  {
    by: protecting,
    query:
      'mutation ($matter: ID!, $party: PartyInput!) { nameParty(matter: $matter, party: $party) { matter } }',
    variables: async (_idOf, { takeMatter }) => ({
      matter: (takeMatter as { matter: string } | null)?.matter,
      party: { agency: 'berane.centre', actor: 'Vesna', role: 'MEMBER', key: partyKey },
    }),
  },
  {
    by: { ...protecting, purpose: 'emergency-access', roles: ['on-call'] },
    query: `mutation ($reason: String!, $nationalId: String) {
      openEmergencyAccess(reason: $reason, nationalId: $nationalId) { id } }`,
    variables: async () => ({
      reason: 'The child is alone, and nobody answers the door.',
      nationalId: acting.inDanger.nationalId,
    }),
  },
];
