import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { readRegistry } from '../../src/access/registry.ts';
import { openConnectors } from '../../src/server/open-connectors.ts';
import { systemTimer } from '../../src/server/system-timer.ts';
import { registryText, spoil } from '../access/registry-sample.ts';
import { openHttpServer } from '../harness/http-server.ts';
import { faultOf, pull } from '../sources/read-all.ts';

const directory = mkdtempSync(join(tmpdir(), 'hub-credentials-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const adapters = new Map([housingAdapter, centreAdapter, communityAdapter].map((each) => [each.name, each]));
const secret = 'e1f0-never-shown';
const password = { kind: 'PASSWORD', user: 'hub', password: secret };

const postgresql =
  'kind: POSTGRESQL, host: register.example, database: stan, credential: housing, every: PT1H';
const rest = 'kind: REST, url: "https://cases.example", every: PT1H';

/** Opens the connectors of a registry whose first source has this connection, beside this file of credentials. */
const open = (connection: string, credentials: unknown, source = 'housing.csv') => {
  const from = source === 'null' ? 'file: null, ' : `file: ${source},`;
  const text = spoil(registryText, from, `${from} connection: { ${connection} },`);
  let credentialsFile: string | null = null;
  if (credentials !== null) {
    credentialsFile = join(directory, 'credentials.json');
    writeFileSync(
      credentialsFile,
      typeof credentials === 'string' ? credentials : JSON.stringify(credentials),
    );
  }
  const registry = readRegistry(text, 'registry.yaml');
  return openConnectors({ credentialsFile, only: null }, registry, adapters, {
    timer: systemTimer,
    createId: () => 'id',
  });
};

describe('the sources that the hub asks itself', () => {
  test('are those with a connection, and each can be asked', () => {
    const opened = open(postgresql, { housing: password });
    expect([...opened.keys()]).toEqual(['housing']);
    expect(opened.get('housing')?.state()).toBe('AVAILABLE');
  });

  test('need no credentials where none is named', () => {
    expect([...open(rest, null, 'null').keys()]).toEqual(['centre']);
    expect([...open(rest, 'not read at all', 'null').keys()]).toEqual(['centre']);
  });
});

test('a source is shown its own credential, and no other (O4)', async () => {
  const shown: string[] = [];
  const server = await openHttpServer();
  server.answer(({ url, headers }, response) => {
    shown.push(`${url.pathname} ${headers.authorization}`);
    response.writeHead(403).end();
  });
  const connection = (credential: string) =>
    `connection: { kind: REST, url: "${server.url}${credential}", internal: true, credential: ${credential}, every: PT1H },`;
  const text = spoil(
    spoil(registryText, 'file: housing.csv,', `file: housing.csv, ${connection('housing')}`),
    'file: null,',
    `file: null, ${connection('centre')}`,
  );
  const credentialsFile = join(directory, 'two.json');
  const token = (each: string) => ({ kind: 'TOKEN', token: each });
  writeFileSync(
    credentialsFile,
    JSON.stringify({ centre: token('of-centre'), housing: token('of-housing') }),
  );
  const both = new Map(
    [...adapters].map(([name, each]) => [name, { ...each, connection: centreAdapter.connection }]),
  );
  const world = { timer: systemTimer, createId: () => 'id' };
  const opened = openConnectors(
    { credentialsFile, only: null },
    readRegistry(text, 'registry.yaml'),
    both,
    world,
  );
  for (const { connector } of opened.values()) await faultOf(pull(connector));
  await server.close();
  expect(shown).toEqual(['/housing/cases Bearer of-housing', '/centre/cases Bearer of-centre']);
});

describe('the hub does not start', () => {
  test.each([
    [
      'without the file',
      postgresql,
      null,
      /^HUB_CREDENTIALS is missing\. The source housing names the credential housing\.$/,
    ],
    [
      'without the credential',
      postgresql,
      { other: password },
      /^HUB_CREDENTIALS: there is no credential housing, which the source housing names\.$/,
    ],
    [
      'with a file that is no JSON',
      postgresql,
      `{"housing": "${secret}`,
      /^HUB_CREDENTIALS: the file .* cannot be read as JSON\.$/,
    ],
    [
      'with half a credential',
      postgresql,
      { housing: { ...password, password: undefined } },
      /^HUB_CREDENTIALS: housing\.password: is missing or wrong\.$/,
    ],
    ['with a credential of no kind', postgresql, { housing: { secret } }, /^HUB_CREDENTIALS: housing/],
    [
      'with a credential that has more',
      postgresql,
      { housing: { ...password, [secret]: 1 } },
      /^HUB_CREDENTIALS: housing/,
    ],
    [
      'with a certificate and no key',
      postgresql,
      { housing: { ...password, tls: { certificate: '-----BEGIN X' } } },
      /^HUB_CREDENTIALS: housing\.tls: a certificate and its key/,
    ],
    [
      'with a token for a database',
      postgresql,
      { housing: { kind: 'TOKEN', token: 'abc' } },
      /^The source housing needs a credential of kind PASSWORD\.$/,
    ],
    [
      'with a client that nobody gives tokens',
      `${rest}, credential: c`,
      { c: { kind: 'CLIENT', clientId: 'hub', clientSecret: secret } },
      /^The source centre needs a credential of kind CLIENT and/,
    ],
    [
      'with tokens and a password',
      `${rest}, credential: c, tokens: { url: "https://eid.example" }`,
      { c: password },
      /^The source centre needs a credential of kind CLIENT and/,
    ],
    [
      'with a kind of connection that the adapter has no shape for',
      `${rest}, credential: housing`,
      { housing: password },
      /^The source housing has a connection REST, which the adapter housing has no shape for\.$/,
    ],
    [
      'with another that it has none for',
      postgresql,
      { housing: password },
      /^The source centre has a connection POSTGRESQL, which the adapter centre has no shape for\.$/,
    ],
  ])('%s', (name, connection, credentials, message) => {
    const isCentre = /client|tokens|another/.test(name);
    const attempt = () => open(connection, credentials, isCentre ? 'null' : undefined);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(new RegExp(secret));
  });
});
