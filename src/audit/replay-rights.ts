import type { Agreement } from '../domain/agreement.ts';
import type { ReplayedLine } from './replay-facts.ts';

/**
 * Whether the line ran through a person of whom this rested then (R22): an objection closes public tasks, a restriction and
 * "not me" close all that is no duty. An agreement can cite the law by which an objection does not pause what it gives.
 */
export const isResting = (
  { entry, rights }: ReplayedLine,
  { overridesObjection }: Pick<Agreement, 'overridesObjection'>,
): boolean =>
  rights.some(
    (each) =>
      !(overridesObjection && each.requested === 'OBJECTION') &&
      each.person === entry.through &&
      each.controller === entry.controller &&
      (each.recipient === null || each.recipient === entry.agency) &&
      (each.source === null || each.source === entry.source) &&
      (each.kind === null || each.kind === entry.recordKind) &&
      (entry.step === 'TASK' || (entry.step === 'CONSENT' && each.requested !== 'OBJECTION')) &&
      each.since <= entry.at &&
      (each.until === null || entry.at < each.until),
  );
