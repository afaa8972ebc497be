import type { Agreement } from '../domain/agreement.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { emergencyMinutes } from '../domain/emergency.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Database } from '../store/database.ts';
import {
  findGuardiansOf,
  findStandingAccess,
  type GuardianRow,
  type StandingAccess,
} from '../store/emergency-guardian-store.ts';
import { isTooNear } from '../store/emergency-store.ts';
import { emergencyGrants } from './emergency-grants.ts';

/** Who decides for those whom an emergency opened (R17), for the one who opened it. */
export interface EmergencyGuardians {
  /** The caller's own access, open or waiting; null where there is none. */
  readonly standing: (caller: AgencyCaller, access: string) => Promise<StandingAccess | null>;
  /**
   * The guardians of those it opened, and nobody while it is not open. Each is the statement of the authority that took them down,
   * so that authority's agreement for emergencies must name IDENTITY; an authority reads its own. Who is too near to the caller
   * is not there (R15).
   */
  readonly of: (
    caller: AgencyCaller,
    access: string,
  ) => Promise<readonly Omit<GuardianRow, 'controller' | 'guardian'>[]>;
}

export interface EmergencyGuardiansInput {
  readonly database: Database;
  /** In force today. */
  readonly agreements: () => readonly Agreement[];
  readonly timeZone: string;
  readonly clock: () => Date;
}

export const createEmergencyGuardians = ({
  database,
  agreements,
  timeZone,
  clock,
}: EmergencyGuardiansInput): EmergencyGuardians => {
  const standing: EmergencyGuardians['standing'] = async ({ agency, actor }, id) => {
    const at = clock();
    const since = new Date(at.getTime() - emergencyMinutes * 60_000);
    return await findStandingAccess(database, { id, agency, actor, at, since });
  };
  const isAgreed = (caller: AgencyCaller, controller: string): boolean => {
    const stated = emergencyGrants(agreements(), caller).filter((each) => each.controller === controller);
    return (
      controller === caller.agency ||
      (stated.some(({ categories }) => categories.includes('IDENTITY')) &&
        !stated.some(({ prohibits }) => prohibits.includes('IDENTITY')))
    );
  };

  return {
    standing,
    of: async (caller, access) => {
      const { until = null, persons = [] } = (await standing(caller, access)) ?? {};
      const self = selfHashOf(caller);
      if (until === null || self === null) return [];
      const held = await findGuardiansOf(database, persons, localDateOf(clock(), timeZone));
      const shown = [];
      for (const { controller, guardian, ...row } of held) {
        const near = guardian !== null && (await isTooNear(database, self, guardian));
        if (isAgreed(caller, controller) && !near) shown.push(row);
      }
      return shown;
    },
  };
};
