import type { DisclosureEntry } from '../../src/audit/audit-entry.ts';
import type { BreachRule } from '../../src/audit/breach-rule.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { ConsentHistory, ProhibitionPeriod } from '../../src/store/consent-history-store.ts';
import type { MisreadPeriod } from '../../src/store/misread-store.ts';
import type { RightPeriod } from '../../src/store/right-history-store.ts';
import type { lines } from './replay-town.ts';

/** A line that breaks nothing, what is changed of it or around it, and the rules that it then breaks. */
export interface BrokenLine {
  readonly because: string;
  readonly line: keyof typeof lines;
  readonly changes?: Partial<DisclosureEntry>;
  readonly consent?: Partial<ConsentHistory>;
  readonly prohibition?: Partial<ProhibitionPeriod>;
  readonly misread?: Partial<MisreadPeriod>;
  readonly right?: Partial<RightPeriod>;
  /** Changes of the agreement that the line names. */
  readonly agreement?: Partial<Agreement>;
  readonly breaks: readonly BreachRule[];
}
