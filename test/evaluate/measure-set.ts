import { linkMentions } from '../../src/linkage/link-mentions.ts';
import { type LinkingMeasure, measureLinking } from './measure-linking.ts';
import type { Bars, MeasuredSet } from './measured-sets.ts';
import { projectNicknames } from './project-nicknames.ts';

/** What was measured on a set, and the bars it does not reach. */
export interface SetResult {
  readonly measure: LinkingMeasure;
  readonly rows: number;
  readonly toDecide: number;
  readonly missedBars: readonly string[];
}

/** Links a set as `hub link` would and measures it. */
export const measureSet = ({ read, bars }: MeasuredSet): SetResult => {
  const { mentions, truth } = read();
  const linking = linkMentions(mentions, { nicknames: projectNicknames, seed: 1 });
  const measure = measureLinking(linking, truth);
  const missedBars = (Object.keys(bars) as (keyof Bars)[])
    .filter((bar) => measure[bar] < (bars[bar] ?? 0))
    .map((bar) => `${bar} ${measure[bar].toFixed(4)} < ${bars[bar]}`);
  return { measure, rows: mentions.length, toDecide: linking.toDecide.length, missedBars };
};
