import { areTwoHouseholds, compareUnits } from '../identity/compare-units.ts';
import { unitName } from '../identity/gather-households.ts';
import { placeKey, resolveObservation } from '../identity/resolve-observation.ts';
import type { OpenLine } from '../store/link-review-store.ts';
import type { LinkedMentionRow } from '../store/link-store.ts';
import type { StoredHousehold } from './stored-household.ts';

/** Why a household may be the one: it has a head or member of that name, members in common, or nothing but the address. */
type HouseholdFit = 'NAMES_HEAD' | 'NAMES_MEMBER' | 'SHARES_MEMBERS' | 'SAME_ADDRESS';

/** A household that a line may be of. */
export interface CandidateHousehold {
  /** The hub's own id. */
  readonly id: string;
  readonly line: { readonly source: string; readonly localId: string };
  readonly evidence: { readonly fit: HouseholdFit };
}

type Near = readonly LinkedMentionRow<StoredHousehold>[];

const fitOfObservation = (mention: StoredHousehold, entityId: string, all: Near): HouseholdFit | null => {
  const known = all.map((each) => ({ ...each.mention, household: entityId }));
  const link = resolveObservation({ ...mention, headName: mention.headName ?? '' }, known);
  if (link.outcome === 'FOUND') return link.by === 'HEAD' ? 'NAMES_HEAD' : 'NAMES_MEMBER';
  return known.some((each) => placeKey(each) === placeKey(mention)) ? 'SAME_ADDRESS' : null;
};

const fitOfUnit = (mention: StoredHousehold, all: Near): HouseholdFit | null => {
  const units = all.map((each) => each.mention);
  if (units.some((unit) => areTwoHouseholds(mention, unit))) return null;
  return units.some((unit) => compareUnits(mention, unit) !== null) ? 'SHARES_MEMBERS' : null;
};

/**
 * The households that a line may be of, as they stand now. Where somebody of an observation's name lives at its address, the
 * others at that address are not in question.
 *
 * @param apart units of which somebody said that the line is not of their household: nobody is asked again.
 */
export const householdCandidates = (
  line: OpenLine,
  near: Near,
  apart: ReadonlySet<string>,
): readonly CandidateHousehold[] => {
  const mention = line.mention as StoredHousehold;
  const isObservation = mention.headName !== null;
  // An observation is evidence for no other line, and a household that none but observations speak of is none that is known.
  const registered = near.filter((each) => each.entityId !== line.entityId && each.mention.headName === null);
  const candidates = [...Map.groupBy(registered, ({ entityId }) => entityId)].flatMap(([id, all]) => {
    if (all.some((each) => apart.has(unitName(each.mention)))) return [];
    const fit = isObservation ? fitOfObservation(mention, id, all) : fitOfUnit(mention, all);
    const [first] = all;
    if (fit === null || first === undefined) return [];
    const { source, localId } = first.mention;
    return [{ id, line: { source, localId }, evidence: { fit } }];
  });
  const named = candidates.filter(({ evidence }) => evidence.fit !== 'SAME_ADDRESS');
  return named.length > 0 ? named : candidates;
};
