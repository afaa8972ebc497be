import { mapSchema } from '../operations/schema-map.ts';
import { openTwinWorlds, type TwinWorlds } from '../worlds/twin-worlds.ts';
import { type CoverageCounts, createCoverage } from './coverage.ts';
import { type Contrast, playRound, type RoundResult } from './round.ts';
import { type Shrunk, shrinkDifference } from './shrink.ts';

/** What a campaign plays. */
export interface CampaignInput {
  readonly seed: number;
  readonly pairs: number;
  readonly contrast: Contrast;
  /** The rounds that are played: every one of them, or those of one worker of several. */
  readonly share?: { readonly worker: number; readonly workers: number };
  /** One round alone: what a difference is replayed by. */
  readonly only?: number;
  /** A difference is told as it was found, and not made small: where it is only asked whether there is one. */
  readonly asFound?: boolean;
  /** The directory of an empty store. */
  readonly image: string;
  /** The directory of a town that is made already, or null: then it is made anew. */
  readonly preparedTown?: string | null;
  /** An agency whose actors alone ask. */
  readonly focus?: string | null;
  readonly onRound?: (result: RoundResult, round: number) => void;
}

/** What a campaign found. */
export interface CampaignResult {
  readonly pairs: number;
  readonly requests: number;
  readonly differing: number;
  readonly coverage: CoverageCounts;
  /** The first difference of a hidden contrast, made small; null where there is none. */
  readonly found:
    | (Shrunk & { readonly round: number; readonly caller: string; readonly pairs: number })
    | null;
  /** Internal faults that were met: answers must not only be alike. */
  readonly faults: readonly unknown[];
}

/**
 * Sequences of operations between two settings of the store. Where a share is counted it is one: then pairs depend on nothing
 * but their own draws, and how far a share of so many can scatter is the binomial's.
 */
const pairsPerRound: Readonly<Record<Contrast, number>> = { hidden: 20, visible: 1, reference: 1 };

/** Rounds after which the worlds are made anew, so that a long campaign does not carry an endless log. */
const roundsPerWorld = 800;

const roundsOf = ({ pairs, share, only, contrast }: CampaignInput): readonly number[] => {
  if (only !== undefined) return [only];
  const { worker, workers } = share ?? { worker: 0, workers: 1 };
  return Array.from({ length: Math.ceil(pairs / pairsPerRound[contrast]) }, (_, round) => round).filter(
    (round) => round % workers === worker,
  );
};

const isInternal = (fault: unknown): boolean => {
  const { fault: told, msg } = (fault ?? {}) as { fault?: { kind?: string }; msg?: string };
  return msg === 'fault' && told?.kind !== 'HubError';
};

/** Plays the rounds that a seed decides, until the first difference of a hidden contrast or to the end. */
export const runCampaign = async (input: CampaignInput): Promise<CampaignResult> => {
  const coverage = createCoverage();
  const faults: unknown[] = [];
  let [pairs, requests, differing] = [0, 0, 0];
  let found: CampaignResult['found'] = null;
  let twins: TwinWorlds | null = null;
  try {
    for (const [index, round] of roundsOf(input).entries()) {
      if (twins === null || (index > 0 && index % roundsPerWorld === 0)) {
        await twins?.close();
        twins = await openTwinWorlds(input.image, {
          grantsAll: input.contrast === 'reference',
          preparedTown: input.preparedTown ?? null,
        });
      }
      const map = mapSchema(twins.world.running.hub.graph.schema);
      const { seed, contrast } = input;
      const result = await playRound({
        twins,
        map,
        seed,
        round,
        pairs: pairsPerRound[contrast],
        contrast,
        coverage,
        focus: input.focus ?? null,
      });
      pairs += result.pairs;
      requests += result.requests;
      differing += result.differing;
      for (const { faults: met } of [twins.world, twins.twin])
        faults.push(...met.splice(0).filter(isInternal));
      input.onRound?.(result, round);
      if (contrast === 'hidden' && result.difference) {
        const { difference, edits } = result;
        const shrunk = input.asFound
          ? { steps: difference.steps.slice(-1), edits, difference, repeats: true }
          : await shrinkDifference(twins, result, difference);
        found = { ...shrunk, round, caller: result.caller, pairs };
        break;
      }
    }
  } finally {
    await twins?.close();
  }
  return { pairs, requests, differing, coverage: coverage.counts(), found, faults };
};
