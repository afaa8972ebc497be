import type { Agreement } from '../domain/agreement.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { DisclosureEntry } from './audit-entry.ts';
import { type BreachRule, breachRules } from './breach-rule.ts';
import type { BrokenRule, PersonalFacts, ReplayFacts } from './replay-facts.ts';
import { replayLine } from './replay-line.ts';
import type { Verification } from './verify-log.ts';

/** One disclosure of the log with its place in the chain; null where it is not sealed yet. */
export interface LoggedLine {
  readonly position: number | null;
  /** ISO 8601 instant in UTC. */
  readonly at: string;
  readonly agency: string | null;
  /** Null where the line does not have the form of a disclosure. */
  readonly entry: DisclosureEntry | null;
}

/** Some lines, with what their persons had said. */
export interface LogPage extends PersonalFacts {
  readonly lines: readonly LoggedLine[];
}

/**
 * One entry for the register of breaches (GDPR art. 33(5)): a rule that one actor's lines of one local day broke under one
 * agreement. INVARIANT: no value and no name; the actor as roles and a reference (R14), persons as a number.
 */
export interface Breach {
  readonly rule: BreachRule;
  /** Local day; null for the log as a whole. */
  readonly day: string | null;
  /** First and last instant, in UTC. */
  readonly from: string | null;
  readonly until: string | null;
  readonly agency: string | null;
  readonly actor: { readonly roles: readonly string[]; readonly reference: string } | null;
  readonly purpose: string | null;
  readonly controller: string | null;
  readonly agreement: { readonly id: string; readonly version: number } | null;
  /** Coordinates, sorted. */
  readonly fields: readonly string[];
  /** How many different persons the lines name. */
  readonly persons: number;
  /** Places in the sealed log, ascending. */
  readonly entries: readonly number[];
  /** How many of the lines are not sealed yet, and so have no place. */
  readonly unsealed: number;
  /** What the log's own verification says; null otherwise. */
  readonly detail: string | null;
}

/** What finding breaches stands on. */
export interface BreachSearch extends ReplayFacts {
  /** How an actor is named outside the log: the same for the same actor of an agency, and nobody's name. */
  readonly referenceOf: (agency: string | null, actor: string) => string;
  /**
   * The agreements of the policy that a line names, as it stood at the line's instant: what was ended at noon still held in
   * the morning. Null where it cannot be found again, and then a line is held against the days of all the versions.
   */
  readonly agreementsAt: (policyVersion: string, at: Date) => Promise<readonly Agreement[] | null>;
}

interface Gathered {
  readonly first: Omit<Breach, 'until' | 'fields' | 'persons' | 'entries' | 'unsealed' | 'actor'>;
  readonly actor: string | null;
  readonly roles: Set<string>;
  readonly fields: Set<string>;
  readonly persons: Set<string>;
  readonly entries: number[];
  until: string;
  unsealed: number;
}

const ruleOrder = Object.keys(breachRules);

const gather = (
  gathered: Map<string, Gathered>,
  line: LoggedLine,
  day: string,
  { rule, fields }: BrokenRule,
): void => {
  const { entry } = line;
  const agreement = entry?.agreement ?? null;
  const actor = entry?.actor ?? null;
  const [purpose, controller] = [entry?.purpose ?? null, entry?.controller || null];
  const key = JSON.stringify([rule, day, line.agency, actor, purpose, controller, agreement]);
  const known = gathered.get(key) ?? {
    first: { rule, day, from: line.at, agency: line.agency, purpose, controller, agreement, detail: null },
    actor,
    roles: new Set(),
    fields: new Set(),
    persons: new Set(),
    entries: [],
    until: line.at,
    unsealed: 0,
  };
  gathered.set(key, known);
  for (const role of entry?.roles ?? []) known.roles.add(role);
  for (const field of fields) known.fields.add(field);
  if (entry?.person) known.persons.add(entry.person);
  if (line.position === null) known.unsealed += 1;
  else known.entries.push(line.position);
  known.until = line.at;
};

const breachOf = (gathered: Gathered, search: BreachSearch): Breach => ({
  ...gathered.first,
  until: gathered.until,
  actor:
    gathered.actor === null
      ? null
      : {
          roles: [...gathered.roles].sort(),
          reference: search.referenceOf(gathered.first.agency, gathered.actor),
        },
  fields: [...gathered.fields].sort(),
  persons: gathered.persons.size,
  entries: gathered.entries.toSorted((one, other) => one - other),
  unsealed: gathered.unsealed,
});

const breachOfChain = (verification: Verification): readonly Breach[] =>
  verification.ok
    ? []
    : [
        {
          ...{ rule: 'LOG_CHANGED', day: null, from: null, until: null, agency: null, actor: null },
          ...{ purpose: null, controller: null, agreement: null, fields: [], persons: 0, unsealed: 0 },
          entries: verification.position === null ? [] : [verification.position],
          detail: verification.reason,
        },
      ];

/**
 * Replays the disclosures of the log, in its order, against the rules (GDPR art. 33(5): whoever finds a breach documents it).
 *
 * @returns the log's own breach first, then by rule, day and place; empty where every line holds.
 */
export const findBreaches = async (
  pages: AsyncIterable<LogPage> | Iterable<LogPage>,
  search: BreachSearch,
  verification: Verification,
): Promise<readonly Breach[]> => {
  const gathered = new Map<string, Gathered>();
  const days = new Map<string, string>();
  // A day is the same for every line of a minute, and to ask for it is dear.
  const dayOf = (at: string): string => {
    const minute = at.slice(0, 16);
    const day = days.get(minute) ?? localDateOf(new Date(at), search.timeZone);
    days.set(minute, day);
    return day;
  };
  const policies = new Map<string, readonly Agreement[] | null>();
  /** Looked for once a minute, as the day is. */
  const factsAt = async ({ policyVersion, at }: DisclosureEntry): Promise<ReplayFacts> => {
    const key = `${policyVersion} ${at.slice(0, 16)}`;
    const found = policies.get(key);
    const agreements = found === undefined ? await search.agreementsAt(policyVersion, new Date(at)) : found;
    policies.set(key, agreements);
    return agreements ? { ...search, agreements } : search;
  };
  for await (const { lines, ...said } of pages) {
    days.clear();
    policies.clear();
    for (const line of lines) {
      const day = dayOf(line.at);
      const broken: readonly BrokenRule[] = line.entry
        ? replayLine({ entry: line.entry, day, ...said }, await factsAt(line.entry))
        : [{ rule: 'MALFORMED_LINE', fields: [] }];
      for (const each of broken) gather(gathered, line, day, each);
    }
  }
  const found = [...gathered.values()].map((each) => breachOf(each, search));
  const place = (breach: Breach): number => breach.entries[0] ?? Number.MAX_SAFE_INTEGER;
  found.sort(
    (one, other) =>
      ruleOrder.indexOf(one.rule) - ruleOrder.indexOf(other.rule) ||
      (one.day ?? '').localeCompare(other.day ?? '') ||
      place(one) - place(other),
  );
  return [...breachOfChain(verification), ...found];
};
