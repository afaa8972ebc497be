import { createTokenVerifier } from '../../../src/access/token-verifier.ts';
import { systemTimer } from '../../../src/server/system-timer.ts';
import { refusalKinds } from '../../access/refusal-kinds.ts';
import { createForge } from '../../access/token-forge.ts';
import { optionsFor } from '../../access/verifier-options.ts';
import { Random } from '../random.ts';
import { areaUnderCurve } from './area-under-curve.ts';

/** Refusals before the first that counts. */
const warmUp = 100;

/** What was measured of one step at which a token can fall. */
export interface TimedRefusal {
  readonly step: string;
  readonly area: number;
}

/** Refuses tokens for a bad signature and for something else, in a drawn order, and says how well times tell them apart. */
export const measureRefusals = async (samples: number): Promise<readonly TimedRefusal[]> => {
  const forge = createForge('ES256');
  const { verify } = createTokenVerifier({ ...optionsFor(forge, 'ES256'), timer: systemTimer });
  const [expected, ...others] = refusalKinds(forge);
  if (!expected) throw new Error('there is no kind of refusal');
  const timed = async (authorization: string): Promise<number> => {
    const start = performance.now();
    const accepted = await verify(authorization).then(
      () => true,
      () => false,
    );
    const took = performance.now() - start;
    if (accepted) throw new Error('a token was accepted whose refusal is measured');
    return took;
  };
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
        const took = await timed(token);
        if (turn >= 0) times[kind].push(took);
      }
    }
    results.push({ step: other.step, area: areaUnderCurve(times.one, times.other) });
  }
  return results;
};
