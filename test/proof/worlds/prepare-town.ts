import { signDemoToken } from '../../../src/access/demo-token.ts';
import { hashNationalId } from '../../../src/identity/national-id.ts';
import { demoKeysOf } from '../../../src/server/open-core.ts';
import type { Act } from './act.ts';
import { protectionActs } from './protection-acts.ts';
import { rightsActs } from './rights-acts.ts';
import type { Town, Townsperson } from './town.ts';
import { waitingAgreement } from './town-policy.ts';
import type { ProofWorld, SentRequest } from './world.ts';

const clerk = { agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena' };
const worker = { agency: 'berane.centre', purpose: 'social-welfare-provision', actor: 'Nada' };

const supporter = { agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'Vesna' };

/** Asks for what a prohibition keeps: it waits for an officer of the municipality. */
const waiting: Act = {
  by: {
    agency: 'berane.centre',
    purpose: 'enforce-access-control',
    actor: 'Ljiljana',
    roles: ['officer'],
  },
  query: 'mutation ($form: AgreementForm!) { proposeAgreement(form: $form) { takesEffect } }',
  variables: async () => ({
    form: {
      id: waitingAgreement,
      recipient: 'berane.centre',
      controller: 'berane.municipality',
      purpose: 'social-welfare-provision',
      categories: ['IDENTITY', 'FINANCE'],
      basis: { article6: 'A6-1-c', citation: { jurisdiction: 'ME', code: 'social-and-child-protection' } },
      requires: 'RELATIONSHIP',
      roles: ['triage'],
      area: ['berane'],
      validFrom: '2026-12-01',
    },
  }),
};

/** Refers somebody, and lets the other agency accept. */
const referred = (
  from: Act['by'],
  to: Act['by'] & { readonly agency: string },
  whom: Townsperson,
  accepted: boolean,
): readonly Act[] => [
  {
    by: from,
    query: `mutation ($person: ID!, $to: String!) {
      referPerson(person: $person, to: $to, reference: "U-1/2026", until: "2027-05-01") { id } }`,
    variables: async (idOf) => ({ person: await idOf(whom.nationalId ?? ''), to: to.agency }),
  },
  ...(accepted
    ? [
        { by: to, query: '{ referrals { id } }' },
        {
          by: to,
          query: 'mutation ($referral: ID!) { acceptReferral(referral: $referral) { id } }',
          variables: async (_idOf: unknown, { referrals }: Readonly<Record<string, unknown>>) => ({
            referral: (referrals as readonly { id: string }[]).at(-1)?.id,
          }),
        },
      ]
    : []),
];

const conflictOf = (self: Townsperson, other: Townsperson): Act => ({
  by: {
    ...clerk,
    actor: `${self.givenName} at work`,
    identity: { nationalId: self.nationalId ?? '', birthDate: self.birthDate ?? '' },
  },
  query: 'mutation ($other: String!) { declareConflict(nationalId: $other) }',
  variables: async () => ({ other: other.nationalId }),
});

const terms = (controller: string, categories: readonly string[], until: string | null = null): object => ({
  recipient: 'berane.support',
  controller,
  purpose: 'social-welfare-provision',
  categories,
  noticeVersion: '2026-1',
  language: 'cnr',
  script: 'Latn',
  until,
});

const everything = ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING', 'FINANCE'];
const ofCentre = ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'EMPLOYMENT', 'HEALTH'];
const give = 'mutation ($terms: ConsentTerms!) { giveConsent(terms: $terms) { state } }';
const given = (by: Townsperson, what: object): Act => ({
  by,
  query: give,
  variables: async () => ({ terms: what }),
});

const person = (town: Town, givenName: string): Townsperson => {
  const found = town.people.find((each) => each.givenName === givenName && each.nationalId !== null);
  if (!found) throw new Error(`the town has no ${givenName}`);
  return found;
};

/** The one who is only the Centre's own word: a relationship that one person declared and nobody confirmed (R10). */
const declaredCase = (town: Town): object => {
  const neighbour = person(town, 'Desanka');
  return {
    caseNumber: 'CSR-09001',
    version: 1,
    recordedAt: '2026-11-20T08:00:00Z',
    address: 'Ul. Rudarska 2',
    localCommunity: 'Rudeš',
    members: [{ localId: 'CSR-09001/1', ...neighbour, sex: 'F', relation: 'nosilac' }],
  };
};

/** The given names of those who are known for more than what registers say of them. */
export const withPast: ReadonlySet<string> = new Set([
  ...['Ana', 'Rifat', 'Marko', 'Gordana', 'Merima', 'Jelena', 'Slobodan', 'Dragan', 'Luka'],
]);

const acts = (town: Town): readonly Act[] => {
  const [ana, rifat, marko, gordana, merima, jelena, slobodan, dragan, luka] = [...withPast].map((name) =>
    person(town, name),
  );
  const of = (each: Townsperson | undefined): Townsperson => each as Townsperson;
  return [
    // All who signed the tenancy consent to the register's data, and of the Centre's only one.
    given(of(ana), terms('berane.municipality', everything)),
    given(of(ana), terms('berane.centre', ofCentre)),
    given(of(rifat), terms('berane.municipality', everything)),
    // Given and withdrawn; given and soon over; given for one field.
    given(of(marko), terms('berane.municipality', everything)),
    { by: of(marko), query: 'mutation { withdrawConsent(recipient: "berane.support") { state } }' },
    given(of(marko), terms('berane.centre', ['IDENTITY', 'HEALTH'])),
    given(of(gordana), terms('berane.municipality', everything, '2026-11-23')),
    given(of(merima), {
      ...terms('berane.municipality', []),
      fields: ['TenantEntry.givenName', 'Tenancy.rooms'],
    }),
    // Known to the register only probably.
    given(of(dragan), terms('berane.municipality', everything)),
    // A client of the support service, who may be asked for the rest.
    given(of(dragan), terms('berane.centre', ['IDENTITY'])),
    // Pending on paper, recorded by the municipality.
    {
      by: clerk,
      query: `mutation ($person: ID!, $terms: ConsentTerms!) { recordConsent(person: $person, terms: $terms,
        evidence: {kind: PAPER, reference: "S-17/2026", givenOn: "2026-11-20"}) { state } }`,
      variables: async (idOf) => ({
        person: await idOf(of(jelena).nationalId ?? ''),
        terms: terms('berane.municipality', everything),
      }),
    },
    ...[
      [slobodan, 'berane.municipality'],
      [marko, 'berane.municipality'],
      [rifat, 'berane.centre'],
      [merima, 'berane.support'],
    ].map(
      ([by, recipient]): Act => ({
        by: of(by as Townsperson),
        query: `mutation { prohibitSharing(recipient: "${String(recipient)}") { state } }`,
      }),
    ),
    ...referred(clerk, supporter, of(gordana), true),
    ...referred(worker, supporter, of(merima), false),
    ...referred(worker, clerk, of(jelena), true),
    waiting,
    conflictOf(of(gordana), of(marko)),
    conflictOf(of(slobodan), of(ana)),
    // What a data protection officer and a lead are told: a purpose that was refused, and somebody who looked for Jelena.
    { by: clerk, query: '{ statistics(measure: PERSONS, by: []) { __typename } }', refused: true },
    {
      by: { ...clerk, agency: 'petnjica.municipality' },
      query: 'query ($id: String!) { findPerson(nationalId: $id) { id } }',
      variables: async () => ({ id: of(jelena).nationalId }),
    },
    {
      by: worker,
      query:
        'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
      variables: async () => ({ records: [declaredCase(town)] }),
      key: 'the town 1',
    },
    ...protectionActs({
      ...{ clerk, worker, supporter, child: of(luka), guardians: [of(marko), of(jelena)] },
      read: [ana, rifat, marko, gordana, jelena, luka].map(of),
      asked: [of(ana), of(gordana)],
      inDanger: of(slobodan),
    }),
    ...rightsActs({
      ...{ ana: of(ana), rifat: of(rifat), marko: of(marko), gordana: of(gordana), merima: of(merima) },
      ...{ slobodan: of(slobodan), clerk, worker },
    }),
  ];
};

/** The id under which somebody's own token is shown the first of their records of a kind. */
const ownRecordOf = async (
  { running: { hub } }: ProofWorld,
  { nationalId, birthDate }: Townsperson,
  kind: string,
): Promise<string> => {
  const [record] = await hub.database.query<{ id: string }>(
    `select record.id::text as id from mention_key line join record on record.source = line.source and line.local_id = any
       (record.signatories || record.members || coalesce(array[record.person_local_id], '{}'))
     where line.key = ? and record.kind = ? and record.superseded_at is null and record.compartment = 'general'
     order by record.source, record.local_id limit 1`,
    [`id:${hashNationalId(nationalId ?? '', hub.secrets.hashing)}`, kind],
  );
  if (!record) throw new Error(`${birthDate} has no ${kind}`);
  const agency = `person ${hub.registry.persons.issuer} person of ${birthDate}`;
  return hub.pairwise.encode('RECORD', record.id, { agency, purposeClass: 'operational' });
};

/**
 * Lets the town's past happen: consents in several states, prohibitions, a relationship that was only declared.
 *
 * @param mayRefuse under agreements that ask for no consent, none is taken.
 */
export const prepareTown = async (
  world: ProofWorld,
  town: Town,
  now: Date,
  mayRefuse = false,
): Promise<void> => {
  const { configuration, registry } = world.running.hub;
  const keys = demoKeysOf(configuration);
  if (!keys) throw new Error('the worlds of the proof run in the demo profile');
  const context = { registry, keys, audience: configuration.audience, now };
  const send = async (
    request: Omit<SentRequest, 'body'>,
    body: object,
    refused = false,
  ): Promise<Record<string, unknown>> => {
    const { status, text, requestId } = await world.send({ ...request, body: JSON.stringify(body) });
    world.rememberPast(requestId);
    const answer = JSON.parse(text) as { data?: Record<string, unknown>; errors?: unknown };
    if ((status !== 200 || answer.errors) && !mayRefuse && !refused)
      throw new Error(`the town's past did not happen: ${text}`);
    return answer.data ?? {};
  };
  let before: Record<string, unknown> = {};
  for (const [index, act] of acts(town).entries()) {
    const token =
      'agency' in act.by
        ? await signDemoToken({ kind: 'AGENCY', roles: [], area: [], minutes: 10, ...act.by }, context)
        : await signDemoToken(
            {
              kind: 'PERSON',
              nationalId: act.by.nationalId ?? '',
              birthDate: act.by.birthDate ?? '',
              minutes: 10,
            },
            context,
          );
    const idOf = async (nationalId: string): Promise<string> => {
      const query = 'query ($id: String!) { findPerson(nationalId: $id) { id } }';
      const data = await send({ token, headers: {} }, { query, variables: { id: nationalId } });
      return (data['findPerson'] as { id: string } | null)?.id ?? '';
    };
    world.countIdsFrom(1_000_000 + index * 1000);
    const ownRecord = async (kind: string): Promise<string> =>
      'agency' in act.by ? '' : await ownRecordOf(world, act.by, kind);
    const variables = act.variables ? await act.variables(idOf, before, ownRecord) : {};
    before = await send(
      { token, headers: act.key ? { 'idempotency-key': act.key } : {} },
      { query: act.query, variables },
      act.refused,
    );
  }
  // What was asked in September, and never answered.
  await world.running.hub.database.query(
    `update rights_request set asked_at = asked_at - interval '60 days', asked_on = asked_on - 60, due_on = due_on - 60
      where requested = 'PORTABILITY'`,
  );
};
