import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createSecrets } from '../../src/access/secrets.ts';
import type { Answer, HubOptions, TestHub } from './open-hub.ts';

/** Ids in the order in which they are asked for: two stores that load the same rows give them the same ids. */
const createCountedIds = (): (() => string) => {
  let last = 0;
  return () => {
    last += 1;
    return `00000000-0000-4000-8000-${last.toString(16).padStart(12, '0')}`;
  };
};

/** What two worlds must share so that only what differs between them can show. */
export interface Twins {
  /** Options of the next world: the same keys, and ids counted from one. */
  readonly options: () => HubOptions;
  readonly remove: () => void;
}

/** Makes the keys of twin worlds. */
export const createTwins = async (): Promise<Twins> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-twins-'));
  const secretsFile = join(directory, 'hub.json');
  writeFileSync(secretsFile, await createSecrets(), { mode: 0o600 });
  return {
    options: () => ({ configuration: { secretsFile }, createId: createCountedIds() }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** "Same bytes": status, headers less date and request id, and the body as it came (STORIES.md). */
export const bytesOf = (answer: Answer): { status: number; headers: string[]; text: string } => ({
  status: answer.status,
  headers: [...answer.headers]
    .filter(([name]) => name !== 'date' && name !== 'x-request-id' && name !== 'x-hub-request-id')
    .map(([name, value]) => `${name}: ${value}`)
    .sort(),
  text: answer.text,
});

/** Does the same in both worlds, one after the other. Their answers must be one, and it is handed on. */
export const sameInBoth = async (
  worlds: readonly [TestHub, TestHub],
  work: (world: TestHub) => Promise<Answer>,
): Promise<Answer> => {
  const [one, other] = [await work(worlds[0]), await work(worlds[1])];
  expect(bytesOf(other)).toEqual(bytesOf(one));
  return one;
};
