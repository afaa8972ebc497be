import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ErrorCode, errorTable } from '../../src/domain/error-code.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { registerOperations } from '../harness/registered-operations.ts';
import { openSmallHub, sampleCases, sampleTenants, type TenantRow } from '../harness/registers.ts';
import { approveExtract, officer, planExtract, researcher } from '../harness/research.ts';
import { type Exchange, type Exchanged, graphqlResponse, plainJson, send } from './exchange.ts';

let hub: TestHub;
const tokens = { municipality: '', centre: '', support: '' };
// Ana and Rifat, whom the Centre knows; Marko, Jelena and Luka, Gordana and her twins, whom it will only say it knows.
const tenants = sampleTenants('1', '2', '4', '5', '6', '8', '9', '10');
let keys = 0;

beforeAll(async () => {
  hub = await openSmallHub({ housing: tenants, centre: sampleCases('CSR-00001') });
  const housing = { purpose: 'housing-welfare-management', actor: 'Milena Clerk' };
  const welfare = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
  tokens.municipality = await hub.agencyToken({ agency: 'berane.municipality', ...housing });
  tokens.centre = await hub.agencyToken({ agency: 'berane.centre', ...welfare });
  tokens.support = await hub.agencyToken({ agency: 'berane.support', ...welfare });
});
afterAll(async () => await hub?.close());

const sql = async (statement: string): Promise<void> => {
  await hub.running.hub.database.query(statement);
};
const newKey = (): string => {
  keys += 1;
  return `code-${keys}`;
};

const mutation =
  'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }';
const recorded = '2026-11-20T08:00:00Z';
const pushOf = (key: string | null, records: readonly object[]): Exchange => ({
  headers: key === null ? {} : { 'idempotency-key': key },
  body: { query: mutation, variables: { records } },
});
const caseOf = (caseNumber: string, member: object = {}): object => ({
  caseNumber,
  version: 1,
  recordedAt: recorded,
  localCommunity: 'Park',
  members: [{ localId: `${caseNumber}/1`, relation: 'nosilac', ...member }],
});
/** A tenant as a case would name them. */
const memberOf = ({ ime, prezime, jmbg, datum_rodjenja }: TenantRow): object => ({
  givenName: ime,
  familyName: prezime,
  nationalId: jmbg,
  birthDate: datum_rodjenja?.split('.').slice(0, 3).reverse().join('-'),
});
const byMunicipality = (body: object, more: Exchange = {}): Provoked => ({
  token: tokens.municipality,
  exchange: { body, ...more },
});
const byCentre = (exchange: Exchange): Provoked => ({ token: tokens.centre, exchange });

interface Provoked {
  readonly token: string | null;
  readonly exchange: Exchange;
  /** Another hub than the file's. */
  readonly at?: TestHub;
  readonly after?: () => Promise<void>;
}

interface Provocation {
  readonly status: number;
  /** Where the client accepts plain JSON, if it is another. */
  readonly plain?: number;
  readonly retryAfter?: string;
  readonly provoke: () => Promise<Provoked> | Provoked;
}

const seen = `{ findPerson(nationalId: "${ana.nationalId}") { givenName } }`;

/** Lets no push begin until it is opened. */
const holdPushes = (): { readonly opened: () => void; readonly restore: () => void } => {
  const database = hub.running.hub.database as { transaction: (work: never) => Promise<unknown> };
  const original = database.transaction;
  let opened = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    opened = resolve;
  });
  database.transaction = async (work) => {
    // Nothing but the claiming of a key waits: the log must go on, or nobody could be answered.
    if (new Error().stack?.includes('claimPush')) await gate;
    return await original(work);
  };
  return {
    opened,
    restore: () => {
      database.transaction = original;
    },
  };
};

const plannedExtract = async (): Promise<string> => {
  const planned = await planExtract(hub, await researcher(hub), ['AGE_BAND']);
  const extract = planned.body.data?.['planExtract'] as { id: string } | undefined;
  return extract?.id ?? '';
};
/** The last approval of an extract of which nobody has consented to anything. */
const approvalOf = async (id: string, ...agencies: readonly string[]): Promise<Provoked> => {
  const officers = await Promise.all(agencies.map(async (each) => await officer(hub, each, 'Mirza')));
  for (const token of officers.slice(0, -1)) await approveExtract(hub, token, id);
  return {
    token: officers.at(-1) ?? null,
    exchange: {
      body: { query: 'mutation ($id: ID!) { approveExtract(id: $id) { state } }', variables: { id } },
    },
  };
};

/**
 * Every code that the hub answers with: a code without its row here does not compile. A source that cannot be had is none of a
 * request's: tests of the gateway and of sources have it.
 */
const provocations: Readonly<Record<Exclude<ErrorCode, 'SOURCE_UNAVAILABLE'>, Provocation>> = {
  UNAUTHENTICATED: { status: 401, provoke: () => ({ token: null, exchange: { body: { query: seen } } }) },
  FORBIDDEN: {
    status: 403,
    provoke: () => byMunicipality({ query: '{ statistics(measure: PERSONS, by: []) { period } }' }),
  },
  FIELD_NOT_IN_PURPOSE: {
    status: 403,
    provoke: async () => ({
      token: await hub.agencyToken({
        agency: 'berane.municipality',
        purpose: 'housing-welfare-management',
        actor: 'service:nightly',
      }),
      exchange: { body: { query: seen } },
    }),
  },
  BAD_USER_INPUT: {
    status: 400,
    plain: 200,
    provoke: () => byMunicipality({ query: 'query ($id: String!) { findPerson(nationalId: $id) { id } }' }),
  },
  GRAPHQL_PARSE_FAILED: { status: 400, plain: 200, provoke: () => byMunicipality({ query: '{' }) },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    plain: 200,
    provoke: () => byMunicipality({ query: '{ nothing }' }),
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    plain: 200,
    provoke: () => byMunicipality({ query: '{ __typename }', operationName: 'Other' }),
  },
  QUERY_TOO_COMPLEX: {
    status: 400,
    plain: 200,
    provoke: () => {
      const names = Array.from({ length: 100 }, (_, index) => `a${index}: __typename`);
      return byMunicipality({ query: `{ ${names.join(' ')} }` });
    },
  },
  OPERATION_NOT_REGISTERED: {
    status: 400,
    plain: 200,
    provoke: async () => {
      const registered = registerOperations({ 'names.graphql': '{ __typename }' });
      const at = await openTestHub({
        registers: null,
        configuration: { documents: registered.folder },
      });
      return {
        at,
        token: await at.agencyToken({
          agency: 'berane.municipality',
          purpose: 'housing-welfare-management',
          actor: 'Milena Clerk',
        }),
        exchange: { body: { query: seen } },
        after: async () => {
          await at.close();
          registered.remove();
        },
      };
    },
  },
  BAD_REQUEST: { status: 400, provoke: () => byMunicipality([{ query: seen }]) },
  CONSENT_REQUIRED: {
    status: 200,
    provoke: () => ({ token: tokens.support, exchange: { body: { query: seen } } }),
  },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, provoke: () => byCentre(pushOf(null, [caseOf('C-1')])) },
  IDEMPOTENCY_KEY_IN_FLIGHT: {
    status: 409,
    retryAfter: '1',
    provoke: async () => {
      const key = newKey();
      await send(hub, tokens.centre, pushOf(key, [caseOf('C-2')]));
      await sql(`update push set receipts = null where key = '${key}'`);
      return byCentre(pushOf(key, [caseOf('C-2')]));
    },
  },
  IDEMPOTENCY_KEY_MISMATCH: {
    status: 422,
    provoke: async () => {
      const key = newKey();
      await send(hub, tokens.centre, pushOf(key, [caseOf('C-3')]));
      return byCentre(pushOf(key, [caseOf('C-4')]));
    },
  },
  BATCH_REFUSED: {
    status: 422,
    provoke: () => {
      const { body, ...exchange } = pushOf(newKey(), [caseOf('C-6'), { ...caseOf('C-7'), members: [] }]);
      const { query, variables } = body as { query: string; variables: object };
      return byCentre({
        ...exchange,
        body: { query: query.replace('PARTIAL', 'ALL_OR_NOTHING'), variables },
      });
    },
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    provoke: () => byMunicipality({ query: seen, padding: 'x'.repeat(4_194_304) }),
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    provoke: () => byMunicipality({}, { headers: { 'content-type': 'text/plain' }, body: seen }),
  },
  EXTRACT_NOT_ANONYMOUS: {
    status: 422,
    provoke: async () => await approvalOf(await plannedExtract(), 'berane.municipality', 'berane.centre'),
  },
  EXTRACT_OVER: {
    status: 410,
    provoke: async () => {
      const id = await plannedExtract();
      await sql(`update extract set expires_at = '2026-11-01' where outcome is null`);
      return await approvalOf(id, 'berane.municipality');
    },
  },
  RATE_LIMITED: {
    status: 429,
    retryAfter: '86400',
    provoke: async () => {
      // R10: the Centre itself says that it works with each of them, and nobody has confirmed it.
      const cases = tenants.map((tenant, index) => caseOf(`D-${index}`, memberOf(tenant)));
      await send(hub, tokens.centre, pushOf(newKey(), cases));
      const asked = tenants.map(
        ({ jmbg }, index) => `p${index}: findPerson(nationalId: "${jmbg}") { tenantEntries { givenName } }`,
      );
      return byCentre({ body: { query: `{ ${asked.join(' ')} }` } });
    },
  },
  OVERLOADED: {
    status: 503,
    retryAfter: '2',
    provoke: async () => {
      const { opened, restore } = holdPushes();
      const waiting = Array.from(
        { length: 40 },
        async (_, index) => await send(hub, tokens.centre, pushOf(newKey(), [caseOf(`W-${index}`)])),
      );
      // One of them is turned away: by then as many as there is room for are inside, and none can leave.
      await Promise.race(waiting);
      return {
        ...byCentre(pushOf(newKey(), [caseOf('W-40')])),
        after: async () => {
          opened();
          await Promise.all(waiting);
          restore();
        },
      };
    },
  },
  AUDIT_UNAVAILABLE: {
    status: 503,
    retryAfter: '5',
    provoke: async () => {
      await sql('alter table audit_entry rename to audit_away');
      return {
        ...byMunicipality({ query: seen }),
        after: async () => await sql('alter table audit_away rename to audit_entry'),
      };
    },
  },
  STORAGE_UNAVAILABLE: {
    status: 503,
    retryAfter: '5',
    provoke: async () => {
      await sql(
        `create function full_disk() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$`,
      );
      await sql(
        'create trigger full_disk before insert on record for each statement execute function full_disk()',
      );
      return {
        ...byCentre(pushOf(newKey(), [caseOf('C-5')])),
        after: async () => await sql('drop function full_disk cascade'),
      };
    },
  },
  INTERNAL: {
    status: 500,
    provoke: async () => {
      await sql('alter table mention rename to mention_away');
      return {
        ...byMunicipality({ query: seen }),
        after: async () => await sql('alter table mention_away rename to mention'),
      };
    },
  },
};

const rows = Object.entries(provocations) as [ErrorCode, Provocation][];

test.each(rows)('%s', async (code, { status, plain = status, retryAfter, provoke }) => {
  for (const accept of [graphqlResponse, plainJson]) {
    const { token, exchange, at = hub, after } = await provoke();
    let answer: Exchanged;
    try {
      answer = await send(at, token, { ...exchange, headers: { accept, ...exchange.headers } });
    } finally {
      await after?.();
    }
    expect(answer.body.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(answer.status).toBe(accept === graphqlResponse ? status : plain);
    expect(answer.headers.get('retry-after')).toBe(retryAfter ?? null);
    expect(status).toBe(errorTable[code].status);
    // Not one of these answers has anything for the caller but, where consent is missing, the fields beside it.
    const given = Object.values((answer.body.data ?? {}) as object).filter((value) => value !== null);
    expect(given).toEqual(code === 'CONSENT_REQUIRED' ? [{ givenName: null }] : []);
  }
});

test('a refusal for too many that cannot be logged is 503 too', async () => {
  const { token, exchange } = await provocations.RATE_LIMITED.provoke();
  await sql(
    `create function full_disk() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$`,
  );
  await sql(
    'create trigger full_disk before insert on audit_entry for each statement execute function full_disk()',
  );
  const answer = await send(hub, token, exchange);
  await sql('drop function full_disk cascade');
  expect([answer.status, answer.body]).toEqual([
    503,
    {
      errors: [{ message: errorTable.AUDIT_UNAVAILABLE.message, extensions: { code: 'AUDIT_UNAVAILABLE' } }],
    },
  ]);
});
