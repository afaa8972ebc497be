import type { Registry } from '../../../src/access/registry.ts';
import { drawEdits } from '../changes/draw-edits.ts';
import { isStorable } from '../changes/is-storable.ts';
import { sweeps } from '../changes/record-changes.ts';
import { applied, type Edit, type Facts } from '../oracle/facts.ts';
import type { Asker } from '../oracle/field-verdict.ts';
import { type KnownWorld, type KnownWorldInput, knownWorld } from '../oracle/known-world.ts';
import { ownFile } from '../oracle/own-file.ts';
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
  if (caller.kind === 'PERSON') {
    const hash = hashOf(caller.person, twins);
    return (facts) => ({
      fingerprint: JSON.stringify(ownFile(facts, hash)),
      entities: nothing,
      holding: new Map(),
      records: new Map(),
    });
  }
  const { registry, graph } = twins.world.running.hub;
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
  const people = twins.town.people.filter(({ nationalId }) => nationalId !== null);
  const pushed = [...registry.sources.values()].filter(({ pushers }) => pushers.includes(agency.id));
  const input: KnownWorldInput = {
    rules: { asker, agreements, sources: registry.sources, today: options.today },
    catalogue: graph.catalogue,
    pushesTo: new Map(
      pushed.map(({ id, controller }) => [id, controller === agency.id ? '' : `${agency.id}/${actor}/`]),
    ),
    counts: operations.has('population'),
    promoted: may('confirmRelationship'),
    accepting: may('acceptReferral'),
    declaring: may('declareConflict') && caller.named ? people.map((person) => hashOf(person, twins)) : null,
    referrals: operations.has('referrals'),
    explains: isOfficer && operations.has('accessPlan') ? readersOf(registry) : null,
    alerted: administers ? caller.roles : [],
    references,
  };
  return (facts) => knownWorld(facts, input);
};

/** Changes of a store that a caller may not notice, or, turned round, such that it may. */
export interface DrawnChanges {
  readonly edits: readonly Edit[];
  readonly kinds: readonly string[];
}

const triesForEach = 5;

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
  const { records: near, ...start } = knowledge(facts);
  let [current, fingerprint] = [facts, start.fingerprint];
  const edits: Edit[] = [];
  const kinds: string[] = [];
  /** Takes of many edits those that the caller may not notice: all at once, or else of each half. */
  const sweep = (some: readonly Edit[]): void => {
    const next = applied(current, some);
    if (knowledge(next).fingerprint === fingerprint) {
      edits.push(...some);
      current = next;
    } else if (some.length > 1) {
      const half = Math.floor(some.length / 2);
      sweep(some.slice(0, half));
      sweep(some.slice(half));
    }
  };
  const kind = options.hidden && random.chance(0.7) ? random.pick(Object.keys(sweeps)) : null;
  if (kind !== null) {
    sweep(sweeps[kind]?.(random, facts, near) ?? []);
    kinds.push(kind);
  }
  for (let number = 0; number < options.most * triesForEach && kinds.length < options.most; number += 1) {
    const drawn = drawEdits(random, current, `n${number}`, near);
    if (!drawn) continue;
    const next = applied(current, drawn.edits);
    if (!isStorable(next, drawn.edits)) continue;
    const seen = knowledge(next).fingerprint;
    if ((seen === fingerprint) !== options.hidden) continue;
    edits.push(...drawn.edits);
    kinds.push(drawn.kind);
    [current, fingerprint] = [next, seen];
  }
  return { edits, kinds };
};
