import { type BlockRule, blockRules, joinKeys, type MentionKeys, mentionKeys } from './block-keys-of.ts';
import type { PreparedMention } from './mention.ts';
import { sortByKey } from './sort-by-key.ts';

/** A larger block is split by the rule's finer key, and what is large even then into windows. */
const largestBlock = 8;
const stride = largestBlock / 2;

/** Grows like an array and holds like a typed one. */
class Numbers {
  #values = new Uint32Array(1 << 16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  /** What was pushed; good until the next push. */
  values(): Uint32Array {
    return this.#values.subarray(0, this.length);
  }
}

/**
 * Who is worth comparing with whom: mentions that share a key of some rule. Its size and the time to ask it are flat per
 * mention, because no block is larger than `largestBlock`.
 */
export class BlockIndex {
  /** Members of one block after another, and where each block begins. */
  readonly #members = new Numbers();
  readonly #starts = new Numbers();
  /** Blocks of one mention after another, and where each mention's begin. */
  readonly #blocks: Uint32Array;
  readonly #blocksFrom: Uint32Array;
  /** The number of the visit in which each was met last. */
  readonly #metIn: Uint32Array;
  #visits = 0;

  constructor(mentions: readonly PreparedMention[], rules: readonly BlockRule[] = blockRules) {
    const keys = mentions.map(mentionKeys);
    for (const rule of rules) this.#add(rule, keys);
    this.#starts.push(this.#members.length);
    this.#metIn = new Uint32Array(mentions.length);
    [this.#blocks, this.#blocksFrom] = this.#blocksByMention(mentions.length);
  }

  /** Visits once each mention that shares a block with this one: the earlier ones, or all. */
  visit(mention: number, which: 'EARLIER' | 'ALL', visitor: (other: number) => void): void {
    this.#visits += 1;
    const members = this.#members.values();
    const starts = this.#starts.values();
    const until = this.#blocksFrom[mention + 1] ?? 0;
    for (let place = this.#blocksFrom[mention] ?? 0; place < until; place += 1) {
      const block = this.#blocks[place] ?? 0;
      const end = starts[block + 1] ?? 0;
      for (let at = starts[block] ?? 0; at < end; at += 1) {
        const other = members[at] ?? 0;
        // Members of a block stand in their own order.
        if (other >= mention && which === 'EARLIER') break;
        if (other === mention || this.#metIn[other] === this.#visits) continue;
        this.#metIn[other] = this.#visits;
        visitor(other);
      }
    }
  }

  #add(rule: BlockRule, ofMentions: readonly MentionKeys[]): void {
    const keys = new Numbers();
    const owners = new Numbers();
    for (const [number, ofMention] of ofMentions.entries()) {
      for (const key of rule.keys(ofMention)) {
        if (key === 0) continue;
        keys.push(key);
        owners.push(number);
      }
    }
    const [finerKeys, finerOwners] = [new Numbers(), new Numbers()];
    const sorted = sortByKey(keys.values(), owners.values());
    forEachBlock(sorted.keys, (key, from, to) => {
      if (to - from <= largestBlock) return this.#keep(sorted.owners, from, to);
      for (let at = from; at < to; at += 1) {
        const owner = sorted.owners[at] ?? 0;
        const ofMention = ofMentions[owner];
        if (ofMention === undefined) continue;
        finerKeys.push(joinKeys(key, rule.finer(ofMention)));
        finerOwners.push(owner);
      }
    });
    const finer = sortByKey(finerKeys.values(), finerOwners.values());
    forEachBlock(finer.keys, (_key, from, to) => {
      if (to - from <= largestBlock) return this.#keep(finer.owners, from, to);
      // Windows that overlap: mentions stand in the order of what they say, so one person's many rows are a chain of neighbours.
      for (let at = from; at + stride < to; at += stride)
        this.#keep(finer.owners, at, Math.min(at + largestBlock, to));
    });
  }

  #keep(owners: Uint32Array, from: number, to: number): void {
    if (to - from < 2) return;
    this.#starts.push(this.#members.length);
    for (let at = from; at < to; at += 1) {
      // A mention may have one key twice.
      if (at === from || owners[at] !== owners[at - 1]) this.#members.push(owners[at] ?? 0);
    }
  }

  #blocksByMention(mentions: number): [Uint32Array, Uint32Array] {
    const members = this.#members.values();
    const starts = this.#starts.values();
    const from = new Uint32Array(mentions + 1);
    for (const member of members) from[member + 1] = (from[member + 1] ?? 0) + 1;
    for (let place = 0; place < mentions; place += 1)
      from[place + 1] = (from[place + 1] ?? 0) + (from[place] ?? 0);
    const next = from.slice();
    const blocks = new Uint32Array(members.length);
    for (let block = 0; block + 1 < starts.length; block += 1) {
      for (let at = starts[block] ?? 0; at < (starts[block + 1] ?? 0); at += 1) {
        const member = members[at] ?? 0;
        blocks[next[member] ?? 0] = block;
        next[member] = (next[member] ?? 0) + 1;
      }
    }
    return [blocks, from];
  }
}

const forEachBlock = (keys: Uint32Array, visit: (key: number, from: number, to: number) => void): void => {
  for (let from = 0; from < keys.length; ) {
    const key = keys[from] ?? 0;
    let to = from + 1;
    while (to < keys.length && keys[to] === key) to += 1;
    visit(key, from, to);
    from = to;
  }
};
