/** A stream of numbers that is the same on every machine, so that the committed registers can be rebuilt. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True in `share` of the calls (0.1 = one in ten). */
  chance(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Chooses by weight: `[['common', 9], ['rare', 1]]`. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

const SEED = 'Komšiluk 2026';

/**
 * Each register draws from a stream of its own, named by `stream`: a change in how one register is written
 * then leaves the others as they were.
 */
export function createRandom(stream: string): Random {
  let state = hash(`${SEED}/${stream}`);

  // Mulberry32: small, public domain, good enough for samples (and for nothing secret).
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };

  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));

  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[between(0, choices.length - 1)];
    if (chosen === undefined) throw new Error('Nothing to pick from.');
    return chosen;
  };

  const weighted = <T>(choices: readonly (readonly [T, number])[]): T => {
    let remaining = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      remaining -= weight;
      if (remaining < 0) return choice;
    }
    throw new Error('The weights add up to nothing.');
  };

  const shuffled = <T>(items: readonly T[]): T[] => {
    const left = [...items];
    const result: T[] = [];
    while (left.length > 0) result.push(...left.splice(between(0, left.length - 1), 1));
    return result;
  };

  return { between, chance: (share) => next() < share, pick, weighted, shuffled };
}

/** FNV-1a: turns the name of a stream into its first state. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value | 0;
}
