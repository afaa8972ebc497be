import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { stateOf } from '../access/agreement-history.ts';
import type { Act } from '../access/policy-changes.ts';
import { localDateOf } from '../domain/local-date.ts';
import { endingWidens } from '../policy/widens.ts';
import type { Core } from '../server/open-core.ts';
import { openPolicy } from '../server/open-policy.ts';
import { systemTimer } from '../server/system-timer.ts';

/** What became of an agency's agreements, by id. */
export interface EndedAgreements {
  readonly ended: readonly string[];
  /** Those that forbid something: their end would widen, so it takes two officers (R3). */
  readonly leftToOfficers: readonly string[];
}

const reason = 'The agency left.';

/**
 * Ends the agreements of an agency that leaves, on both sides and as of today, by the way that officers change the policy.
 * What waits for approval is refused. It takes access away and gives none, so it needs no second person.
 */
export const endAgreementsOf = async (
  core: Core,
  agency: string,
  clock: () => Date,
): Promise<EndedAgreements> => {
  const { change, policy } = await openPolicy(core, {
    clock,
    timer: systemTimer,
    createId: randomUUID,
    logger: pino({ level: core.configuration.logLevel }, process.stderr),
    pid: process.pid,
  });
  const today = localDateOf(clock(), core.registry.timeZone);
  try {
    return await change({ agency, actor: 'operator', self: null, token: null }, async (held) => {
      const isIts = ({ recipient, controller }: { recipient: string; controller: string }): boolean =>
        recipient === agency || controller === agency;
      const holding = held.agreements.filter(
        (each) => isIts(each) && (each.validUntil === null || each.validUntil > today),
      );
      const ids = [...new Set(holding.map(({ id }) => id))];
      const ofId = (id: string) => holding.filter((each) => each.id === id);
      const leftToOfficers = ids.filter((id) => endingWidens(ofId(id)));
      const ended = ids.filter((id) => !leftToOfficers.includes(id));
      const waiting = held.stored.filter(
        (each) => isIts(each.content) && stateOf(each, today) === 'PROPOSED',
      );
      const acts: Act[] = [
        ...ended
          .flatMap(ofId)
          .map((agreement): Act => ({ event: 'ENDED', agreement, endsOn: today, reason })),
        ...waiting.map(({ content }): Act => ({ event: 'REFUSED', agreement: content, reason })),
      ];
      if (acts.length > 0) await held.enter(acts);
      return { ended, leftToOfficers };
    });
  } finally {
    await policy.stop();
  }
};
