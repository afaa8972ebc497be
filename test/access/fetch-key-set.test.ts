import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchKeySet, KeySetFetchFailure, keySetAddressProblem } from '../../src/access/fetch-key-set.ts';
import type { NameResolver } from '../../src/outbound/checked-lookup.ts';
import { isLoopbackAddress, isPublicAddress } from '../../src/outbound/public-address.ts';
import { type KeyServer, openKeyServer } from '../harness/key-server.ts';
import { keyServerFaults } from './key-server-faults.ts';
import { certificate, certificateKey } from './untrusted-certificate.ts';

const demo = { allowsLoopback: true, deadlineMilliseconds: 500 };
const production = { allowsLoopback: false, deadlineMilliseconds: 500 };

let server: KeyServer;
beforeAll(async () => {
  server = await openKeyServer();
});
afterAll(async () => await server.close());

const failureOf = async (attempt: Promise<string>): Promise<string> => {
  const outcome = await attempt.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(KeySetFetchFailure);
  return (outcome as Error).message;
};

describe('the text of a key set', () => {
  test('is fetched as it is', async () => {
    server.behave({ kind: 'TEXT', text: '{"keys":[]}', type: 'application/jwk-set+json; charset=utf-8' });
    expect(await fetchKeySet(server.url, demo)).toBe('{"keys":[]}');
    expect(await fetchKeySet(`http://localhost:${server.port}/`, demo)).toBe('{"keys":[]}');
  });

  test.each(keyServerFaults)('%s: is not had where %s', async (_row, _fault, behaviour, reason) => {
    server.behave(behaviour);
    const before = server.count();
    expect(await failureOf(fetchKeySet(server.url, demo))).toMatch(reason);
    // Nothing is followed and nothing is tried again.
    expect(server.count()).toBe(before + 1);
  });

  test('is read to its last allowed byte', async () => {
    const text = `{"keys":[]}${' '.repeat(65_536 - 11)}`;
    server.behave({ kind: 'TEXT', text });
    expect((await fetchKeySet(server.url, demo)).length).toBe(65_536);
  });

  test('is not had where nobody listens', async () => {
    const gone = await openKeyServer();
    await gone.close();
    expect(await failureOf(fetchKeySet(gone.url, demo))).toBe('it cannot be reached (ECONNREFUSED)');
  });

  test('is not had over a certificate that nobody vouches for', async () => {
    const secure = createServer({ cert: certificate, key: certificateKey }, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}');
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    expect(await failureOf(fetchKeySet(`https://localhost:${port}/`, demo))).toMatch(
      /^it cannot be reached \((DEPTH_ZERO_)?SELF_SIGNED/,
    );
    await new Promise((resolve) => secure.close(resolve));
  });
});

describe('in production', () => {
  test.each([
    ['plain HTTP', 'http://eid.example/jwks.json'],
    ['plain HTTP to this machine', 'http://127.0.0.1/jwks.json'],
    ['this machine', 'https://127.0.0.1/jwks.json'],
    ['this machine by its name', 'https://localhost/jwks.json'],
    ['this machine in IPv6', 'https://[::1]/jwks.json'],
    ['this machine as IPv4 in IPv6', 'https://[::ffff:127.0.0.1]/jwks.json'],
    ['this machine as one number', 'https://2130706433/jwks.json'],
    ['a private network', 'https://10.0.0.7/jwks.json'],
    ["a cloud's own address", 'https://169.254.169.254/latest/meta-data'],
    ['a link-local address', 'https://[fe80::1]/jwks.json'],
    ['another scheme', 'file:///etc/passwd'],
    ['a name and password', 'https://user:secret@eid.example/jwks.json'],
    ['a fragment', 'https://eid.example/jwks.json#keys'],
    ['no address', 'eid.example'],
  ])('%s is refused at the start, and not fetched', async (_name, address) => {
    expect(keySetAddressProblem(address, production)).not.toBeNull();
    await failureOf(fetchKeySet(address, production));
  });

  test('a public name is fetched from', () => {
    expect(keySetAddressProblem('https://eid.example/keys?set=1', production)).toBeNull();
  });

  test.each([
    ['this machine', ['127.0.0.1']],
    ['a private network', ['10.0.0.7']],
    ['a public address and this machine', ['8.8.8.8', '127.0.0.1']],
    ['a link-local address in IPv6', ['fe80::1']],
    ['nowhere', []],
  ])('a name that leads to %s is not connected to', async (_name, addresses) => {
    const before = server.count();
    const asked: string[] = [];
    const resolveName: NameResolver = (host, done) => {
      asked.push(host);
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    const attempt = fetchKeySet(`https://eid.example:${server.port}/`, { ...production, resolveName });
    expect(await failureOf(attempt)).toBe('its name leads to an address that is not public');
    expect([asked, server.count()]).toEqual([['eid.example'], before]);
  });

  test('the address that was checked is the one that is connected to: a name is looked up once', async () => {
    server.behave({ kind: 'TEXT', text: '{"keys":[]}' });
    let lookups = 0;
    // The second answer would lead away: a rebinding of the name between the check and the connection.
    const resolveName: NameResolver = (_host, done) => {
      lookups += 1;
      done(null, [{ address: lookups === 1 ? '127.0.0.1' : '10.0.0.7', family: 4 }]);
    };
    expect(await fetchKeySet(`http://localhost:${server.port}/`, { ...demo, resolveName })).toBe(
      '{"keys":[]}',
    );
    expect(lookups).toBe(1);
  });
});

test('the demo fetches from this machine and from nothing else that is not public', () => {
  expect(keySetAddressProblem('http://[::1]:8080/jwks', demo)).toBeNull();
  for (const address of [
    'http://eid.example/',
    'https://10.0.0.1/',
    'http://169.254.169.254/',
    'ftp://localhost/',
  ])
    expect(keySetAddressProblem(address, demo), address).not.toBeNull();
});

test.each(['8.8.8.8', '2a00:1450:4001:80b::200e', '195.66.179.1'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.1.1', '169.254.169.254', '172.31.0.1'],
  ...['192.0.0.8', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
  ],
  ...['ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::'],
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('loopback is told from the rest', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true);
  expect(['10.0.0.1', '::2', '8.8.8.8'].some(isLoopbackAddress)).toBe(false);
});
