import type { LinkageMention } from './mention.ts';

const keyOf = ({ source, givenName, familyName, birthDate, id, address }: LinkageMention): string =>
  JSON.stringify([source, givenName, familyName, birthDate, id, address]);

/**
 * The places of mentions in an order that their values alone decide: pairs to learn from are drawn by place, so that the same
 * rows in another order of the file would otherwise give another model, and a borderline pair another outcome.
 */
export const canonicalOrder = (mentions: readonly LinkageMention[]): readonly number[] => {
  const keys = mentions.map(keyOf);
  return [...keys.keys()].sort((one, other) => {
    const [left = '', right = ''] = [keys[one], keys[other]];
    return left < right ? -1 : Number(left > right);
  });
};
