// A hub that kills itself, as a power cut would, when it comes to a failpoint for the n-th time: `KILL_AT`, `KILL_COUNT`. Its clock is
// `AHEAD` seconds ahead, so that nobody waits for what is over in a minute.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { readConfiguration } from '../../src/server/configuration.ts';
import { startHub } from '../../src/server/start-hub.ts';
import { systemTimer } from '../../src/server/system-timer.ts';

const { KILL_AT: killAt, KILL_COUNT: killCount, AHEAD: ahead, ...environment } = process.env;
let left = Number(killCount ?? 1);
const running = await startHub(
  readConfiguration(environment, { data: environment['HUB_DATA'] }),
  {
    clock: () => new Date(Date.now() + Number(ahead ?? 0) * 1000),
    timer: systemTimer,
    createId: randomUUID,
    logger: pino({ level: 'silent' }),
    pid: process.pid,
    reached: (at) => {
      if (at !== killAt) return;
      left -= 1;
      if (left === 0) process.kill(process.pid, 'SIGKILL');
    },
  },
  { registers: null, onProgress: () => undefined },
);
process.stdout.write(`listens on ${running.address}\n`);
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
