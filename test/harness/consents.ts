import type { Answer, TestHub } from './open-hub.ts';

/** The terms of a consent to the support service, for a test to change. */
const consentTerms = (terms: object = {}): object => ({
  recipient: 'berane.support',
  controller: 'berane.municipality',
  purpose: 'social-welfare-provision',
  categories: ['HOUSING'],
  noticeVersion: '2026-1',
  language: 'cnr',
  script: 'Latn',
  ...terms,
});

/** A consent on paper as staff hold it, for a test to change. */
const paper = (evidence: object = {}): object => ({
  kind: 'PAPER',
  reference: 'S-17/2026',
  givenOn: '2026-10-21',
  witness: 'Milica Sekulić',
  ...evidence,
});

export const giveConsent = async (hub: TestHub, token: string, terms: object = {}): Promise<Answer> =>
  await hub.ask(token, 'mutation ($terms: ConsentTerms!) { giveConsent(terms: $terms) { state at until } }', {
    terms: consentTerms(terms),
  });

export const recordConsent = async (
  hub: TestHub,
  token: string,
  person: string,
  { terms = {}, evidence = {} }: { terms?: object; evidence?: object } = {},
): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($person: ID!, $terms: ConsentTerms!, $evidence: ConsentEvidence!) {
       recordConsent(person: $person, terms: $terms, evidence: $evidence) { state at until } }`,
    { person, terms: consentTerms(terms), evidence: paper(evidence) },
  );

export const confirmConsent = async (
  hub: TestHub,
  token: string,
  person: string,
  reference = 'S-17/2026',
): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($person: ID!, $reference: String!) {
       confirmConsent(person: $person, recipient: "berane.support", purpose: "social-welfare-provision",
         reference: $reference) { state at until } }`,
    { person, reference },
  );

/** Withdraws every consent of the token's own person for the support service. */
export const withdrawOwnConsent = async (hub: TestHub, token: string): Promise<Answer> =>
  await hub.ask(token, 'mutation { withdrawConsent(recipient: "berane.support") { state } }');

export const prohibit = async (hub: TestHub, token: string, recipient: string): Promise<Answer> =>
  await hub.ask(
    token,
    'mutation ($recipient: String!) { prohibitSharing(recipient: $recipient) { state } }',
    { recipient },
  );

/** The caller's own id of the person with this national id, or null where it sees nobody. */
export const findPerson = async (hub: TestHub, token: string, nationalId: string): Promise<string | null> => {
  const answer = await hub.ask(token, 'query ($id: String!) { findPerson(nationalId: $id) { id } }', {
    id: nationalId,
  });
  return (answer.body.data?.['findPerson'] as { id: string } | null | undefined)?.id ?? null;
};

/** The same, of somebody who must be there. */
export const idOf = async (hub: TestHub, token: string, nationalId: string): Promise<string> => {
  const id = await findPerson(hub, token, nationalId);
  if (id === null) throw new Error('the caller does not see this person');
  return id;
};
