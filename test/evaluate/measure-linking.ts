import type { Linking } from '../../src/linkage/link-mentions.ts';

/** How well a linking agrees with the truth. */
export interface LinkingMeasure {
  /** Of the pairs put together, those of one person. */
  readonly precision: number;
  /** Of the pairs of one person, those put together. */
  readonly recall: number;
  readonly f1: number;
  /** Of the pairs of one person, those that were compared at all. */
  readonly blockRecall: number;
  /** B³ (Bagga and Baldwin 1998): precision and recall of each mention's cluster, averaged over mentions. */
  readonly clusterPrecision: number;
  readonly clusterRecall: number;
  readonly wrong: number;
  readonly missed: number;
}

const pairs = (size: number): number => (size * (size - 1)) / 2;

const grouped = (keys: Iterable<string | number>): readonly (readonly number[])[] => {
  const groups = new Map<string | number, number[]>();
  let place = 0;
  for (const key of keys) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
    place += 1;
  }
  return [...groups.values()];
};

/** Measures by counting in groups, so that a million mentions take no longer than reading them. */
export const measureLinking = (linking: Linking, truth: readonly string[]): LinkingMeasure => {
  const found = grouped(linking.clusterOf);
  const real = grouped(truth);
  const both = grouped(truth.map((person, place) => `${person} ${linking.clusterOf[place] ?? ''}`));
  const count = (groups: readonly (readonly number[])[]) =>
    groups.reduce((sum, group) => sum + pairs(group.length), 0);
  const [together, ofOne, right] = [count(found), count(real), count(both)];
  const sizeOfCluster = sizes(found, truth.length);
  const sizeOfPerson = sizes(real, truth.length);
  let [precisions, recalls] = [0, 0];
  for (const group of both) {
    const [first] = group;
    if (first === undefined) continue;
    precisions += group.length ** 2 / (sizeOfCluster[first] ?? 1);
    recalls += group.length ** 2 / (sizeOfPerson[first] ?? 1);
  }
  const precision = together === 0 ? 1 : right / together;
  const recall = ofOne === 0 ? 1 : right / ofOne;
  return {
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    blockRecall: ofOne === 0 ? 1 : comparedOf(real, linking) / ofOne,
    clusterPrecision: precisions / truth.length,
    clusterRecall: recalls / truth.length,
    wrong: together - right,
    missed: ofOne - right,
  };
};

const sizes = (groups: readonly (readonly number[])[], length: number): Int32Array => {
  const size = new Int32Array(length);
  for (const group of groups) for (const place of group) size[place] = group.length;
  return size;
};

const comparedOf = (real: readonly (readonly number[])[], { index }: Linking): number => {
  let compared = 0;
  for (const group of real) {
    const members = new Set(group);
    for (const place of group.length > 1 ? group : []) {
      index.visit(place, 'EARLIER', (other) => {
        if (members.has(other)) compared += 1;
      });
    }
  }
  return compared;
};
