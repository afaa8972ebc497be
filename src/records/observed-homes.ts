import { unitName } from '../identity/gather-households.ts';
import { type KnownHousehold, placeKey, resolveObservation } from '../identity/resolve-observation.ts';
import { type HouseholdLineEvidence, observedEvidence } from './household-evidence.ts';
import { type ChangedUnit, isObservation, type KnownUnit, type Surroundings } from './household-region.ts';
import type { DecidedLinking } from './linking-input.ts';
import { observedKey } from './stored-household.ts';

/** Of which household an observation is now. */
export interface ObservedHome {
  readonly unit: KnownUnit;
  readonly household: string;
  readonly certainty: 'CERTAIN' | 'PROBABLE';
  readonly evidence: HouseholdLineEvidence;
  /** Its own id, where it was of no household that is known, and is now. */
  readonly gone: readonly { readonly id: string; readonly household: string }[];
}

interface Changes {
  readonly changes: ReadonlyMap<string, ChangedUnit>;
  /** Where contracts and cases stand after the change, by name; those that are not named stand as they stood. */
  readonly homes: ReadonlyMap<string, string>;
}

const partnersOf = ({ decided }: KnownUnit, decision: 'SPLIT' | 'JOIN') =>
  decided.filter((each) => each.decision === decision);

/** The places where somebody changed, came or left. */
const placesOfChange = ({ known }: Surroundings, { changes, homes }: Changes): ReadonlySet<string> => {
  const places = [...homes].flatMap(([name, household]) => {
    const unit = known.get(name);
    const change = changes.get(name);
    if (!unit || (!change && unit.household === household)) return [];
    return [placeKey(unit.mention), change?.before ? placeKey(change.before) : null];
  });
  return new Set(places.filter((place) => place !== null));
};

/** The observations that a change concerns, with everything loaded by which they are found. */
const observationsOf = async (
  surroundings: Surroundings,
  changed: Changes,
): Promise<readonly KnownUnit[]> => {
  const { known, ask } = surroundings;
  const places = placesOfChange(surroundings, changed);
  const partners = [...changed.homes.keys()].flatMap((name) => {
    const unit = known.get(name);
    return unit ? partnersOf(unit, 'JOIN') : [];
  });
  const keys = [...places].flatMap((place) => [place, observedKey(place)]);
  await ask(keys, partners);
  const joined = new Set(partners.map(unitName));
  const concerned = [...known].filter(([name, unit]) => {
    const place = placeKey(unit.mention);
    const isThere = place !== null && places.has(place);
    return isObservation(unit) && (isThere || changed.changes.has(name) || joined.has(name));
  });
  const observations = concerned.map(([, unit]) => unit);
  // A joined one may be of another place than its household, and is found by the unit that somebody named.
  await ask(
    observations.flatMap(({ mention }) => placeKey(mention) ?? []),
    observations.flatMap((unit) => partnersOf(unit, 'JOIN')),
  );
  return observations;
};

/**
 * Of which households observations are, after some units changed: what somebody decided, else whom they name at their place.
 * One that is found nowhere is by itself.
 */
export const findObserved = async (
  surroundings: Surroundings,
  changed: Changes,
  input: DecidedLinking,
): Promise<readonly ObservedHome[]> => {
  const observations = await observationsOf(surroundings, changed);
  if (observations.length === 0) return [];
  const homeOf = (name: string): string | null =>
    changed.homes.get(name) ?? surroundings.known.get(name)?.household ?? null;
  const registered = [...surroundings.known]
    .filter(([, unit]) => !isObservation(unit))
    .map(([name, unit]) => ({ unit, household: homeOf(name) }));
  const byPlace = Map.groupBy(registered, ({ unit }) => placeKey(unit.mention));
  const ofRegisters = new Set(registered.flatMap(({ unit, household }) => [unit.household, household]));

  const lookUp = (
    unit: KnownUnit,
  ): Pick<ObservedHome, 'certainty' | 'evidence'> & { found: string | null } => {
    const joined = partnersOf(unit, 'JOIN').findLast((each) => homeOf(unitName(each)) !== null);
    if (joined) {
      const evidence = { outcome: 'LINKED', reason: 'JOINED_BY_DECISION', decision: joined.id } as const;
      return { found: homeOf(unitName(joined)), certainty: 'CERTAIN', evidence };
    }
    const apart = new Set(partnersOf(unit, 'SPLIT').map((each) => homeOf(unitName(each))));
    const near = (byPlace.get(placeKey(unit.mention)) ?? []).flatMap(({ unit: { mention }, household }) =>
      household === null || apart.has(household) ? [] : [{ ...mention, household } satisfies KnownHousehold],
    );
    const link = resolveObservation({ ...unit.mention, headName: unit.mention.headName ?? '' }, near);
    const found = link.outcome === 'FOUND' ? link.household : null;
    return { found, certainty: found === null ? 'CERTAIN' : 'PROBABLE', evidence: observedEvidence(link) };
  };
  return observations.map((unit) => {
    const { found, certainty, evidence } = lookUp(unit);
    // Its own is an id under which nothing but this was ever known.
    const passedOn = changed.changes.get(unitName(unit))?.passedOn === true;
    const own = passedOn || ofRegisters.has(unit.household) ? null : unit.household;
    const gone = own !== null && found !== null && own !== found ? [{ id: own, household: found }] : [];
    return { unit, household: found ?? own ?? input.createId(), certainty, evidence, gone };
  });
};
