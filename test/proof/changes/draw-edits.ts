import type { Edit, Facts } from '../oracle/facts.ts';
import type { Random } from '../random.ts';
import { assistedSessionChanges } from './assisted-session-changes.ts';
import type { Change, Near } from './change.ts';
import { consentChanges } from './consent-changes.ts';
import { identityChanges } from './identity-changes.ts';
import { protectionChanges } from './protection-changes.ts';
import { recordChanges } from './record-changes.ts';
import { referralChanges } from './referral-changes.ts';
import { rightsChanges } from './rights-changes.ts';

/** Every kind of change by its name. A new table of the hub brings its own here. */
const changes: Readonly<Record<string, Change>> = {
  ...recordChanges,
  ...consentChanges,
  ...identityChanges,
  ...referralChanges,
  ...rightsChanges,
  ...assistedSessionChanges,
  ...protectionChanges,
};

const often = (kind: string, times: number): readonly string[] => Array.from({ length: times }, () => kind);

/** What registers say is what most of the graph is about: one value, to see which, or many of a record, to see any. */
const kinds = [
  ...Object.keys(changes),
  ...often('a value', 4),
  ...often('all values of a record', 5),
  ...often('what is withheld of a record', 5),
];

/**
 * Draws one change, whatever it touches.
 *
 * @param name is given to what is new, so that two changes never make the same row.
 */
export const drawEdits = (
  random: Random,
  facts: Facts,
  name: string,
  near: Near,
): { kind: string; edits: readonly Edit[] } | null => {
  const kind = random.pick(kinds);
  const edits = changes[kind]?.(random, facts, name, near);
  return edits && edits.length > 0 ? { kind, edits } : null;
};
