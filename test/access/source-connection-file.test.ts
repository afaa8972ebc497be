import { describe, expect, test } from 'vitest';
import { readRegistry } from '../../src/access/registry.ts';
import type { SourceConnection } from '../../src/domain/source-connection.ts';
import { registryText, spoil } from './registry-sample.ts';

/** The registry with this connection of its first source. */
const read = (connection: string): SourceConnection | null | undefined => {
  const text = spoil(registryText, 'file: housing.csv,', `file: housing.csv, connection: ${connection},`);
  return readRegistry(text, 'registry.yaml').sources.get('housing')?.connection;
};

describe('a connection that holds', () => {
  test('says where a PostgreSQL is, over TLS and outside of the house unless it says otherwise', () => {
    expect(
      read('{ kind: POSTGRESQL, host: register.example, database: stan, credential: housing, every: PT15M }'),
    ).toEqual({
      kind: 'POSTGRESQL',
      host: 'register.example',
      port: 5432,
      database: 'stan',
      tls: true,
      credential: 'housing',
      internal: false,
      everySeconds: 900,
      deadlineMilliseconds: 2000,
      mostBytes: 4_194_304,
    });
    const inside =
      '{ kind: POSTGRESQL, host: 10.1.2.3, port: 6432, database: stan, tls: false, internal: true, credential: c, every: P1DT12H }';
    expect(read(inside)).toMatchObject({ host: '10.1.2.3', tls: false, everySeconds: 129_600 });
  });

  test('says where a service is, who gives tokens for it, and as whom it is asked over X-Road', () => {
    const connection = read(
      '{ kind: REST, url: "http://ss.house.internal/r1/ME/GOV/1/centre/cases", internal: true, credential: centre, every: PT1H, ' +
        'deadlineMilliseconds: 5000, tokens: { url: "https://eid.example/token", scope: cases }, xRoad: { client: ME/GOV/02%20010/hub, issue: A-1 } }',
    );
    expect(connection).toMatchObject({
      tokens: { url: 'https://eid.example/token', scope: 'cases', internal: false },
      xRoad: { client: 'ME/GOV/02%20010/hub', userId: null, issue: 'A-1' },
      deadlineMilliseconds: 5000,
    });
    expect(read('{ kind: GRAPHQL, url: "https://cases.example/graphql", every: PT10S }')).toMatchObject({
      kind: 'GRAPHQL',
      credential: null,
      tokens: null,
    });
  });
});

const rest = (more: string, url = 'https://cases.example'): string =>
  `{ kind: REST, url: "${url}", every: PT1H${more && `, ${more}`} }`;
const database = (more: string): string =>
  `{ kind: POSTGRESQL, host: register.example, database: d, credential: c, every: PT1H, ${more} }`;

describe('a connection that does not hold stops the start, at its line', () => {
  test.each([
    ['of no kind', '{ url: "https://cases.example", every: PT1H }', /connection/],
    ['of another kind', '{ kind: FTP, url: "ftp://cases.example", every: PT1H }', /connection\.kind/],
    ['with a key that is not known', rest('password: secret'), /password: this key is not known/],
    ['that is never pulled', '{ kind: REST, url: "https://cases.example" }', /every: is missing/],
    ['that is pulled all the time', rest('').replace('PT1H', 'PT1S'), /every: PT10S to P24D/],
    ['that is pulled once in a month', rest('').replace('PT1H', 'P30D'), /every: PT10S to P24D/],
    ['that is pulled by the month', rest('').replace('PT1H', 'P1M'), /every: PT10S to P24D/],
    ['without TLS', rest('', 'http://cases.example'), /url: https is expected/],
    ['to this machine', rest('', 'https://127.0.0.1'), /url: its address is not one/],
    ['to this machine by its name', rest('', 'https://localhost'), /url: it is internal/],
    ['to a private network', rest('', 'https://10.0.0.7'), /url: its address is not one/],
    [
      'to where clouds keep secrets, named internal',
      rest('internal: true', 'http://169.254.169.254'),
      /url: its address is not one/,
    ],
    [
      'to where another cloud does, named internal',
      rest('internal: true', 'http://[fd00:ec2::254]'),
      /url: its address is not one/,
    ],
    [
      'to this machine as IPv4 in IPv6, named internal',
      rest('internal: true', 'http://[::ffff:127.0.0.1]'),
      /url: its address is not one/,
    ],
    [
      'with a password in its address',
      rest('', 'https://hub:secret@cases.example'),
      /url: it has more than host/,
    ],
    ['in another scheme', rest('internal: true', 'file:///etc/passwd'), /url: https is expected/],
    [
      'with tokens and nothing to ask for them with',
      rest('tokens: { url: "https://eid.example" }'),
      /tokens: a credential/,
    ],
    [
      'with tokens from this machine',
      rest('credential: c, tokens: { url: "http://localhost" }'),
      /tokens\.url: https/,
    ],
    ['with half a client over X-Road', rest('xRoad: { client: ME/GOV }'), /xRoad\.client: INSTANCE/],
    [
      'with a client that leads elsewhere',
      rest('xRoad: { client: ME/GOV/../hub }'),
      /xRoad\.client: INSTANCE/,
    ],
    [
      'with a client that is not encoded',
      rest('xRoad: { client: "ME/GOV/0 1/hub" }'),
      /xRoad\.client: INSTANCE/,
    ],
    ['with a line in a header', rest('xRoad: { client: ME/GOV/1/hub, userId: "a\\nb" }'), /xRoad\.userId/],
    ['with no deadline', rest('deadlineMilliseconds: 0'), /deadlineMilliseconds/],
    ['with no limit', rest('mostBytes: 10000000000'), /mostBytes/],
    [
      'to a PostgreSQL without a credential',
      database('').replace('credential: c, ', ''),
      /credential: a credential/,
    ],
    ['to a PostgreSQL outside without TLS', database('tls: false'), /tls: it is left out inside/],
    [
      'to a PostgreSQL at an address of the house',
      database('host: 192.168.1.5').replace('host: register.example, ', ''),
      /host: its address/,
    ],
    [
      'to a PostgreSQL at no host',
      database('host: "a/b"').replace('host: register.example, ', ''),
      /host: a host is expected/,
    ],
  ])('%s', (_name, connection, message) => {
    expect(() => read(connection)).toThrow(message);
    expect(() => read(connection)).toThrow(/^registry\.yaml:43: sources\[0\]\.connection/);
  });
});
