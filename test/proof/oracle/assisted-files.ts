import { createHash } from 'node:crypto';
import type { Catalogue } from '../../../src/policy/catalogue.ts';
import { readNearness } from './conflicts.ts';
import type { Facts } from './facts.ts';
import { ownFile, ownPeople } from './own-file.ts';

/** Who may sit beside whom. */
export interface Assistant {
  /** The hashes of the national ids that may be typed in. */
  readonly hashes: readonly string[];
  /** Who the assistant is as a person (R15). */
  readonly self: string | null;
  readonly agency: string;
  readonly actor: string;
}

/** What a clerk may come to know in sessions: the own files of all who may come, who is too near, and the clerk's own sessions. */
export const assistedFiles = (
  facts: Facts,
  { hashes, self, agency, actor }: Assistant,
  catalogue: Catalogue,
): string => {
  const people = ownPeople(facts);
  const near = self === null ? [] : [...readNearness(facts).ofActor(self).persons].sort();
  const own = (facts['assisted_session'] ?? []).filter(
    (each) => each['agency'] === agency && each['actor'] === actor,
  );
  const files = hashes.map((hash) => ownFile(facts, hash, catalogue, people));
  return createHash('sha256')
    .update(JSON.stringify([files, near, own]))
    .digest('base64url');
};
