import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { createDisclosureCollector } from '../../src/records/disclosures.ts';
import { createProjection } from '../../src/records/projection.ts';
import type { EntityKey, EntityRows, PersonRow, RecordRow } from '../../src/store/graph-rows.ts';
import { agreement, asked, callerOf, catalogueOf, field, rulesetOf } from '../policy/mask-world.ts';

const fields = [
  field('health', 'HEALTH', 'PERSON'),
  field('name', 'IDENTITY', 'PERSON'),
  field('shelter', 'PROTECTION', 'PERSON'),
  field('rent', 'FINANCE', 'SIGNATORIES'),
  field('count', 'HOUSEHOLD', 'MEMBERS'),
  field('damp', 'HOUSING', 'DWELLING'),
];
const catalogue = catalogueOf(fields);
const ana = '00000000-0000-4000-8000-00000000000a';
const home = '00000000-0000-4000-8000-00000000000b';

const byConsent = agreement('by-consent', {
  basis: { article6: 'A6-1-a', article9: 'A9-2-a', article10: null, citation: null },
  requires: 'CONSENT',
  mayAsk: true,
});
const byTask = agreement('by-task', { categories: ['IDENTITY'] });

const consent = (changes: object = {}): PersonRow['consents'][number] => ({
  id: '1',
  controller: 'keeper',
  purpose: asked,
  categories: ['HEALTH', 'IDENTITY'],
  fields: [],
  sealed: false,
  givenAs: ana,
  at: '2026-01-01T00:00:00Z',
  ...changes,
});

const row = (payload: RecordRow['payload']): RecordRow => ({
  id: 'record',
  source: 'things',
  kind: 'thing',
  local_id: 'A',
  unit: 'U',
  version: 1,
  controller: 'keeper',
  municipality: 'berane',
  local_community: 'park',
  person_local_id: 'A',
  signatories: ['A'],
  members: ['A'],
  dwelling_id: null,
  observed_on: null,
  recorded_at: null,
  received_at: '2026-11-01T00:00:00Z',
  payload,
  household: home,
  household_certainty: 'CERTAIN',
  conflicted: false,
  apart: false,
  contests: [],
});

interface World {
  readonly agreements?: readonly Agreement[];
  readonly person?: Partial<PersonRow>;
  readonly payload?: RecordRow['payload'] | null;
  readonly field?: string;
  readonly entity?: EntityKey['entity'];
  readonly area?: readonly string[];
}

const client = {
  kind: 'OPEN_CASE',
  established: true,
  certain: true,
  by: null,
  local_community: 'park',
  sealed: null,
} as const;

/** What asking for a field of Ana's says: the code, null, or that she is nobody here. */
const asking = async (world: World): Promise<string | null> => {
  const person: PersonRow = {
    person: ana,
    relationships: [client],
    prohibited: false,
    rights: [],
    conflicted: false,
    consents: [],
    ...world.person,
  };
  const caller = {
    fields,
    agreements: world.agreements ?? [byConsent],
    reader: 'reader',
    readerKind: 'NGO',
    purpose: asked,
    roles: [],
    area: world.area ?? null,
    ownRoles: [],
  } as const;
  const payload = world.payload === undefined ? { health: 'GOOD', name: 'Ana' } : world.payload;
  const rows: EntityRows = {
    id: ana,
    records: payload === null ? [] : [row(payload)],
    subjects: [{ source: 'things', local_id: 'A', person: ana, certain: true, contested: false, joined: [] }],
    persons: [person],
  };
  const projection = createProjection({
    caller: callerOf(caller),
    municipalities: ['berane', 'unresolved'],
    catalogue,
    ruleset: rulesetOf(caller),
    preferred: new Map(),
    loadRows: async () => rows,
    disclosures: createDisclosureCollector(),
    fill: async (records) => records,
  });
  const entity = world.entity ?? 'PERSON';
  const view = await projection.view(entity, entity === 'PERSON' ? ana : home);
  if (!view) return 'ABSENT';
  const coordinate = `Thing.${world.field ?? 'health'}`;
  const record = view.records[0];
  if (record && projection.value(record, coordinate) !== null) return 'GIVEN';
  try {
    projection.refuseForConsent(view, [coordinate]);
    return null;
  } catch (error) {
    return error instanceof HubError ? error.code : String(error);
  }
};

const unrelated = { relationships: [] };
const mute = { ...byConsent, mayAsk: false };

/** R6: iff the agreement may ask, the caller has an open relationship with this person, and there is no valid consent. */
const cases: readonly [what: string, world: World, said: string | null][] = [
  ['a client who was never asked', {}, 'CONSENT_REQUIRED'],
  ['a client who has forbidden it', { person: { prohibited: true } }, 'CONSENT_REQUIRED'],
  [
    'a client who has had everything there restricted',
    {
      person: {
        consents: [consent()],
        rights: [{ requested: 'RESTRICTION', controller: 'keeper', record: null }],
      },
    },
    'CONSENT_REQUIRED',
  ],
  [
    'a client who has consented and had something elsewhere restricted',
    {
      person: {
        consents: [consent()],
        rights: [{ requested: 'RESTRICTION', controller: 'somebody', record: null }],
      },
    },
    'GIVEN',
  ],
  ['a client of whom nothing is held', { payload: null }, 'CONSENT_REQUIRED'],
  ['a client of whom this value is not held', { payload: { name: 'Ana' } }, 'CONSENT_REQUIRED'],
  ['a client who has consented', { person: { consents: [consent()] } }, 'GIVEN'],
  [
    'a client who has consented, of whom this is not held',
    { person: { consents: [consent()] }, payload: { name: 'Ana' } },
    null,
  ],
  [
    'a client who has consented to something else',
    { person: { consents: [consent({ categories: ['IDENTITY'] })] } },
    'CONSENT_REQUIRED',
  ],
  [
    "a client who has consented for another keeper's data",
    { person: { consents: [consent({ controller: 'somebody' })] } },
    'CONSENT_REQUIRED',
  ],
  ['somebody who is no client', { person: unrelated }, 'ABSENT'],
  [
    'somebody who is no client, of whom something else is open',
    {
      agreements: [
        byConsent,
        agreement('duty', {
          categories: ['IDENTITY'],
          requires: 'NOTHING',
          basis: { article6: 'A6-1-c', article9: null, article10: null, citation: null },
        }),
      ],
      person: unrelated,
    },
    null,
  ],
  [
    'a client on the word of the agency alone',
    { person: { relationships: [{ ...client, established: false }] } },
    'ABSENT',
  ],
  ['a client where the agreement may not ask', { agreements: [mute] }, null],
  ['a client where no agreement rests on consent', { agreements: [byTask] }, null],
  ['a field that a public task opens anyway', { agreements: [byTask, byConsent], field: 'name' }, 'GIVEN'],
  ['the same, not held', { agreements: [byTask, byConsent], field: 'name', payload: {} }, null],
  ['protection, which nobody asks for', { field: 'shelter' }, null],
  ['what others have signed too', { field: 'rent' }, null],
  ['what is about all members', { field: 'count' }, null],
  ['the dwelling', { field: 'damp' }, null],
  [
    'a household, whose members are not all clients',
    { entity: 'HOUSEHOLD', agreements: [byTask, byConsent] },
    null,
  ],
  ['a client in the local community of the token', { area: ['Park'] }, 'CONSENT_REQUIRED'],
  [
    'a client elsewhere, whom a register that nothing is open of puts there',
    { area: ['Park'], person: { relationships: [{ ...client, local_community: 'kaludra' }] } },
    'ABSENT',
  ],
  [
    'a client by a referral, which lies nowhere',
    { area: ['Park'], person: { relationships: [{ ...client, local_community: null }] } },
    'ABSENT',
  ],
];

describe('consent is said to be missing, or not', () => {
  test.each(cases)('for %s', async (_what, world, said) => {
    expect(await asking(world)).toBe(said);
  });
});
