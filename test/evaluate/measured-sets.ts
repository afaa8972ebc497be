import { febrlAbsent, readFebrl } from './febrl.ts';
import type { LabelledSet } from './labelled-set.ts';
import type { LinkingMeasure } from './measure-linking.ts';
import { type SyntheticKind, syntheticPeople } from './synthetic-people.ts';
import { readTownPeople, townAbsent } from './town-people.ts';

/** The least that a set must reach. */
export type Bars = Readonly<Partial<Pick<LinkingMeasure, 'precision' | 'recall' | 'f1'>>>;

/** A set that linking is measured on. */
export interface MeasuredSet {
  readonly name: string;
  readonly bars: Bars;
  /** Why it cannot be measured here; null where it can. */
  readonly absent: string | null;
  readonly read: () => LabelledSet;
}

const four = ['dataset4a', 'dataset4b'];
const synthetic = (options: Omit<SyntheticKind, 'people' | 'slips' | 'missing'>): LabelledSet =>
  syntheticPeople({ ...options, people: 3000, slips: 0.1, missing: 0.05 });

/** Every set, with what it must reach. Their labels measure: no weight is learned from them (docs/linking.md says what was looked at). */
export const measuredSets: readonly MeasuredSet[] = [
  {
    name: 'FEBRL 4, all fields',
    bars: { precision: 1, f1: 0.9995 },
    absent: febrlAbsent(...four),
    read: () => readFebrl(four, true),
  },
  {
    name: 'FEBRL 4, without soc_sec_id',
    bars: { precision: 0.9995, f1: 0.996 },
    absent: febrlAbsent(...four),
    read: () => readFebrl(four, false),
  },
  {
    name: 'FEBRL 1, without soc_sec_id',
    bars: { f1: 0.995 },
    absent: febrlAbsent('dataset1'),
    read: () => readFebrl(['dataset1'], false),
  },
  // Nobody has looked at these two: no bar.
  ...['2', '3'].map((number) => ({
    name: `FEBRL ${number}, without soc_sec_id`,
    bars: {},
    absent: febrlAbsent(`dataset${number}`),
    read: () => readFebrl([`dataset${number}`], false),
  })),
  {
    name: 'town, people',
    bars: { precision: 1, recall: 0.985 },
    absent: townAbsent,
    read: () => readTownPeople(true, true),
  },
  {
    name: 'town, people, without JMBGs',
    bars: { precision: 0.998, recall: 0.95 },
    absent: townAbsent,
    read: () => readTownPeople(false, true),
  },
  {
    name: 'town, people, as bare rows',
    bars: { precision: 0.998, recall: 0.95 },
    absent: townAbsent,
    read: () => readTownPeople(true, false),
  },
  {
    name: 'synthetic, two registers',
    bars: { precision: 0.998, recall: 0.95 },
    absent: null,
    read: () => synthetic({ seed: 11, sources: 'TWO', withIds: true }),
  },
  {
    name: 'synthetic, two registers, without ids',
    bars: { precision: 0.998, recall: 0.9 },
    absent: null,
    read: () => synthetic({ seed: 12, sources: 'TWO', withIds: false }),
  },
  {
    name: 'synthetic, one register that repeats people',
    bars: { precision: 0.995, recall: 0.9 },
    absent: null,
    read: () => synthetic({ seed: 13, sources: 'ONE', withIds: true }),
  },
  {
    name: 'synthetic, one register, without ids',
    bars: { precision: 0.99, recall: 0.7 },
    absent: null,
    read: () => synthetic({ seed: 14, sources: 'ONE', withIds: false }),
  },
];
