import type { Registry } from '../../../src/access/registry.ts';
import { drawEdits } from '../changes/draw-edits.ts';
import { isStorable } from '../changes/is-storable.ts';
import { shownElsewise, sweeps } from '../changes/record-changes.ts';
import { assistedFiles } from '../oracle/assisted-files.ts';
import { applied, type Edit, type Facts } from '../oracle/facts.ts';
import { grouped } from '../oracle/grouped.ts';
import { type KnownWorld, type KnownWorldInput, knownWorld } from '../oracle/known-world.ts';
import { ownFile } from '../oracle/own-file.ts';
import type { Asker } from '../oracle/spoken-agreements.ts';
import type { Random } from '../random.ts';
import type { TwinWorlds } from '../worlds/twin-worlds.ts';
import { hashOf, type ProofCaller } from './callers.ts';

/** The references on paper that questions may name: a consent under another one is nobody's business here. */
export const references: readonly string[] = ['S-17/2026', 'S-18/2026'];

/** Says what a caller may know of any facts. */
export type Knowledge = (facts: Facts) => KnownWorld;

const nothing = { PERSON: [], HOUSEHOLD: [], DWELLING: [] };

/** Agencies whose decisions on somebody can be asked about: those that read people at all. */
const readersOf = ({ agencies }: Registry): readonly string[] =>
  [...agencies.values()]
    .filter(({ registrations }) => [...registrations.values()].some((each) => each.class === 'operational'))
    .map(({ id }) => id);

/** Two callers who may tell each other what they know. */
export const both =
  (one: Knowledge, other: Knowledge): Knowledge =>
  (facts) => {
    const [mine, theirs] = [one(facts), other(facts)];
    return { ...mine, fingerprint: `${mine.fingerprint} ${theirs.fingerprint}` };
  };

/** What decides a caller's knowledge, read from the registry, the agreements and the labels. */
export const knowledgeOf = (
  caller: ProofCaller,
  twins: TwinWorlds,
  options: { readonly today: string; readonly mutations: boolean },
): Knowledge => {
  const { registry, graph } = twins.world.running.hub;
  if (caller.kind === 'PERSON') {
    const { catalogue } = graph;
    const hash = hashOf(caller.person, twins);
    return (facts) => ({
      fingerprint: JSON.stringify(ownFile(facts, hash, catalogue)),
      entities: nothing,
      holding: new Map(),
      records: new Map(),
    });
  }
  const { agreements } = twins;
  const { agency, registration, actor } = caller;
  const asker: Asker = {
    agency,
    purpose: registration.purpose,
    purposeClass: registration.class,
    roles: caller.roles,
    area: caller.area,
    named: caller.named,
    self: hashOf(caller.identity, twins),
  };
  const { operations } = registration;
  const may = (operation: string): boolean => options.mutations && operations.has(operation);
  const administers = caller.named && registration.class === 'administration';
  const isOfficer = administers && caller.roles.includes('dpo');
  const isSteward = caller.named && caller.roles.includes('steward');
  const people = twins.town.people.filter(({ nationalId }) => nationalId !== null);
  const pushed = [...registry.sources.values()].filter(({ pushers }) => pushers.includes(agency.id));
  const input: KnownWorldInput = {
    rules: { asker, agreements, sources: registry.sources, today: options.today },
    catalogue: graph.catalogue,
    pushesTo: new Map(
      pushed.map(({ id, controller }) => [id, controller === agency.id ? '' : `${agency.id}/${actor}/`]),
    ),
    promoted: may('confirmRelationship'),
    accepting: may('acceptReferral'),
    declaring: may('declareConflict') && caller.named ? people.map((person) => hashOf(person, twins)) : null,
    referrals: operations.has('referrals'),
    ended: operations.has('endedConsents'),
    explains: isOfficer && operations.has('accessPlan') ? readersOf(registry) : null,
    rights: caller.named && operations.has('rightsRequests'),
    mends: caller.named && may('decideRight'),
    stewards: isSteward && (operations.has('linkReviews') || operations.has('householdReviews')),
    decides: isSteward && may('decideLink'),
    overdue: isOfficer && operations.has('overdueRights'),
    measures:
      isOfficer && operations.has('sourceQuality') && caller.area === null
        ? [...registry.sources.values()]
            .filter(({ controller }) => controller === agency.id)
            .filter(
              ({ own }) => own.roles.length === 0 || own.roles.some((role) => caller.roles.includes(role)),
            )
            .map(({ id }) => id)
        : [],
    alerted: administers ? caller.roles : [],
    emergency:
      caller.named && registration.purpose === 'hub:EmergencyAccess'
        ? { actor, opening: may('openEmergencyAccess') && caller.roles.includes('on-call') }
        : null,
    reviewsAs: administers ? caller.roles.filter((role) => ['dpo', 'supervisor'].includes(role)) : [],
    partyAs: caller.named && operations.has('matters') ? actor : null,
    takes: caller.named && may('takeMatter') && caller.roles.includes('lead'),
    guardianships: may('endGuardianship'),
    references,
  };
  // R13: whoever may open sessions may be shown any file of the town, but of those they are too near to.
  const hashes =
    may('openAssistedSession') && caller.named ? people.map((person) => hashOf(person, twins)) : [];
  return (facts) => {
    const world = knownWorld(facts, input);
    if (hashes.length === 0) return world;
    const files = assistedFiles(
      facts,
      { hashes, self: asker.self, actor, agency: agency.id },
      graph.catalogue,
    );
    return { ...world, fingerprint: `${world.fingerprint} ${files}` };
  };
};

/** Changes of a store that a caller may not notice, or, turned round, such that it may. */
export interface DrawnChanges {
  readonly edits: readonly Edit[];
  readonly kinds: readonly string[];
}

const triesForEach = 5;

/** Changes that are drawn one after the other before it is asked whether the caller may notice: most of them it may not. */
const mostAtOnce = 8;

interface DrawnChange {
  readonly kind: string;
  readonly edits: readonly Edit[];
}

/** Facts that change step by step, and what a caller knows of them. */
const createDraft = (facts: Facts, knowledge: Knowledge) => {
  const start = knowledge(facts);
  const edits: Edit[] = [];
  const kinds: string[] = [];
  let [current, fingerprint] = [facts, start.fingerprint];
  /** The facts after a change, or null where a row that it is of is not there, or the store would not take it. */
  const after = (before: Facts, change: DrawnChange): Facts | null => {
    const made = new Set(change.edits.map((each) => each.after));
    const isThere = [...grouped(change.edits, ({ table }) => table)].every(([table, own]) => {
      const rows = new Set(before[table]);
      return own.every((each) => each.before === null || rows.has(each.before) || made.has(each.before));
    });
    const next = isThere ? applied(before, change.edits) : null;
    return next && isStorable(next, change.edits) ? next : null;
  };
  const keep = (some: readonly DrawnChange[], next: Facts, seen: string): void => {
    edits.push(...some.flatMap((each) => each.edits));
    kinds.push(...some.map(({ kind }) => kind));
    [current, fingerprint] = [next, seen];
  };
  return {
    near: start.records,
    edits,
    kinds,
    current: (): Facts => current,
    after,
    /** Takes of many changes those that the caller may not notice: all at once, or else of each half. */
    hide: (some: readonly DrawnChange[]): void => {
      const take = (part: readonly DrawnChange[]): void => {
        const all = after(current, { kind: '', edits: part.flatMap((each) => each.edits) });
        const possible: DrawnChange[] = all ? [...part] : [];
        let next = all ?? current;
        for (const change of all ? [] : part) {
          const changed = after(next, change);
          if (changed) possible.push(change);
          next = changed ?? next;
        }
        if (possible.length === 0) return;
        if (knowledge(next).fingerprint === fingerprint) keep(possible, next, fingerprint);
        else if (possible.length > 1) {
          const half = Math.floor(possible.length / 2);
          take(possible.slice(0, half));
          take(possible.slice(half));
        }
      };
      take(some);
    },
    /** Takes a change where the caller may notice it. */
    show: (change: DrawnChange): void => {
      const next = after(current, change);
      const seen = next && knowledge(next).fingerprint;
      if (next && seen !== null && seen !== fingerprint) keep([change], next, seen);
    },
  };
};

/**
 * Draws changes whatever they touch, and keeps those that leave what the caller may know as it is (`hidden`), or those that
 * do not. What is kept is decided by the rules as they are told, never by the hub's own mask.
 */
export const drawChanges = (
  random: Random,
  facts: Facts,
  knowledge: Knowledge,
  options: { readonly hidden: boolean; readonly most: number },
): DrawnChanges => {
  const draft = createDraft(facts, knowledge);
  const { near, kinds } = draft;
  const sweep = options.hidden && random.chance(0.7) ? random.pick(Object.keys(sweeps)) : null;
  if (sweep !== null) {
    const swept = sweeps[sweep]?.(random, facts, near) ?? [];
    draft.hide(swept.map((edit) => ({ kind: sweep, edits: [edit] })));
  }
  if (!options.hidden)
    draft.show({ kind: 'every value that is seen', edits: shownElsewise(random, facts, near) });
  kinds.splice(1);
  let size = mostAtOnce;
  for (let drawn = 0; drawn < options.most * triesForEach && kinds.length < options.most; ) {
    const some: DrawnChange[] = [];
    let world = draft.current();
    for (let turn = 0; turn < (options.hidden ? size : 1); turn += 1) {
      drawn += 1;
      const change = drawEdits(random, world, `n${drawn}`, near);
      const next = change && draft.after(world, change);
      if (change && next) some.push(change);
      world = next ?? world;
    }
    const before = kinds.length;
    if (options.hidden) draft.hide(some);
    else for (const each of some) draft.show(each);
    // Where a change is seldom hidden, hardly a handful of them is.
    const isAll = kinds.length === before + some.length;
    size = isAll ? Math.min(size + 1, mostAtOnce) : Math.max(Math.ceil(size / 2), 1);
  }
  return { edits: draft.edits, kinds };
};
