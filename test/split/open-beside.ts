import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startHub } from '../../src/server/start-hub.ts';
import { noTimer } from '../harness/no-timer.ts';
import type { TestHub } from '../harness/open-hub.ts';

/** A hub in one piece over the store and with the keys of one that runs in parts: ids are the same, and answers can be laid side by side. */
export const openBeside = async (split: TestHub): Promise<Pick<TestHub, 'running' | 'close'>> => {
  const headsDirectory = mkdtempSync(join(tmpdir(), 'hub-beside-'));
  const running = await startHub(
    { ...split.running.hub.configuration, port: 0, only: null, headsDirectory },
    {
      clock: split.clock.now,
      timer: noTimer,
      createId: randomUUID,
      logger: pino({ level: 'silent' }),
      pid: process.pid,
    },
    { registers: null, onProgress: () => undefined },
  );
  return {
    running,
    close: async () => {
      await running.stop();
      rmSync(headsDirectory, { recursive: true, force: true });
    },
  };
};
