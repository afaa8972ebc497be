import {
  type GatheredUnit,
  gatherHouseholds,
  type StandingUnit,
  unitName,
} from '../identity/gather-households.ts';
import type { Transaction } from '../store/database.ts';
import { insertGoneHouseholds } from '../store/household-store.ts';
import { endLinks, type NewLink } from '../store/link-store.ts';
import { type HouseholdLineEvidence, joinedEvidence } from './household-evidence.ts';
import { assignHouseholds } from './household-ids.ts';
import {
  type ChangedUnit,
  closeRegion,
  createSurroundings,
  type KnownUnit,
  keysOfChange,
} from './household-region.ts';
import type { DecidedLinking } from './linking-input.ts';
import { findObserved, type ObservedHome } from './observed-homes.ts';

/** What a unit's household is now, and why. */
interface Settled {
  readonly unit: KnownUnit;
  readonly household: string;
  readonly certainty: NewLink['certainty'];
  readonly evidence: HouseholdLineEvidence;
}

/** A unit of the store where it stands: one that passed on stands nowhere. */
interface Placed extends StandingUnit {
  readonly unit: KnownUnit;
}

const saidOf = (region: readonly KnownUnit[], decision: 'SPLIT' | 'JOIN') => {
  const pairs = region.flatMap((unit) =>
    unit.decided
      .filter((each) => each.decision === decision)
      .map((each) => [unitName(unit), unitName(each)].sort() as [string, string]),
  );
  return [...new Map(pairs.map((pair) => [pair.join('\n'), pair])).values()];
};

/** By which decision a unit is with its household's others, or by itself. */
const decisionOf = (
  { decided }: KnownUnit,
  mates: readonly GatheredUnit<Placed>[],
): { readonly decision: string; readonly reason: 'JOINED_BY_DECISION' | 'SPLIT_BY_DECISION' } | null => {
  const names = new Set(mates.map(({ unit }) => unitName(unit)));
  const joined = decided.findLast((each) => each.decision === 'JOIN' && names.has(unitName(each)));
  if (joined) return { reason: 'JOINED_BY_DECISION', decision: joined.id };
  const apart = mates.length > 1 ? undefined : decided.findLast((each) => each.decision === 'SPLIT');
  return apart ? { reason: 'SPLIT_BY_DECISION', decision: apart.id } : null;
};

const evidenceOf = (
  { unit, evidence }: GatheredUnit<Placed>,
  mates: readonly GatheredUnit<Placed>[],
): HouseholdLineEvidence => {
  const decided = decisionOf(unit.unit, mates);
  const found = joinedEvidence(evidence, mates.length > 1);
  return decided && found.outcome !== 'TO_DECIDE' ? { outcome: found.outcome, ...decided } : found;
};

const isAsItWas = ({ unit, household, evidence }: Settled, passedOn: boolean): boolean =>
  !passedOn &&
  unit.household === household &&
  unit.waits === (evidence.outcome === 'TO_DECIDE') &&
  unit.decision === ('decision' in evidence ? evidence.decision : null);

/**
 * Decides anew of which households some units are, and all whom that concerns (R20). Ids are stable: a household keeps its id while
 * one of its units stands in it, those that did not change before those that did; an id that no unit keeps leads to the household
 * that its units went to. What neighbours saw at a place where something changed is looked up anew.
 *
 * The caller has stored the units' mentions, and inserts the links that come back.
 *
 * @param reused ids that a decision gives back to the changed units, if they are by themselves.
 */
export const settleHouseholds = async (
  transaction: Transaction,
  changed: readonly ChangedUnit[],
  input: DecidedLinking,
  reused: readonly string[] = [],
): Promise<readonly NewLink[]> => {
  if (changed.length === 0) return [];
  const surroundings = createSurroundings(transaction);
  await surroundings.ask(changed.flatMap(keysOfChange), changed);
  const changes = new Map(changed.map((each) => [unitName(each), each]));
  const hasPassedOn = (unit: KnownUnit): boolean => changes.get(unitName(unit))?.passedOn === true;

  const region = await closeRegion(surroundings, changed);
  const gathered = gatherHouseholds<Placed>(
    region.map((unit) => ({
      ...unit.mention,
      household: hasPassedOn(unit) ? null : unit.household,
      unit,
    })),
    { joined: saidOf(region, 'JOIN'), apart: saidOf(region, 'SPLIT') },
  );
  const { ids, gone } = assignHouseholds(gathered, {
    isChanged: (unit) => changes.has(unitName(unit)),
    linkedAt: ({ unit }) => unit.linkedAt,
    reused,
    createId: input.createId,
  });
  const settled = gathered.flatMap((mates, place): Settled[] =>
    mates.map((each) => ({
      ...{ unit: each.unit.unit, household: ids[place] ?? '', certainty: 'CERTAIN' },
      evidence: evidenceOf(each, mates),
    })),
  );
  const homes = new Map(settled.map(({ unit, household }) => [unitName(unit), household]));
  const observed: readonly ObservedHome[] = await findObserved(surroundings, { changes, homes }, input);

  const links = [...settled, ...observed].filter((each) => !isAsItWas(each, hasPassedOn(each.unit)));
  for (const [source, some] of Map.groupBy(links, ({ unit }) => unit.source)) {
    const standing = some.filter(({ unit }) => unit.household !== null);
    const localIds = standing.map(({ unit }) => unit.localId);
    await endLinks(transaction, 'HOUSEHOLD', source, localIds, input.now);
  }
  await insertGoneHouseholds(transaction, [...gone, ...observed.flatMap((each) => each.gone)], input.now);
  return links.map(({ unit, household, certainty, evidence }) => ({
    ...{ id: input.createId(), entity: 'HOUSEHOLD', source: unit.source, localId: unit.localId },
    ...{ entityId: household, certainty, evidence },
    // Where only the reason is another, the unit has been of its household as long as before.
    linkedAt: unit.household === household ? (unit.linkedAt ?? input.now) : input.now,
  }));
};
