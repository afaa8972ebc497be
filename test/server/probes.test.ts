// What a scanner for GraphQL servers looks for (graphql-cop), and what the schema gives away: in production, on a real PostgreSQL.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { openTestHub } from '../harness/open-hub.ts';
import { openPostgres, type TestPostgres } from '../harness/postgres.ts';
import { openProductionHub, type ProductionHub } from '../harness/production.ts';

interface Probe {
  readonly id: string;
  readonly request: string;
  readonly body: { readonly query: string } | readonly unknown[] | null;
  readonly verdict: string;
}

interface Found {
  readonly text: string;
  readonly body: unknown;
}

const file = projectFile('..', 'shared', 'data', 'graphql-security', 'graphql-cop-probes.json');
const probes: readonly Probe[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const postgres: TestPostgres = await openPostgres();
const missing = [
  ...(probes.length === 0 ? ['the probes are not beside the project'] : []),
  ...(postgres.kind === 'MISSING' ? [`no PostgreSQL here, ${postgres.reason}`] : []),
];
const reason = missing.length > 0 ? ` (skipped: ${missing.join('; ')})` : '';

type Json = { readonly [name: string]: Json } & { readonly length?: number };
/** A place inside an answer, or undefined. */
const at = (body: unknown, ...path: readonly (string | number)[]): Json | undefined =>
  path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
    body,
  ) as Json | undefined;
const present = (value: unknown): boolean => value !== undefined && value !== null;
const hasTypename = ({ body }: Found): boolean => present(at(body, 'data', '__typename'));

/** Each probe's own verdict as code, and an answer that would be vulnerable by it. */
const verdicts: Readonly<Record<string, { isVulnerable: (found: Found) => boolean; to: unknown }>> = {
  dos_alias_overloading: {
    isVulnerable: ({ body }) => present(at(body, 'data', 'alias100')),
    to: { data: { alias100: 'Query' } },
  },
  dos_batch: {
    isVulnerable: ({ body }) => Array.isArray(body) && body.length >= 10,
    to: Array.from({ length: 10 }, () => ({ data: { __typename: 'Query' } })),
  },
  dos_circular_introspection: {
    isVulnerable: ({ body }) => (at(body, 'data', '__schema', 'types')?.length ?? 0) > 25,
    to: { data: { __schema: { types: Array.from({ length: 26 }, () => ({})) } } },
  },
  dos_directive_overloading: {
    isVulnerable: ({ body }) => at(body, 'errors')?.length === 10,
    to: { errors: Array.from({ length: 10 }, () => ({ message: 'Unknown directive "@aa".' })) },
  },
  dos_field_duplication: { isVulnerable: hasTypename, to: { data: { __typename: 'Query' } } },
  info_field_suggestions: {
    isVulnerable: ({ text }) => text.includes('Did you mean'),
    to: { errors: [{ message: 'Cannot query field. Did you mean "directives"?' }] },
  },
  info_get_based_mutation: { isVulnerable: hasTypename, to: { data: { __typename: 'Mutation' } } },
  info_get_method_support: { isVulnerable: hasTypename, to: { data: { __typename: 'Query' } } },
  info_graphiql: {
    isVulnerable: ({ text }) =>
      /graphiql\.min\.css|GraphQL Playground|GraphiQL|graphql-playground/.test(text),
    to: '<title>GraphiQL</title>',
  },
  info_introspect: {
    isVulnerable: ({ body }) => present(at(body, 'data', '__schema', 'types')),
    to: { data: { __schema: { types: [] } } },
  },
  info_post_based_csrf: { isVulnerable: hasTypename, to: { data: { __typename: 'Query' } } },
  info_trace_mode: {
    isVulnerable: ({ body }) =>
      present(at(body, 'errors', 0, 'extensions', 'tracing')) || present(at(body, 'extensions', 'tracing')),
    to: { data: {}, extensions: { tracing: {} } },
  },
  info_unhandled_error: {
    isVulnerable: ({ body }) => present(at(body, 'errors', 0, 'extensions', 'exception')),
    to: { errors: [{ message: 'x', extensions: { exception: {} } }] },
  },
};

const foundIn = (text: string): Found => {
  try {
    return { text, body: JSON.parse(text) };
  } catch {
    return { text, body: null };
  }
};

type Headers = Readonly<Record<string, string>>;

/** Sends a probe as its own words say, at every address where such a thing could be. */
const sendProbe = async (address: string, probe: Probe, headers: Headers): Promise<readonly Found[]> => {
  const { request, body } = probe;
  const query = body !== null && 'query' in body ? body.query : '';
  if (request === 'GET accept text/html') {
    const paths = ['/', '/graphql', '/graphiql', '/playground', '/console'];
    const pages = paths.map(async (path) => {
      const response = await fetch(`${address}${path}`, { headers: { ...headers, accept: 'text/html' } });
      return foundIn(await response.text());
    });
    return await Promise.all(pages);
  }
  const sent =
    request === 'GET ?query='
      ? fetch(`${address}/graphql?${new URLSearchParams({ query })}`, { headers })
      : fetch(`${address}/graphql`, {
          method: 'POST',
          headers: {
            ...headers,
            'content-type': request.includes('urlencoded')
              ? 'application/x-www-form-urlencoded'
              : 'application/json',
          },
          body: request.includes('urlencoded')
            ? String(new URLSearchParams({ query }))
            : JSON.stringify(body),
        });
  return [foundIn(await (await sent).text())];
};

const vulnerableTo = async (address: string, probe: Probe, headers: Headers): Promise<boolean> => {
  const verdict = verdicts[probe.id];
  if (!verdict) throw new Error(`no verdict for ${probe.id}: ${probe.verdict}`);
  return (await sendProbe(address, probe, headers)).some(verdict.isVulnerable);
};

let hub: ProductionHub;
let token: string;
let gateway: string;

beforeAll(async () => {
  if (postgres.kind === 'MISSING') return;
  hub = await openProductionHub({
    databaseUrl: await postgres.createDatabase(),
    // The first agency, the municipality of Berane, has a gateway of its own.
    edit: (agencies) => agencies.replace(/( +- )_entities\n/, '$1_entities\n$1_service\n'),
  });
  token = await hub.agencyToken('berane.centre', 'ps:SocialWelfareProvision');
  gateway = await hub.agencyToken('berane.municipality', 'ps:HousingWelfareManagement');
}, 120_000);
afterAll(async () => {
  await hub?.close();
  if (postgres.kind === 'READY') await postgres.close();
});

const bearer = (value: string): Headers => ({ authorization: `Bearer ${value}` });
const ask = async (value: string, query: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: {
      ...bearer(value),
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
    },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, text: await response.text() };
};

describe(`the probes of graphql-cop${reason}`, () => {
  test.skipIf(probes.length === 0)(
    'are the thirteen that have a verdict here, and each verdict can condemn',
    () => {
      expect(probes.map(({ id }) => id).sort()).toEqual(Object.keys(verdicts).sort());
      for (const [id, { isVulnerable, to }] of Object.entries(verdicts)) {
        const text = typeof to === 'string' ? to : JSON.stringify(to);
        expect(isVulnerable(foundIn(text)), id).toBe(true);
        expect(isVulnerable(foundIn('{"errors":[{"message":"no","extensions":{"code":"X"}}]}')), id).toBe(
          false,
        );
      }
    },
  );

  test.skipIf(missing.length > 0)('find a hub that answers what is no probe', async () => {
    expect(await ask(token, '{ __typename }')).toEqual({
      status: 200,
      text: '{"data":{"__typename":"Query"}}\n',
    });
  });

  const preflight = { 'apollo-require-preflight': '1' };
  test.skipIf(missing.length > 0).each(probes)(
    '$id finds nothing, with a token or without',
    async (probe) => {
      for (const headers of [bearer(token), {}, { ...bearer(token), ...preflight }]) {
        expect(await vulnerableTo(hub.address, probe, headers), JSON.stringify(Object.keys(headers))).toBe(
          false,
        );
      }
    },
  );

  test.skipIf(probes.length === 0)(
    'find in the demo what it is for, GraphiQL and introspection',
    async () => {
      const demo = await openTestHub({ registers: null });
      const clerk = await demo.agencyToken({
        agency: 'berane.municipality',
        purpose: 'housing-welfare-management',
        actor: 'Milena Clerk',
      });
      const found: string[] = [];
      for (const probe of probes)
        if (await vulnerableTo(demo.running.address, probe, bearer(clerk))) found.push(probe.id);
      await demo.close();
      expect(found.sort()).toEqual(['info_graphiql', 'info_introspect']);
    },
  );
});

describe('what production tells of its schema', () => {
  const inProduction = test.skipIf(postgres.kind === 'MISSING');

  inProduction(`is its text for a gateway's own registration alone${reason}`, async () => {
    const sdl = '{ _service { sdl } }';
    const refused = await ask(token, sdl);
    expect([refused.status, JSON.parse(refused.text).errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect(refused.text).not.toContain('Household');
    const given = await ask(gateway, sdl);
    expect([given.status, given.text.includes('type Household')]).toEqual([200, true]);
  });

  inProduction(`is nothing by introspection, not to a gateway either${reason}`, async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Household") { name } }',
      '{ ...F } fragment F on Query { a: __schema { queryType { name } } }',
    ]) {
      for (const value of [token, gateway]) {
        const answer = await ask(value, query);
        expect([answer.status, /Household|queryType/.test(answer.text)]).toEqual([400, false]);
      }
    }
  });

  const near: readonly (readonly [query: string, near: string, ...others: string[]])[] = [
    ['{ household(id: "x") { NAME } }', 'adress', 'addres', 'memberCoun', 'zzzzzz'],
    ['{ NAME(id: "x") { id } }', 'houshold', 'persn', 'zzzzzz'],
    ['{ household(NAME: "x") { id } }', 'idd', 'zzzzzz'],
    ['{ __typename ... on NAME { id } }', 'Housheold', 'Zzzzzz'],
    ['{ __typename @NAME }', 'skp', 'zzzzzz'],
    ['{ statistics(measure: PERSONS, by: [NAME]) { period } }', 'LOCAL_COMUNITY', 'ZZZZZZ'],
    [
      'mutation { pushCentreRecords(records: [{NAME: 1}], mode: PARTIAL) { outcome } }',
      'caseNumbr',
      'zzzzzz',
    ],
  ];
  inProduction.each(near)(`is no name that is nearly right (S13): %s${reason}`, async (query, ...names) => {
    // The same words and the same columns, whether a name of the schema is near or none is.
    const texts = await Promise.all(
      names.map(async (name) => {
        const answer = await ask(token, query.replace('NAME', name));
        expect(answer.status).toBe(400);
        return answer.text.replaceAll(name, 'NAME').replace(/"column":\d+/g, '"column":0');
      }),
    );
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).not.toMatch(/did you mean/i);
  });

  inProduction(`goes by POST alone${reason}`, async () => {
    const response = await fetch(`${hub.address}/graphql?query=%7B__typename%7D`, {
      headers: { ...bearer(token), 'apollo-require-preflight': '1' },
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
