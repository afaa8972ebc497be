import 'reflect-metadata';
import pino from 'pino';
import { afterAll, expect, test } from 'vitest';
import { type Configuration, projectFile, readConfiguration } from '../../src/server/configuration.ts';
import { openTrustedIssuers } from '../../src/server/open-access.ts';
import { createSigningKey } from '../access/token-forge.ts';
import { noTimer } from '../harness/no-timer.ts';
import { agencyIn, type Edited, editConfiguration } from '../http/edited-configuration.ts';

const key = createSigningKey('ES256', 'key-1').publicJwk;
const world = {
  clock: () => new Date(),
  timer: noTimer,
  createId: () => '',
  logger: pino({ level: 'silent' }),
  pid: process.pid,
};
const removals: (() => void)[] = [];
afterAll(() => {
  for (const remove of removals) remove();
});

/** A production registry that holds, with one change. */
const production = (change: (edited: Edited) => void, publicUrl = 'https://hub.example'): Configuration => {
  const { files, remove } = editConfiguration((edited) => {
    for (const each of [...edited.agencies.agencies, edited.agencies.persons])
      each.keys = { jwks: { keys: [key] } };
    change(edited);
  });
  removals.push(remove);
  return readConfiguration({
    HUB_PROFILE: 'production',
    DATABASE_URL: 'postgres://127.0.0.1:1/hub',
    HUB_AUDIENCE: 'https://hub.example',
    HUB_AGENCIES: files.agenciesFile,
    HUB_AGREEMENTS: files.agreementsFile,
    HUB_SECRETS: 'secrets.json',
    HUB_HEADS: 'heads',
    HUB_LEGAL_BASES: projectFile('config', 'legal-bases'),
    HUB_PUBLIC_URL: publicUrl,
  });
};
const constrain = (edited: Edited): void => {
  agencyIn(edited, 'berane.centre').senderConstrained = true;
};
const keysAt =
  (url: string) =>
  (edited: Edited): void => {
    agencyIn(edited, 'berane.centre').keys = { url };
  };

test('production fetches keys from a public address, at no one’s request', async () => {
  const { issuers, remote } = await openTrustedIssuers(
    production(keysAt('https://berane.centre.example/jwks.json')),
    world,
  );
  expect(remote).toEqual([issuers.get('https://berane.centre.example')?.keys]);
});

test.each([
  ['over plain HTTP', 'http://berane.centre.example/jwks.json', 'https is expected'],
  ['from its own machine', 'https://localhost/jwks.json', 'it is not public'],
  ['from a private network', 'https://10.0.0.7/jwks.json', 'it is not public'],
  ['from a cloud’s own address', 'https://169.254.169.254/', 'it is not public'],
  ['with a password', 'https://a:b@berane.centre.example/', 'it has more than host, path and query'],
])('and does not start where it would have to %s', async (_name, url, problem) => {
  await expect(openTrustedIssuers(production(keysAt(url)), world)).rejects.toThrow(
    `HUB_AGENCIES: The address of the keys of https://berane.centre.example cannot be fetched from: ${problem}.`,
  );
});

test('an agency can ask for proofs', async () => {
  const { issuers } = await openTrustedIssuers(production(constrain), world);
  expect(issuers.get('https://berane.centre.example')?.senderConstrained).toBe(true);
});

test.each([
  ['https://hub.example', 'https://hub.example'],
  ['https://HUB.example:443/', 'https://hub.example'],
  ['https://hub.example/berane/', 'https://hub.example/berane'],
])('the address %s is the one that proofs name: %s', (written, read) => {
  expect(production(() => undefined, written).publicUrl).toBe(read);
});

test('the demo’s address is where it listens', () => {
  expect(readConfiguration({ HUB_PUBLIC_URL: '' }).publicUrl).toBe('http://127.0.0.1:4000');
  expect(readConfiguration({ HOST: '::1', PORT: '81' }).publicUrl).toBe('http://[::1]:81');
});
