import { type GatheredUnit, type StandingUnit, unitName } from '../identity/gather-households.ts';

interface AssignInput<Unit extends StandingUnit> {
  readonly isChanged: (unit: Unit) => boolean;
  readonly linkedAt: (unit: Unit) => Date | null;
  /** Ids that go to households of changed units that have none. */
  readonly reused: readonly string[];
  readonly createId: () => string;
}

/** Which id the gathered households have, in their order, and where ids lead that none of them has. */
interface AssignedHouseholds {
  readonly ids: readonly string[];
  readonly gone: readonly { readonly id: string; readonly household: string }[];
}

interface Claim {
  readonly id: string;
  readonly place: number;
  readonly unchanged: number;
  readonly all: number;
  readonly since: number;
  readonly name: string;
}

const claimsOf = <Unit extends StandingUnit>(
  households: readonly (readonly GatheredUnit<Unit>[])[],
  { isChanged, linkedAt }: AssignInput<Unit>,
): readonly Claim[] =>
  households.flatMap((mates, place) => {
    const standing = Map.groupBy(
      mates.map(({ unit }) => unit),
      ({ household }) => household,
    );
    return [...standing].flatMap(([id, units]) =>
      id === null
        ? []
        : [
            {
              ...{ id, place, unchanged: units.filter((unit) => !isChanged(unit)).length, all: units.length },
              since: Math.min(...units.map((unit) => linkedAt(unit)?.getTime() ?? Number.MAX_SAFE_INTEGER)),
              name: units.map(unitName).sort()[0] ?? '',
            },
          ],
    );
  });

const byStrength = (one: Claim, other: Claim): number =>
  other.unchanged - one.unchanged ||
  other.all - one.all ||
  one.since - other.since ||
  (one.name < other.name ? -1 : 1);

/**
 * Gives gathered households their ids: each the one that most of its units had, of those that did not change before those that
 * did, and of the same weight the one that was known first. One id goes to one household.
 */
export const assignHouseholds = <Unit extends StandingUnit>(
  households: readonly (readonly GatheredUnit<Unit>[])[],
  input: AssignInput<Unit>,
): AssignedHouseholds => {
  const claims = [...claimsOf(households, input)].sort(byStrength);
  const idOf = new Map<number, string>();
  const taken = new Set<string>();
  for (const { id, place } of claims)
    if (!taken.has(id) && !idOf.has(place)) {
      idOf.set(place, id);
      taken.add(id);
    }
  const free = [...input.reused];
  const ids = households.map(
    (mates, place) =>
      idOf.get(place) ??
      (mates.some(({ unit }) => input.isChanged(unit)) ? free.shift() : undefined) ??
      input.createId(),
  );
  const left = claims.filter(({ id }) => !taken.has(id));
  // The strongest claim comes first, and the later ones of an id are not asked.
  const leads = new Map(left.toReversed().map(({ id, place }) => [id, ids[place] ?? '']));
  return { ids, gone: [...leads].map(([id, household]) => ({ id, household })) };
};
