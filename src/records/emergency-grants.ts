import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { emergencyPurpose } from '../domain/emergency.ts';

/** The agreements by which an actor may open somebody in an emergency (R17): for who is on the rota or holds a role that one lists. */
export const emergencyGrants = (
  inForce: readonly Agreement[],
  { agency, roles }: Pick<AgencyCaller, 'agency' | 'roles'>,
): readonly Agreement[] =>
  inForce.filter(
    (each) =>
      each.recipient === agency &&
      each.purpose === emergencyPurpose &&
      each.roles.some((role) => roles.includes(role)),
  );
