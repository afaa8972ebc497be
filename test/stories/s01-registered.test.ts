// S01 (R1), in a hub whose operator has gone further: the purposes are registered for these agencies, and they hold grants for
// everything that a closed purpose could be thought to lie below.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { loggedDuring } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants, type TenantRow } from '../harness/registers.ts';
import { createTwins, sameInBoth, type Twins } from '../harness/twins.ts';
import { agencyIn, type EditedConfiguration, editConfiguration } from '../http/edited-configuration.ts';

const closed = ['domestic-violence-protection', 'emergency-access', 'duty-report'];
const granted = ['legal-compliance', 'social-welfare-provision', 'social-welfare-management'];
/** Below what is granted, and below the detection of fraud as well. */
const riskAssessment = 'social-welfare-risk-assessment';
const agencies = ['berane.centre', 'berane.support'];
const tablesOfPeople = /\b(record|link|mention|mention_key|consent|consent_event|prohibition)\b/;

let twins: Twins;
let edited: EditedConfiguration;
/** Ana's family has arrears in the one world, and in its twin none. */
let hub: TestHub;
let twin: TestHub;
let ids: { readonly person: string; readonly household: string };

const asking =
  'query ($n: String!) { findPerson(nationalId: $n) { id households { id tenancies { arrears } } } }';
const bySearch: readonly (readonly [string, string])[] = [
  ['a number', asking],
  ['a list', '{ households(filter: {localCommunity: "Park"}) { edges { node { memberCount } } } }'],
  ['her id', 'query ($person: ID!) { person(id: $person) { givenName caseEntries { health } } }'],
  ['her id, of which nothing is asked', 'query ($person: ID!) { person(id: $person) { __typename } }'],
  ['her household', 'query ($household: ID!) { household(id: $household) { tenancies { arrears } } }'],
  [
    'the entity of federation',
    `query ($person: ID!) {
      _entities(representations: [{__typename: "Person", id: $person}]) { ... on Person { givenName } } }`,
  ],
];

const ask = async (
  world: TestHub,
  agency: string,
  purpose: string,
  query = asking,
  sought = ids,
): Promise<Answer> => {
  const token = await world.agencyToken({ agency, purpose, actor: 'Nada' });
  const named = { n: ana.nationalId, ...sought };
  const used = Object.entries(named).filter(([name]) => query.includes(`$${name}:`));
  return await world.ask(token, query, Object.fromEntries(used));
};

const inBoth = async (agency: string, purpose: string, query: string, sought = ids): Promise<Answer> =>
  await sameInBoth([hub, twin], async (world) => await ask(world, agency, purpose, query, sought));

interface Found {
  readonly id: string;
  readonly households: readonly { readonly id: string; readonly tenancies: readonly object[] }[];
}
const foundIn = (answer: Answer): Found => answer.body.data?.['findPerson'] as Found;

beforeAll(async () => {
  twins = await createTwins();
  edited = editConfiguration(({ agencies: registry, agreements: { agreements } }) => {
    const [law] = agreements.filter(({ id }) => id === 'berane-municipality-to-centre');
    if (!law) throw new Error('the demo has no such agreement');
    // Here nobody is granted a closed purpose by its own name.
    const named = agreements.findIndex(({ id }) => id === 'berane-municipality-to-centre-emergency');
    if (named >= 0) agreements.splice(named, 1);
    for (const agency of agencies) {
      const { purposes } = agencyIn({ agencies: registry, agreements: { agreements } }, agency);
      for (const slug of [...closed, ...granted, riskAssessment]) {
        const operations = ['household', 'person', 'findPerson', 'households', '_entities'];
        purposes[slug] = { class: 'operational', operations };
      }
      for (const purpose of granted) {
        const grant = { ...law, id: `${agency}.${purpose}`, recipient: agency, purpose };
        agreements.push(grant);
      }
    }
  });
  const open = async (housing: readonly TenantRow[]): Promise<TestHub> => {
    const { configuration, ...options } = twins.options();
    const files = { ...configuration, ...edited.files };
    return await openSmallHub(
      { housing, centre: sampleCases('CSR-00001') },
      { ...options, configuration: files },
    );
  };
  const housing = sampleTenants('1', '2', '3');
  hub = await open(housing);
  twin = await open(housing.map((row) => ({ ...row, dug_eur: '' })));
  const { id, households } = foundIn(await ask(hub, 'berane.centre', 'social-welfare-management'));
  ids = { person: id, household: households[0]?.id ?? '' };
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
  edited.remove();
});

describe('S01 a closed purpose lies below no grant, registered or not', () => {
  it('what is granted by name opens to both agencies: the two worlds do differ', async () => {
    for (const agency of agencies) {
      for (const purpose of granted) {
        const here = foundIn(await ask(hub, agency, purpose)).households[0]?.tenancies;
        expect(here, `${agency} ${purpose}`).toEqual([{ arrears: '598.52' }]);
        const there = foundIn(await ask(twin, agency, purpose)).households[0]?.tenancies;
        expect(there, `${agency} ${purpose}`).toEqual([{ arrears: null }]);
      }
    }
  });

  it.each(bySearch)('by %s: 403 in the same bytes, and no row is read', async (_what, query) => {
    for (const agency of agencies) {
      for (const purpose of [...closed, riskAssessment]) {
        for (const world of [hub, twin]) world.statements.length = 0;
        const refused = await inBoth(agency, purpose, query);
        const code = refused.body.errors?.[0]?.extensions.code;
        expect([refused.status, refused.body.data, code], `${agency} ${purpose}`).toEqual([
          403,
          undefined,
          'FORBIDDEN',
        ]);
        for (const { statements } of [hub, twin]) {
          expect(statements.filter((sql) => tablesOfPeople.test(sql))).toEqual([]);
        }
      }
    }
  });

  it('each denial is in the log with its actor, nothing is given, and both officers are told', async () => {
    for (const agency of agencies) {
      const { lines } = await loggedDuring(hub, async () => await ask(hub, agency, 'emergency-access'));
      expect(lines.map((line) => [line.kind, line.agency, line.actor])).toEqual([['DENIAL', agency, 'Nada']]);
    }
    for (const agency of ['berane.centre', 'berane.municipality'])
      expect((await alertsOf(hub, agency, 'dpo')).map(({ kind }) => kind)).toContain('PURPOSE');
  });
});
