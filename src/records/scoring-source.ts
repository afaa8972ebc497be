import type { LearnedModel } from '../linkage/learn-model.ts';
import { fieldLevels, linkageFields } from '../linkage/levels.ts';
import type { Nicknames } from '../linkage/nicknames.ts';
import { usualModel } from '../linkage/usual-model.ts';
import type { Transaction } from '../store/database.ts';
import { findNewestModel, readLinkModel } from '../store/link-model-store.ts';
import { LinkScoring } from './link-scoring.ts';

/** The scoring by the newest model, for a transaction that links. */
export type ScoringSource = (transaction: Pick<Transaction, 'query'>) => Promise<LinkScoring>;

/** A model whose levels are not those that this hub compares by was learned by another version of it. */
const isOfThisForm = ({ model }: LearnedModel): boolean =>
  linkageFields.every((field) => {
    const { m, u } = model.fields[field] ?? { m: [], u: [] };
    return m.length === fieldLevels[field].length && u.length === fieldLevels[field].length;
  });

/**
 * Gives the scoring by the newest model of the store, or by what is expected of registers where none was learned. It asks for
 * the newest one's id alone: a model is read once, when it is new to this process.
 */
export const createScoringSource = (nicknames: Nicknames): ScoringSource => {
  let newest: string | null = null;
  let scoring = new LinkScoring(null, usualModel, nicknames);
  return async (transaction) => {
    const id = await findNewestModel(transaction);
    if (id === newest) return scoring;
    const learned = id === null ? null : await readLinkModel(transaction, id);
    scoring =
      learned !== null && isOfThisForm(learned)
        ? new LinkScoring(id, learned, nicknames)
        : new LinkScoring(null, usualModel, nicknames);
    newest = id;
    return scoring;
  };
};
