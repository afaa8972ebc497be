const size = 1 << 19;
/** Numbers of names stay below this, so that two of them are one exact number. */
const mostForms = 2 ** 26;

/**
 * Levels of pairs of forms, each compared once for as long as no other pair takes its place: names repeat, and comparing them
 * letter by letter is most of the work. A fixed size, however many pairs there are.
 */
export class LevelCache {
  #pairs: Float64Array | undefined;
  #levels: Int8Array | undefined;

  /** The level of two forms by their numbers, in either order. */
  level(one: number, other: number, compare: () => number): number {
    const pair = one < other ? one * mostForms + other : other * mostForms + one;
    this.#pairs ??= new Float64Array(size).fill(-1);
    this.#levels ??= new Int8Array(size);
    const place = (Math.imul(one ^ other, 0x9e3779b1) ^ Math.imul(one + other, 0x85ebca6b)) >>> 13;
    if (this.#pairs[place] === pair) return this.#levels[place] ?? 0;
    const level = compare();
    this.#pairs[place] = pair;
    this.#levels[place] = level;
    return level;
  }

  clear(): void {
    this.#pairs?.fill(-1);
  }
}
