import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Source } from '../domain/agency.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Problem, UnitDraft } from '../domain/record-draft.ts';
import { foldText } from '../identity/fold-text.ts';
import { nameMark, nationalIdMark } from '../identity/sought-mark.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { Database, Transaction } from '../store/database.ts';
import { type ProtectiveFlag, replaceFlags } from '../store/protective-flag-store.ts';
import {
  type CurrentRecord,
  findCurrentRecords,
  findUnitStates,
  insertRecords,
  learnedLocalCommunities,
  learnLocalCommunities,
  lockIntake,
  type NewRecord,
  restartRelationships,
  supersedeUnits,
  type UnitState,
} from '../store/record-store.ts';
import type { Bearer } from './bearer.ts';
import { type CheckedPersons, checkPersons } from './checked-persons.ts';
import { linkUnits } from './linker.ts';
import { recordsOfUnit } from './records-of-unit.ts';

/** What became of one item. */
export type Outcome = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'STALE_IGNORED' | 'CONFLICT';

export interface UnitReceipt {
  readonly localId: string;
  readonly outcome: Outcome;
  /** The unit's leading record where one was written. */
  readonly recordId: string | null;
  readonly problems: readonly Problem[];
}

/** What an intake stands on; clock, ids and keys are arguments. */
export interface IntakeInput {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly timeZone: string;
  /** Local communities that configuration names, by municipality; they are not learned. */
  readonly configuredCommunities: ReadonlyMap<string, readonly string[]>;
  readonly hashingKey: Uint8Array;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** Takes the units of one source over. */
export interface Intake {
  readonly take: (
    source: Source,
    units: readonly UnitDraft[],
    bearer: Bearer,
  ) => Promise<readonly UnitReceipt[]>;
  /** The same inside a transaction that its caller holds open. */
  readonly takeWithin: (
    transaction: Transaction,
    source: Source,
    units: readonly UnitDraft[],
    bearer: Bearer,
  ) => Promise<readonly UnitReceipt[]>;
}

/** The municipality of a record whose local community no register knows: reached by no agreement's area. */
export const unresolvedMunicipality = 'unresolved';

const hashOf = (unit: UnitDraft, persons: CheckedPersons, key: Uint8Array): string => {
  const { problems: _problems, rows: _rows, persons: _persons, version: _version, ...content } = unit;
  // The clear ids are left out of the hash as of everything else: their keyed hashes say whether they changed.
  // Keyed, because a tombstone keeps it: nobody can try contents against it.
  return createHmac('sha256', key)
    .update(canonicalize({ ...content, persons: persons.fingerprints }) ?? '')
    .digest('base64url');
};

/** What a look-up of those whom a sealed unit names would leave in the log (R16). */
const flagsOf = (
  source: Source,
  unit: UnitDraft,
  persons: CheckedPersons,
  key: Uint8Array,
): readonly ProtectiveFlag[] =>
  persons.mentions.flatMap((mention) => {
    const { nationalIdHash } = mention;
    const name = nameMark(mention, key);
    const marks = [
      ...(nationalIdHash === null ? [] : [nationalIdMark(nationalIdHash)]),
      ...(name === null ? [] : [name]),
    ];
    return marks.map((mark) => ({
      source: source.id,
      unit: unit.localId,
      compartment: unit.compartment,
      controller: source.controller,
      mark,
    }));
  });

const outcomeOf = (
  unit: UnitDraft,
  hash: string,
  state: UnitState | undefined,
): { outcome: Outcome; version: number } => {
  if (!state) return { outcome: 'CREATED', version: unit.version ?? 1 };
  // A tombstone keeps its hash: what was erased does not come back because somebody sends the old file again (R21).
  const same = state.unit_hash === hash || state.erased_hashes.includes(hash);
  if (unit.version === null) {
    return same
      ? { outcome: 'UNCHANGED', version: state.version }
      : { outcome: 'UPDATED', version: state.version + 1 };
  }
  if (unit.version < state.version) return { outcome: 'STALE_IGNORED', version: state.version };
  if (unit.version > state.version) return { outcome: 'UPDATED', version: unit.version };
  return { outcome: same ? 'UNCHANGED' : 'CONFLICT', version: state.version };
};

/**
 * Makes the intake: version, idempotent content, links and records of many units in one transaction, each unit whole or
 * not at all. A late older version changes nothing and says so.
 */
export const createIntake = (input: IntakeInput): Intake => {
  const takeRound: Intake['takeWithin'] = async (transaction, source, units, bearer) => {
    const now = input.clock();
    const today = localDateOf(now, input.timeZone);
    if (source.municipality) await learn(transaction, source.municipality, units, input);
    const known = await municipalities(transaction, input);
    const names = [...new Set(units.map((unit) => unit.localId))];
    const states = new Map<string, UnitState>();
    for (const state of await findUnitStates(transaction, source.id, names)) {
      states.set(`${state.compartment} ${state.unit}`, state);
    }
    const current = new Map<string, readonly CurrentRecord[]>();
    for (const record of await findCurrentRecords(transaction, source.id, names)) {
      current.set(record.unit, [...(current.get(record.unit) ?? []), record]);
    }

    const receipts: UnitReceipt[] = [];
    const taken: { unit: UnitDraft; persons: CheckedPersons; municipality: string; records: NewRecord[] }[] =
      [];
    for (const unit of units) {
      const community = unit.localCommunity === null ? null : foldText(unit.localCommunity);
      const municipality =
        source.municipality ?? (community ? known.get(community) : undefined) ?? unresolvedMunicipality;
      const persons = checkPersons(source, unit, municipality, input.hashingKey);
      const hash = hashOf(unit, persons, input.hashingKey);
      const { outcome, version } = outcomeOf(unit, hash, states.get(`${unit.compartment} ${unit.localId}`));
      const problems = [...unit.problems, ...persons.problems];
      if (outcome === 'CREATED' || outcome === 'UPDATED') {
        const records = recordsOfUnit({
          source,
          unit,
          version,
          hash,
          municipality,
          community,
          persons,
          bearer,
          now,
          today,
          catalogue: input.catalogue,
          before: (current.get(unit.localId) ?? []).filter((each) => each.compartment === unit.compartment),
          createId: input.createId,
        });
        taken.push({ unit, persons, municipality, records });
        receipts.push({ localId: unit.localId, outcome, recordId: records[0]?.id ?? null, problems });
      } else {
        receipts.push({ localId: unit.localId, outcome, recordId: null, problems });
      }
    }

    await supersedeUnits(
      transaction,
      source.id,
      taken.map(({ unit }) => ({ unit: unit.localId, compartment: unit.compartment })),
      now,
    );
    await insertRecords(
      transaction,
      taken.flatMap(({ records }) => records),
    );
    const sealed = taken.filter(({ unit }) => unit.compartment !== 'general');
    await replaceFlags(
      transaction,
      sealed.map(({ unit }) => ({ source: source.id, unit: unit.localId, compartment: unit.compartment })),
      sealed.flatMap(({ unit, persons }) => flagsOf(source, unit, persons, input.hashingKey)),
    );
    const relinked = await linkUnits(
      transaction,
      source.id,
      // R11: what lies in a compartment is linked in nobody's sight, so it is not linked at all.
      taken
        .filter(({ unit }) => unit.compartment === 'general')
        .map(({ unit, persons, municipality }) => ({
          source: source.id,
          localId: unit.localId,
          municipality,
          localCommunity: unit.localCommunity,
          address: unit.address,
          flat: unit.flat,
          headName: unit.headName,
          heads: new Set(unit.records.flatMap((record) => record.signatories)),
          persons: persons.mentions,
        })),
      { createId: input.createId, now },
    );
    // Who a line now names is somebody else: what was declared or confirmed of the one does not pass to the other (R10).
    await restartRelationships(
      transaction,
      source.id,
      relinked,
      bearer.kind === 'AGENCY' ? bearer : null,
      now,
    );
    return receipts;
  };

  const takeWithin: Intake['takeWithin'] = async (transaction, source, units, bearer) => {
    await lockIntake(transaction);
    const receipts: UnitReceipt[] = [];
    for (const round of roundsOf(units))
      receipts.push(...(await takeRound(transaction, source, round, bearer)));
    return receipts;
  };

  return {
    takeWithin,
    take: async (source, units, bearer) =>
      await input.database.transaction(
        async (transaction) => await takeWithin(transaction, source, units, bearer),
      ),
  };
};

/** Runs of units in which none comes twice: each version of a unit is stored, and the next one succeeds it. */
const roundsOf = (units: readonly UnitDraft[]): readonly (readonly UnitDraft[])[] => {
  const rounds: UnitDraft[][] = [];
  let seen = new Set<string>();
  for (const unit of units) {
    const round = rounds.at(-1);
    if (!round || seen.has(unit.localId)) {
      rounds.push([unit]);
      seen = new Set([unit.localId]);
    } else {
      round.push(unit);
      seen.add(unit.localId);
    }
  }
  return rounds;
};

const learn = async (
  transaction: Transaction,
  municipality: string,
  units: readonly UnitDraft[],
  input: IntakeInput,
): Promise<void> => {
  if (input.configuredCommunities.has(municipality)) return;
  const names = new Map(
    units.flatMap((unit) =>
      unit.localCommunity ? [[foldText(unit.localCommunity), unit.localCommunity]] : [],
    ),
  );
  await learnLocalCommunities(
    transaction,
    [...names].map(([nameKey, name]) => ({ municipality, nameKey, name })),
  );
};

/** Municipalities by the folded name of a local community; one name in two municipalities names neither. */
const municipalities = async (
  transaction: Transaction,
  input: IntakeInput,
): Promise<ReadonlyMap<string, string>> => {
  const places = new Map<string, Set<string>>();
  const place = (nameKey: string, municipality: string): void => {
    places.set(nameKey, (places.get(nameKey) ?? new Set<string>()).add(municipality));
  };
  for (const learned of await learnedLocalCommunities(transaction)) {
    // What configuration says of a municipality stands in place of what was learned before it was said.
    if (!input.configuredCommunities.has(learned.municipality)) place(learned.name_key, learned.municipality);
  }
  for (const [municipality, communities] of input.configuredCommunities) {
    for (const community of communities) place(foldText(community), municipality);
  }
  const known = new Map<string, string>();
  for (const [nameKey, [only, ...more]] of places) if (only && more.length === 0) known.set(nameKey, only);
  return known;
};
