import { randomUUID } from 'node:crypto';
import type { TestHub } from './open-hub.ts';

/** To what people consent in the demo's research project: of each controller, all that its columns can be worked out from. */
const categoriesOf = {
  'berane.municipality': ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING'],
  'berane.centre': ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'EMPLOYMENT'],
} as const;

/** Categories in the place of those, for a project with other columns. */
export type ResearchCategories = Readonly<Partial<Record<ResearchController, readonly string[]>>>;

export type ResearchController = keyof typeof categoriesOf;
const researchPurpose = 'public-policy-making';

/** What a person says at a desk of their own, for the project. */
export const researchTerms = (controller: ResearchController): object => ({
  ...{ recipient: 'statistics', controller, purpose: researchPurpose },
  categories: categoriesOf[controller],
});

/** The ids of all whom registers of Berane name, by the hub's own links, in the registers' order. */
export const personsOf = async (
  hub: TestHub,
  controllers: readonly ResearchController[],
): Promise<readonly string[]> =>
  (
    await hub.running.hub.database.query<{ person: string }>(
      `select link.entity_id::text as person from link join record
           on record.source = link.source and record.person_local_id = link.local_id and record.superseded_at is null
         where link.entity = 'PERSON' and link.ended_at is null and record.municipality = 'berane'
         group by 1 having array_agg(distinct record.controller) @> array(select jsonb_array_elements_text(?::jsonb))
         order by min(record.source || record.person_local_id)`,
      [JSON.stringify(controllers)],
    )
  ).map(({ person }) => person);

/** Consents of many at once, as they lie in the store: given one by one they would take minutes. */
export const consentOfAll = async (
  hub: TestHub,
  persons: readonly string[],
  controllers: readonly ResearchController[],
  categories: ResearchCategories = categoriesOf,
): Promise<void> => {
  const { database } = hub.running.hub;
  for (const controller of controllers) {
    const given = persons.map((person) => ({ id: randomUUID(), person }));
    await database.query(
      `with given as (
         insert into consent (id, person_id, controller, recipient, purpose, categories, fields, notice_version, language, script,
             valid_until, binding, sealed, created_at)
           select id, person, ?, 'statistics', 'dpv:PublicPolicyMaking',
               array(select jsonb_array_elements_text(?::jsonb)), '{}', '2026-1', 'cnr', 'Latn', ?::date, true, false, ?
             from jsonb_to_recordset(?::jsonb) as it(id uuid, person uuid) returning id, created_at)
       insert into consent_event (consent_id, state, at, actor) select id, 'ConsentGiven', created_at, 'test' from given`,
      [
        controller,
        JSON.stringify(categories[controller] ?? categoriesOf[controller]),
        '2027-10-01',
        hub.clock.now(),
        JSON.stringify(given),
      ],
    );
  }
  // Plans made for an empty table would scan it for each of them.
  await database.analyze();
};

/** Somebody of the project. */
export const researcher = async (hub: TestHub, actor = 'Iva'): Promise<string> =>
  await hub.agencyToken({ agency: 'statistics', purpose: researchPurpose, actor });

/** The data protection officer of an agency. */
export const officer = async (hub: TestHub, agency: string, actor: string): Promise<string> =>
  await hub.agencyToken({ agency, purpose: 'enforce-access-control', actor, roles: ['dpo'] });

const shown = 'id state controllers waitsFor places ages rows releasedAt expiresAt columns';

export const planExtract = async (
  hub: TestHub,
  token: string,
  columns: readonly string[],
  municipality = 'berane',
) =>
  await hub.ask(
    token,
    `mutation ($municipality: String!, $columns: [ExtractColumn!]!, $reason: String!) {
       planExtract(municipality: $municipality, columns: $columns, reason: $reason) { ${shown} } }`,
    { municipality, columns, reason: 'Who lives in which homes' },
  );

export const approveExtract = async (hub: TestHub, token: string, id: string) =>
  await hub.ask(token, `mutation ($id: ID!) { approveExtract(id: $id) { ${shown} } }`, { id });

/** A copy as it is fetched. */
export interface Copy {
  readonly status: number;
  readonly code: string | null;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly text: string;
}

export const fetchExtract = async (hub: TestHub, token: string | null, id: string): Promise<Copy> => {
  const response = await fetch(hub.url.replace('/graphql', `/extracts/${id}`), {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  if (response.status !== 200) {
    const { errors } = JSON.parse(text) as { errors: { extensions: { code: string } }[] };
    return { status: response.status, code: errors[0]?.extensions.code ?? null, header: [], rows: [], text };
  }
  const [header = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return { status: 200, code: null, header, rows, text };
};
