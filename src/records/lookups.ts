/** One look-up of one entity that answered nothing. */
export interface Miss {
  /** What was looked for, as `identity/sought-mark` writes it; empty where the arguments named nothing that could exist. */
  readonly marks: readonly string[];
  /** It found somebody whom the actor is too near to (R15). */
  readonly conflicted: boolean;
}

/** Collects the look-ups of one request that found nothing: absent, invisible and protected look the same here too. */
export interface LookupCollector {
  readonly miss: (miss: Miss) => void;
  readonly all: () => readonly Miss[];
}

export const createLookupCollector = (): LookupCollector => {
  const misses: Miss[] = [];
  return { miss: (miss) => void misses.push(miss), all: () => misses };
};
