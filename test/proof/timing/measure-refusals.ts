import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfiguration } from '../../../src/server/configuration.ts';
import { startHub } from '../../../src/server/start-hub.ts';
import { systemTimer } from '../../../src/server/system-timer.ts';
import { refusalKinds } from '../../access/refusal-kinds.ts';
import { audience, createForge, type Forge, now } from '../../access/token-forge.ts';
import { storeInMemory } from '../../harness/store-in-memory.ts';
import { agencyIn, editConfiguration } from '../../http/edited-configuration.ts';
import { Random } from '../random.ts';
import { areaUnderCurve } from './area-under-curve.ts';

/** Refusals before the first that counts. */
const warmUp = 100;

/** What was measured of one step at which a token can fall. */
export interface TimedRefusal {
  readonly step: string;
  readonly area: number;
}

interface OpenedHub {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A hub that trusts the forge, on the machine's own timer. */
const openHub = async (image: string, forge: Forge): Promise<OpenedHub> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-refusals-'));
  const edited = editConfiguration((files) => {
    agencyIn(files, 'berane.municipality').keys = { jwks: { keys: [forge.key.publicJwk] } };
  });
  const running = await startHub(
    {
      ...readConfiguration({ PORT: '0' }, { data: directory }),
      database: storeInMemory(image),
      ...edited.files,
      audience,
      // The lifetime that production allows.
      tokenSeconds: 600,
    },
    {
      clock: () => now,
      timer: systemTimer,
      createId: randomUUID,
      logger: pino({ level: 'silent' }),
      pid: process.pid,
    },
    { registers: null, onProgress: () => undefined },
  );
  return {
    url: `${running.address}/graphql`,
    close: async () => {
      await running.stop();
      edited.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** Asks over HTTP, and says what was answered and in how many milliseconds. */
const ask = async (
  url: string,
  authorization: string,
  query: string,
): Promise<{ readonly status: number; readonly text: string; readonly took: number }> => {
  const body = JSON.stringify({ query });
  const start = performance.now();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body,
  });
  const text = await answer.text();
  return { status: answer.status, text, took: performance.now() - start };
};

const timeRefusal = async (url: string, authorization: string): Promise<number> => {
  const { status, took } = await ask(url, authorization, '{ __typename }');
  if (status !== 401) throw new Error('a token was accepted whose refusal is measured');
  return took;
};

/** Refuses tokens for a bad signature and for something else, in a drawn order, and says how well times tell them apart. */
export const measureRefusals = async (image: string, samples: number): Promise<readonly TimedRefusal[]> => {
  const forge = createForge('ES256');
  const hub = await openHub(image, forge);
  try {
    const officer = forge.token({
      claims: { purpose: 'dpv:EnforceAccessControl', roles: ['officer'], jti: 'the officer' },
    });
    const revoking = 'mutation { revokeAccess(tokenId: "revoked", reason: "Measured") { at } }';
    const revoked = await ask(hub.url, `Bearer ${officer}`, revoking);
    if (revoked.text.includes('errors')) throw new Error(`the token was not revoked: ${revoked.text}`);
    const [expected, ...others] = refusalKinds(forge);
    if (!expected) throw new Error('there is no kind of refusal');
    const results: TimedRefusal[] = [];
    for (const other of others) {
      const random = new Random('refusals', other.step);
      const times = { one: [] as number[], other: [] as number[] };
      for (let turn = -warmUp; turn < samples; turn += 1) {
        // Made beforehand: signing is the forger's time.
        const pair = [
          { kind: 'one', token: expected.authorization() },
          { kind: 'other', token: other.authorization() },
        ] as const;
        for (const { kind, token } of random.chance(0.5) ? pair : [...pair].reverse()) {
          const took = await timeRefusal(hub.url, token);
          if (turn >= 0) times[kind].push(took);
        }
      }
      results.push({ step: other.step, area: areaUnderCurve(times.one, times.other) });
    }
    return results;
  } finally {
    await hub.close();
  }
};
