import { linkMentions } from '../../src/linkage/link-mentions.ts';
import { measureLinking } from './measure-linking.ts';
import { projectNicknames } from './project-nicknames.ts';
import { syntheticPeople } from './synthetic-people.ts';

/** Mentions that a synthetic person of two registers has, on average. */
const mentionsOfPerson = 1.7;

/** One point of the curve. */
export interface SpeedPoint {
  readonly mentions: number;
  readonly seconds: number;
  readonly microsecondsPerMention: number;
  readonly pairsPerMention: number;
  readonly megabytes: number;
  readonly precision: number;
  readonly recall: number;
}

/** Links about so many mentions of synthetic people in two registers, and says what it took. */
export const measureSpeed = (mentions: number): SpeedPoint => {
  const people = Math.round(mentions / mentionsOfPerson);
  const set = syntheticPeople({ people, seed: 3, sources: 'TWO', withIds: true, slips: 0.1, missing: 0.05 });
  const start = performance.now();
  const linking = linkMentions(set.mentions, { nicknames: projectNicknames, seed: 1 });
  const seconds = (performance.now() - start) / 1000;
  const { precision, recall } = measureLinking(linking, set.truth);
  return {
    mentions: set.mentions.length,
    seconds,
    microsecondsPerMention: (seconds / set.mentions.length) * 1e6,
    pairsPerMention: linking.pairsCompared / set.mentions.length,
    megabytes: process.memoryUsage().rss / 1e6,
    precision,
    recall,
  };
};
