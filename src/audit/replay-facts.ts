import type { Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { ConsentHistory, ProhibitionPeriod } from '../store/consent-history-store.ts';
import type { MisreadPeriod } from '../store/misread-store.ts';
import type { RightPeriod } from '../store/right-history-store.ts';
import type { DisclosureEntry } from './audit-entry.ts';
import type { BreachRule } from './breach-rule.ts';

/** What every line is held against: agreements with all their versions, and what the contracts say. */
export interface ReplayFacts {
  readonly agreements: readonly Agreement[];
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  /** What a person acting for themselves may ask for, as compact IRIs. */
  readonly personPurposes: ReadonlySet<string>;
  /** Where local days begin. */
  readonly timeZone: string;
}

/** What the persons of some lines had said: only of those whom the lines name. */
export interface PersonalFacts {
  readonly consents: ReadonlyMap<string, ConsentHistory>;
  readonly prohibitions: readonly ProhibitionPeriod[];
  readonly rights: readonly RightPeriod[];
  readonly misread: readonly MisreadPeriod[];
}

/** A line with the day it was written on where the agencies are. */
export interface ReplayedLine extends PersonalFacts {
  readonly entry: DisclosureEntry;
  readonly day: string;
}

/** A rule that one line broke, and the fields of it that did; all of them where the rule is about the whole line. */
export interface BrokenRule {
  readonly rule: BreachRule;
  readonly fields: readonly string[];
}
