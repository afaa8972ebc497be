import type { LinkageMention } from '../../src/linkage/mention.ts';

/** Mentions of which it is known who they are. The labels are for measuring alone: linking never sees them. */
export interface LabelledSet {
  readonly mentions: readonly LinkageMention[];
  /** For each mention its person. */
  readonly truth: readonly string[];
}
