import type { KeyServerBehaviour } from '../harness/key-server.ts';

/** What an address can do instead of answering with keys, and what the operator is told of it. */
export type KeyServerFault = readonly [
  row: 'T8',
  fault: string,
  behaviour: KeyServerBehaviour,
  reason: RegExp,
];

export const keyServerFaults: readonly KeyServerFault[] = [
  ['T8', 'it hangs', { kind: 'HANG' }, /^it does not answer in time$/],
  ['T8', 'it drips, one byte at a time', { kind: 'DRIP' }, /^it does not answer in time$/],
  ['T8', 'it cuts the connection', { kind: 'RESET' }, /^it cannot be reached \(ECONNRESET\)$/],
  ['T8', 'it breaks off', { kind: 'BROKEN' }, /^it cannot be reached|^its answer breaks off$/],
  ['T8', 'it sends without end', { kind: 'ENDLESS' }, /^it answers with more than 65536 bytes$/],
  [
    'T8',
    'it sends 10 MB',
    { kind: 'TEXT', text: `{"keys":[],"note":"${'x'.repeat(10_000_000)}"}` },
    /^it answers with more than 65536 bytes$/,
  ],
  [
    'T8',
    'it sends one byte more than is read',
    { kind: 'TEXT', text: `{"keys":[]}${' '.repeat(65_536 - 10)}` },
    /^it answers with more than 65536 bytes$/,
  ],
  [
    'T8',
    'it sends a page',
    { kind: 'TEXT', text: '<!doctype html><title>Log in</title>', type: 'text/html' },
    /^it answers with no JSON$/,
  ],
  [
    'T8',
    'it sends compressed, unasked',
    { kind: 'TEXT', text: 'AAAA', encoding: 'gzip' },
    /^it answers compressed, unasked$/,
  ],
  [
    'T8',
    'it sends elsewhere',
    { kind: 'STATUS', status: 302, location: 'http://169.254.169.254/latest/meta-data' },
    /^it answers with 302$/,
  ],
  ['T8', 'it fails', { kind: 'STATUS', status: 500 }, /^it answers with 500$/],
  ['T8', 'it has nothing', { kind: 'STATUS', status: 204 }, /^it answers with 204$/],
];

/** What answers as JSON and is no key set all the same. */
export const noKeySets: readonly (readonly [row: 'T8', name: string, text: string])[] = [
  ['T8', 'a page that calls itself JSON', '<!doctype html>'],
  ['T8', 'nothing', ''],
  ['T8', 'a list', '[]'],
  ['T8', 'no keys', '{}'],
  ['T8', 'keys that are no list', '{"keys":{}}'],
  ['T8', 'more keys than anybody has', JSON.stringify({ keys: Array.from({ length: 101 }, () => ({})) })],
];
