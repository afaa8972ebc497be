import type { PersonMention } from '../identity/person-mention.ts';
import { learnModel } from '../linkage/learn-model.ts';
import type { Nicknames } from '../linkage/nicknames.ts';
import type { Database } from '../store/database.ts';
import { findGeneralLines, insertLinkModel } from '../store/link-model-store.ts';
import { linkageMention } from './link-scoring.ts';

/** The same lines give the same model. */
const seed = 20_260_101;

/** What was learned. */
export interface LearnedLinks {
  readonly id: string;
  /** Lines that it was learned from. */
  readonly lines: number;
  /** Rounded to tens, as it is kept. */
  readonly people: number;
}

/** What learning stands on. */
export interface LearnLinksInput {
  readonly database: Database;
  readonly nicknames: Nicknames;
  readonly now: Date;
  readonly createId: () => string;
}

/**
 * Learns weights from the hub's own general lines and keeps them beside the earlier ones; links that are made from now on are
 * weighed by them. Nobody says which lines are one person: the links that stand only count nobody twice. What is sealed or lies
 * apart teaches nothing.
 *
 * @returns null where there is no line to learn from.
 */
export const learnLinks = async ({
  database,
  nicknames,
  now,
  createId,
}: LearnLinksInput): Promise<LearnedLinks | null> => {
  const lines = await findGeneralLines<PersonMention>(database);
  if (lines.length === 0) return null;
  const model = learnModel(
    lines.map(({ person, mention }) => ({ person, mention: linkageMention(mention) })),
    { nicknames, seed },
  );
  const { people } = model.vocabulary;
  const id = createId();
  await insertLinkModel(database, { id, learnedAt: now, people, model });
  return { id, lines: lines.length, people };
};
