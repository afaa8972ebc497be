// What the hub must do with one unit, told as simply as it can be: the small model that the real intake is compared with.

/** What a source says of a unit: a version with one of a few contents, or that it no longer has it. */
export interface Said {
  readonly version: number;
  /** `END`, or the number of a content. */
  readonly content: string;
}

type Told = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'STALE_IGNORED' | 'CONFLICT';

/** One unit as its source and the hub's readers should find it. */
export class UnitModel {
  #version: number | null = null;
  #content: string | null = null;
  /** Contents of versions that are not erased. */
  #kept = new Set<string>();
  #erased = new Set<string>();
  #waiting = new Map<string, number>();
  #changes: string[] = [];
  consent: 'NONE' | 'GIVEN' | 'WITHDRAWN' = 'NONE';

  take({ version, content }: Said): Told {
    const before = this.#version;
    if (before !== null && version < before) return 'STALE_IGNORED';
    if (before === version) {
      if (content === this.#content || this.#erased.has(content)) return 'UNCHANGED';
      this.#waiting.set(`${version} ${content}`, version);
      return 'CONFLICT';
    }
    this.#version = version;
    this.#content = content;
    this.#kept.add(content);
    // What nobody held cannot be gone.
    if (before === null && content === 'END') return 'UNCHANGED';
    for (const [name, waiting] of this.#waiting) if (waiting <= version) this.#waiting.delete(name);
    const change = content === 'END' ? 'ENDED' : before === null ? 'CREATED' : 'UPDATED';
    this.#changes.push(`${version} ${change}`);
    return before === null ? 'CREATED' : 'UPDATED';
  }

  /** More than thirty days go by. @returns whether the unit is erased now. */
  tick(): boolean {
    // Whoever was away for so long asks for everything anew.
    this.#changes = [];
    if (this.#content !== 'END' || this.#kept.size === 0) return false;
    // That it was deleted is nothing that could come back.
    for (const content of this.#kept) if (content !== 'END') this.#erased.add(content);
    this.#kept.clear();
    this.#waiting.clear();
    return true;
  }

  /** The content that readers find; null where there is none. */
  get held(): string | null {
    return this.#content === 'END' ? null : this.#content;
  }

  get version(): number | null {
    return this.#version;
  }

  get changes(): readonly string[] {
    return this.#changes;
  }

  get waiting(): readonly string[] {
    return [...this.#waiting.keys()].sort();
  }
}
