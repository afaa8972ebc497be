import { compareAddresses } from './compare-addresses.ts';
import { areTwoHouseholds, compareUnits, type HouseholdMention, type UnitFit } from './compare-units.ts';

/** A contract or case with the household that it stands in; null where it is new. */
export interface StandingUnit extends HouseholdMention {
  readonly household: string | null;
}

/** Why a unit is of a household or not: counts and words, nobody's id. */
export interface HouseholdEvidence {
  readonly reason: UnitFit['reason'] | 'NO_HOUSEHOLD_FITS' | 'SEVERAL_FIT';
  readonly membersShared: number;
  readonly householdsFitting: number;
}

/** A unit in the household that was gathered, with why. */
export interface GatheredUnit<Unit extends StandingUnit = StandingUnit> {
  readonly unit: Unit;
  readonly evidence: HouseholdEvidence;
}

/** What somebody said of pairs of units, by `unitName`. */
export interface SaidOfUnits {
  readonly joined: readonly (readonly [string, string])[];
  readonly apart: readonly (readonly [string, string])[];
}

/** A unit's name among all units. */
export const unitName = ({ source, localId }: Pick<HouseholdMention, 'source' | 'localId'>): string =>
  `${source} ${localId}`;

interface Edge {
  readonly one: StandingUnit;
  readonly other: StandingUnit;
  readonly fit: UnitFit;
}

interface Cluster {
  readonly units: readonly StandingUnit[];
}

const byName = (one: StandingUnit, other: StandingUnit): number => (unitName(one) < unitName(other) ? -1 : 1);

const edgesOf = (units: readonly StandingUnit[]): readonly Edge[] => {
  const seen = new Map<string, StandingUnit[]>();
  const edges: Edge[] = [];
  for (const unit of units) {
    const near = new Set(unit.persons.flatMap((person) => seen.get(person) ?? []));
    for (const other of near) {
      const fit = compareUnits(unit, other);
      if (fit) edges.push({ one: other, other: unit, fit });
    }
    for (const person of new Set(unit.persons)) seen.set(person, [...(seen.get(person) ?? []), unit]);
  }
  return edges;
};

/** Clusters that grow: which units are together so far, and what keeps two of them apart. */
const clustersOf = (units: readonly StandingUnit[], apart: SaidOfUnits['apart']) => {
  const clusterOf = new Map<string, Cluster>(units.map((unit) => [unitName(unit), { units: [unit] }]));
  const kept = new Set(apart.flatMap(([one, other]) => [`${one}\n${other}`, `${other}\n${one}`]));
  const of = (unit: StandingUnit): Cluster => clusterOf.get(unitName(unit)) ?? { units: [unit] };
  const anyPair = (one: Cluster, other: Cluster, is: (a: StandingUnit, b: StandingUnit) => boolean) =>
    one.units.some((a) => other.units.some((b) => is(a, b)));
  const canMerge = (one: Cluster, other: Cluster): boolean =>
    one !== other &&
    !anyPair(one, other, (a, b) => areTwoHouseholds(a, b) || kept.has(`${unitName(a)}\n${unitName(b)}`));
  const merge = (all: readonly Cluster[]): void => {
    const merged = { units: all.flatMap((each) => each.units).sort(byName) };
    for (const unit of merged.units) clusterOf.set(unitName(unit), merged);
  };
  /** Whether a third that fits both could be with both: not if they can never be one, or say two addresses and do not fit. */
  const agree = (one: Cluster, other: Cluster): boolean =>
    canMerge(one, other) &&
    (!anyPair(one, other, (a, b) => compareAddresses(a.address, b.address) === 'DIFFERENT') ||
      anyPair(one, other, (a, b) => compareUnits(a, b) !== null));
  return { of, canMerge, merge, agree };
};

type Clusters = ReturnType<typeof clustersOf>;

const allAgree = (clusters: readonly Cluster[], { agree }: Clusters): boolean =>
  clusters.every((one, place) => clusters.slice(place + 1).every((other) => agree(one, other)));

const neighboursOf = (
  edges: readonly Edge[],
  clusters: Clusters,
  undecided: ReadonlySet<Cluster>,
): ReadonlyMap<Cluster, ReadonlySet<Cluster>> => {
  const neighbours = new Map<Cluster, Set<Cluster>>();
  const add = (one: Cluster, other: Cluster): void =>
    void neighbours.set(one, (neighbours.get(one) ?? new Set<Cluster>()).add(other));
  for (const { one, other } of edges) {
    const [a, b] = [clusters.of(one), clusters.of(other)];
    if (undecided.has(a) || undecided.has(b) || !clusters.canMerge(a, b)) continue;
    add(a, b);
    add(b, a);
  }
  return neighbours;
};

const componentsOf = (
  neighbours: ReadonlyMap<Cluster, ReadonlySet<Cluster>>,
  without: ReadonlySet<Cluster>,
): readonly (readonly Cluster[])[] => {
  const seen = new Set<Cluster>(without);
  const components: Cluster[][] = [];
  for (const start of neighbours.keys()) {
    if (seen.has(start)) continue;
    const component = [start];
    seen.add(start);
    for (const each of component)
      for (const next of neighbours.get(each) ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          component.push(next);
        }
    components.push(component);
  }
  return components;
};

/** Merges what fits equally well, all at once. Where two that cannot be one fit a third, the third is left to be decided. */
const mergeLevel = (edges: readonly Edge[], clusters: Clusters, undecided: Set<Cluster>): void => {
  // What stands together goes before what fits as well: nobody leaves because somebody else came.
  for (const { one, other } of edges) {
    const [a, b] = [clusters.of(one), clusters.of(other)];
    const stand = one.household !== null && one.household === other.household;
    if (stand && !undecided.has(a) && !undecided.has(b) && clusters.canMerge(a, b)) clusters.merge([a, b]);
  }
  for (;;) {
    const neighbours = neighboursOf(edges, clusters, undecided);
    const torn = new Set(
      [...neighbours].filter(([, near]) => !allAgree([...near], clusters)).map(([cluster]) => cluster),
    );
    const components = componentsOf(neighbours, torn).filter(({ length }) => length > 1);
    const whole = components.filter((component) => allAgree(component, clusters));
    for (const component of whole) clusters.merge(component);
    // What came together may have settled the rest.
    if (whole.length > 0) continue;
    // INVARIANT: whoever is in question takes nobody who fits less, or the question would be answered by that.
    for (const cluster of [...torn, ...components.flat()])
      for (const each of [cluster, ...(neighbours.get(cluster) ?? [])]) undecided.add(each);
    return;
  }
};

const evidenceOf = (
  unit: StandingUnit,
  fits: readonly { readonly with: StandingUnit; readonly fit: UnitFit }[],
  clusters: Clusters,
): HouseholdEvidence => {
  const own = clusters.of(unit);
  const open = new Set(
    fits
      .map((each) => clusters.of(each.with))
      .filter((each) => each !== own && clusters.canMerge({ units: [unit] }, each)),
  );
  const inside = fits.filter((each) => clusters.of(each.with) === own);
  const most = (all: typeof fits): number => Math.max(0, ...all.map(({ fit }) => fit.membersShared));
  const best = inside.find(({ fit }) => fit.membersShared === most(inside))?.fit;
  if (best) return { ...best, householdsFitting: open.size + 1 };
  const several = own.units.length === 1 && open.size > 1;
  return {
    reason: several ? 'SEVERAL_FIT' : 'NO_HOUSEHOLD_FITS',
    membersShared: several ? most(fits.filter((each) => open.has(clusters.of(each.with)))) : 0,
    householdsFitting: open.size,
  };
};

/**
 * Which contracts and cases are one household, all of them at once (R20): what comes out depends on what they say now and on what
 * was decided of them, and not on who came first. Those with the most members in common come together first. Where two that cannot
 * be one fit a third equally well, those that stand together stay; if none do, nothing is guessed and the third stays by itself.
 *
 * @param units every unit that fits one of these, and every unit of a household that one of these stands in.
 * @returns the households, each of one unit at least.
 */
export const gatherHouseholds = <Unit extends StandingUnit>(
  units: readonly Unit[],
  said: SaidOfUnits,
): readonly (readonly GatheredUnit<Unit>[])[] => {
  const sorted = units.toSorted(byName);
  const named = new Map(sorted.map((unit) => [unitName(unit), unit]));
  const clusters = clustersOf(sorted, said.apart);
  for (const [one, other] of said.joined) {
    const [a, b] = [named.get(one), named.get(other)];
    if (a && b && clusters.canMerge(clusters.of(a), clusters.of(b)))
      clusters.merge([clusters.of(a), clusters.of(b)]);
  }
  const edges = edgesOf(sorted);
  const undecided = new Set<Cluster>();
  const levels = Map.groupBy(edges, ({ fit }) => fit.membersShared);
  for (const [, level] of [...levels].sort(([one], [other]) => other - one))
    mergeLevel(level, clusters, undecided);
  const fits = new Map<StandingUnit, { with: StandingUnit; fit: UnitFit }[]>();
  for (const { one, other, fit } of edges)
    for (const [each, mate] of [
      [one, other],
      [other, one],
    ] as const)
      fits.set(each, [...(fits.get(each) ?? []), { with: mate, fit }]);
  const gathered = Map.groupBy(sorted, (unit) => clusters.of(unit));
  return [...gathered.values()].map((all) =>
    all.map((unit) => ({ unit, evidence: evidenceOf(unit, fits.get(unit) ?? [], clusters) })),
  );
};
