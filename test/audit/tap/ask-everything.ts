import type { EntityKind } from '../../../src/domain/entity-kind.ts';
import { personOf } from '../../harness/log.ts';
import { ana, marko, rifat } from '../../harness/people.ts';
import type { Random } from '../../proof/random.ts';
import { kindsByList } from './contract.ts';
import { drawQuestion, everyFieldOf, type Nameable } from './draw-question.ts';
import type { Caller, TappedHub } from './tapped-hub.ts';
import { countOf } from './told.ts';

const support: Caller = { agency: 'berane.support', purpose: 'social-welfare-provision' };
const centre: Caller = { agency: 'berane.centre', purpose: 'social-welfare-provision', roles: ['triage'] };
const answering: Caller = { agency: 'berane.centre', purpose: 'enforce-access-control', roles: ['dpo'] };
const counter: Caller = { agency: 'statistics', purpose: 'provide-official-statistics' };

/** Who reads: the registers' own agencies by their records, by duty and by public task, the support service by consent. */
const callers: readonly Caller[] = [
  { agency: 'berane.municipality', purpose: 'housing-welfare-management' },
  { agency: 'petnjica.municipality', purpose: 'housing-welfare-management' },
  centre,
  { agency: 'berane.centre', purpose: 'social-welfare-eligibility-assessment' },
  support,
];

const figures = [ana, rifat, marko];
const localCommunities = ['Park', 'Centar', 'Hareme', 'Pešca', 'Петњица', 'Dolac', 'Trpezi'];

/** Beyond it something is wrong with the questions. */
const mostRounds = 80;

const everybody = `
select distinct entity as kind, entity_id::text as id from link where ended_at is null
union select 'DWELLING', dwelling_id::text from record where dwelling_id is not null order by kind, id`;

// A small agency's own clients: of everybody whom the store knows it would see hardly one.
const clients = `
select distinct 'HOUSEHOLD' as kind, home.entity_id::text as id from link home
  where home.entity = 'HOUSEHOLD' and home.local_id in ('CSR-00001', 'CSR-00002') and home.ended_at is null
union select 'PERSON', link.entity_id::text from link
  where link.entity = 'PERSON' and link.local_id ~ '^CSR-0000[12]/' and link.ended_at is null
union select 'DWELLING', record.dwelling_id::text from record
  where record.unit in ('CSR-00001', 'CSR-00002') and record.dwelling_id is not null order by kind, id`;

/** Whom a caller's questions may name: seen or not, by the caller's own ids. */
const nameableBy = async (tapped: TappedHub, { agency }: Caller): Promise<Nameable> => {
  const isSmall = agency === support.agency;
  const { database } = tapped.hub.running.hub;
  const rows = await database.query<{ kind: EntityKind; id: string }>(isSmall ? clients : everybody);
  const of = (kind: EntityKind): readonly string[] =>
    rows.filter((row) => row.kind === kind).map(({ id }) => tapped.encode(kind, id, agency));
  return {
    persons: of('PERSON'),
    households: of('HOUSEHOLD'),
    dwellings: of('DWELLING'),
    nationalIds: figures.map(({ nationalId }) => nationalId),
    localCommunities,
    lists: !isSmall,
  };
};

const parts = {
  held: 'held { id source values { coordinate value } }',
  paper: 'printed',
  copy: 'portableCopy(form: JSON)',
  'linked copy': 'copy: portableCopy(form: CORE_PERSON)',
  rest: 'consents { purpose receipt } prohibitions { recipient } rightsRequests { id } accesses { day fields { coordinate } }',
};
const forms = [...Object.values(parts), Object.values(parts).join(' ')];

/** Each form of a person's own file, and all of them at once: by their own token, and at a counter with a clerk beside them. */
const openFiles = async (tapped: TappedHub): Promise<void> => {
  const { hub } = tapped;
  for (const { nationalId, birthDate } of figures) {
    const own = await hub.personToken(nationalId, birthDate);
    for (const form of forms) await tapped.send(own, { query: `{ me { ${form} } }`, variables: {} });
    const clerk = await tapped.tokenOf({ agency: 'berane.municipality', purpose: 'rights-fulfilment' });
    const open = `mutation ($person: CheckedPerson!, $card: CheckedCard!) {
      openAssistedSession(person: $person, card: $card) { session } }`;
    const card = { kind: 'IDENTITY_CARD', number: '4J7K2M91B' };
    const variables = { person: { nationalId, birthDate }, card };
    const { data } = await tapped.send(clerk, { query: open, variables });
    const { session } = (data?.['openAssistedSession'] ?? {}) as { session?: string };
    for (const form of forms)
      await tapped.send(clerk, {
        query: `query ($session: ID!) { me(session: $session) { ${form} } }`,
        variables: { session },
      });
  }
};

/** Once a consent has ended: what support owes for what it got under it. */
export const askWhatEnded = async (tapped: TappedHub): Promise<void> => {
  const { hub } = tapped;
  const own = await hub.personToken(rifat.nationalId, rifat.birthDate);
  const end = 'mutation { withdrawConsent(recipient: "berane.support") { state } }';
  await tapped.send(own, { query: end, variables: {} });
  const owed = '{ endedConsents { id person controller purpose fields endedAt confirmBy } }';
  await tapped.send(await tapped.tokenOf(support), { query: owed, variables: {} });
};

/** What no drawn question asks: counts, a person's own file, and a referral that is made and accepted. */
export const askTheRest = async (tapped: TappedHub): Promise<void> => {
  const { hub } = tapped;
  const counts = 'statistics(measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY])';
  for (const query of [
    `{ ${counts} { period lines { values count } } }`,
    `{ one: ${counts} { csv } other: ${counts} { margins { values count } } }`,
    '{ projectIndicators(project: "homes-for-families") { name indicators { id count } csv } }',
  ])
    await tapped.send(await tapped.tokenOf(counter), { query, variables: {} });
  const quality =
    '{ sourceQuality(source: "centre") { duplicates { count of } fields { field missing { rate } } } }';
  await tapped.send(await tapped.tokenOf(answering), { query: quality, variables: {} });
  await openFiles(tapped);

  const person = tapped.encode('PERSON', await personOf(hub, 'centre', rifat.localId), centre.agency);
  const refer = `mutation ($person: ID!) {
    referPerson(person: $person, to: "berane.support", reference: "U-7/2026", until: "2027-01-31") { id } }`;
  await tapped.send(await tapped.tokenOf(centre), { query: refer, variables: { person } });
  const token = await tapped.tokenOf(support);
  const { body } = await hub.ask(token, '{ referrals { id } }');
  const [referral] = (body.data?.['referrals'] ?? []) as readonly { id: string }[];
  const accept = `mutation ($referral: ID!) { acceptReferral(referral: $referral) {
    who: id givenName tenantEntries { familyName provenance { source } } households { id tenancies { rent status } } } }`;
  await tapped.send(token, { query: accept, variables: { referral: referral?.id } });
};

const holders = `
with held as (
  select 'PERSON' as entity, link.entity_id::text as id, record.kind from record
    join link on link.entity = 'PERSON' and link.source = record.source and link.ended_at is null
      and link.local_id = record.person_local_id where record.superseded_at is null
  union select 'HOUSEHOLD', link.entity_id::text, record.kind from record
    join link on link.entity = 'HOUSEHOLD' and link.source = record.source and link.ended_at is null
      and link.local_id = record.unit where record.superseded_at is null
  union select 'DWELLING', dwelling_id::text, kind from record
    where superseded_at is null and dwelling_id is not null)
select id from held where entity = ? and kind = ? order by id limit 20`;

/** Every field of every kind, of some who have such a record, by all who may ask: what is rare is not left to the draw. */
export const askEveryField = async (tapped: TappedHub, random: Random): Promise<void> => {
  const { database } = tapped.hub.running.hub;
  for (const kind of kindsByList.values()) {
    const entity = kind.entity.toUpperCase() as EntityKind;
    const held = await database.query<{ id: string }>(holders, [entity, kind.kind]);
    const theirs = await database.query<{ id: string; kind: EntityKind }>(clients);
    for (const caller of callers) {
      const known = caller === support ? theirs.filter((each) => each.kind === entity) : held;
      const ids = known.map(({ id }) => tapped.encode(entity, id, caller.agency));
      await tapped.send(await tapped.tokenOf(caller), everyFieldOf(kind, ids, random));
    }
    tapped.hub.clock.advance(600_000);
  }
};

/** Asks drawn questions by every caller until so many disclosures were seen at the socket. */
export const askUntil = async (tapped: TappedHub, disclosures: number, random: Random): Promise<void> => {
  const asking = await Promise.all(
    callers.map(async (caller) => ({ caller, nameable: await nameableBy(tapped, caller) })),
  );
  for (let round = 1; round <= mostRounds; round += 1) {
    const asked = asking
      .flatMap((each) => [each, each])
      .map(({ caller, nameable }) => ({ caller, question: drawQuestion(random, nameable) }));
    // Together, so that lines of several answers are committed in one group.
    await Promise.all(
      asked.map(async ({ caller, question }) => await tapped.send(await tapped.tokenOf(caller), question)),
    );
    // Ten minutes on, so that nobody's hour of objects is used up.
    tapped.hub.clock.advance(600_000);
    if (round % 5 > 0) continue;
    if (tapped.answers().reduce((sum, { given }) => sum + countOf(given), 0) >= disclosures) return;
  }
};
