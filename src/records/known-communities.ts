import type { UnitDraft } from '../domain/record-draft.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Transaction } from '../store/database.ts';
import { learnedLocalCommunities, learnLocalCommunities } from '../store/record-store.ts';

/** Where local communities are said besides the registers themselves. */
interface CommunityInput {
  /** Local communities that configuration names, by municipality; they are not learned. */
  readonly configuredCommunities: ReadonlyMap<string, readonly string[]>;
}

/** Remembers the local communities that a municipality's own register names. */
export const learnCommunities = async (
  transaction: Transaction,
  municipality: string,
  units: readonly UnitDraft[],
  input: CommunityInput,
): Promise<void> => {
  if (input.configuredCommunities.has(municipality)) return;
  const names = new Map(
    units.flatMap((unit) =>
      unit.localCommunity ? [[foldText(unit.localCommunity), unit.localCommunity]] : [],
    ),
  );
  await learnLocalCommunities(
    transaction,
    [...names].map(([nameKey, name]) => ({ municipality, nameKey, name })),
  );
};

/** Municipalities by the folded name of a local community; one name in two municipalities names neither. */
export const municipalitiesByCommunity = async (
  transaction: Transaction,
  input: CommunityInput,
): Promise<ReadonlyMap<string, string>> => {
  const places = new Map<string, Set<string>>();
  const place = (nameKey: string, municipality: string): void => {
    places.set(nameKey, (places.get(nameKey) ?? new Set<string>()).add(municipality));
  };
  for (const learned of await learnedLocalCommunities(transaction)) {
    // What configuration says of a municipality stands in place of what was learned before it was said.
    if (!input.configuredCommunities.has(learned.municipality)) place(learned.name_key, learned.municipality);
  }
  for (const [municipality, communities] of input.configuredCommunities) {
    for (const community of communities) place(foldText(community), municipality);
  }
  const known = new Map<string, string>();
  for (const [nameKey, [only, ...more]] of places) if (only && more.length === 0) known.set(nameKey, only);
  return known;
};
