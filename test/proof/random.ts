import { createHash } from 'node:crypto';

/** Numbers that a seed decides: the same parts give the same draws, on every machine. */
export class Random {
  #state: number;

  /** @param parts what the draws depend on, such as the campaign's seed and a round's number. */
  constructor(...parts: readonly (string | number)[]) {
    this.#state = createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32LE(0);
  }

  /** A number from 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to below the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the list, which must not be empty. */
  pick<Item>(list: readonly Item[]): Item {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.below(list.length)] as Item;
  }

  /** One of the list, or null where there is none. */
  maybe<Item>(list: readonly Item[]): Item | null {
    return list.length === 0 ? null : this.pick(list);
  }

  /** At most so many of the list, in a drawn order. */
  some<Item>(list: readonly Item[], most: number): Item[] {
    const left = [...list];
    const drawn: Item[] = [];
    while (left.length > 0 && drawn.length < most) {
      const [item] = left.splice(this.below(left.length), 1);
      if (item !== undefined) drawn.push(item);
    }
    return drawn;
  }

  /** One of the alternatives, each as likely as its weight says. */
  weighed<Item>(alternatives: readonly (readonly [weight: number, item: Item])[]): Item {
    let left = this.next() * alternatives.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of alternatives) {
      left -= weight;
      if (left < 0) return item;
    }
    return this.pick(alternatives)[1];
  }
}
