import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Source } from '../domain/agency.ts';
import { general, ownSource } from '../domain/compartment.ts';
import type { Reached } from '../domain/failpoint.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Problem, UnitDraft } from '../domain/record-draft.ts';
import { isEnd } from '../domain/unit-end.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { Transaction } from '../store/database.ts';
import { findErasedHashes } from '../store/journal-store.ts';
import {
  type CurrentRecord,
  findCurrentRecords,
  findUnitStates,
  type NewRecord,
  type UnitState,
} from '../store/record-store.ts';
import type { Bearer } from './bearer.ts';
import { type CheckedPersons, checkPersons } from './checked-persons.ts';
import { municipalitiesByCommunity } from './known-communities.ts';
import { recordsOfUnit } from './records-of-unit.ts';
import { sealedName } from './seal-unit.ts';

/** What became of one item. */
export type Outcome = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'STALE_IGNORED' | 'CONFLICT';

export interface UnitReceipt {
  readonly localId: string;
  readonly outcome: Outcome;
  /** The unit's leading record where one was written. */
  readonly recordId: string | null;
  readonly problems: readonly Problem[];
}

/** What a unit is checked against. */
export interface AcceptInput {
  readonly catalogue: Catalogue;
  readonly timeZone: string;
  /** Local communities that configuration names, by municipality. */
  readonly configuredCommunities: ReadonlyMap<string, readonly string[]>;
  readonly hashingKey: Uint8Array;
  readonly clock: () => Date;
  readonly createId: () => string;
  readonly reached: Reached;
}

/** A unit that says something newer than what is held. */
export interface TakenUnit {
  readonly unit: UnitDraft;
  /** Under which it is stored. */
  readonly name: string;
  readonly persons: CheckedPersons;
  readonly municipality: string;
  readonly records: readonly NewRecord[];
}

/** What came of one round of units. */
export interface AcceptedRound {
  readonly receipts: readonly UnitReceipt[];
  readonly accepted: readonly TakenUnit[];
  /** Local ids of those whose newest version, before this round, was for their own source alone (R11). */
  readonly ownAlready: ReadonlySet<string>;
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

const outcomeOf = (
  unit: UnitDraft,
  hash: string,
  state: UnitState | undefined,
  wasErased: boolean,
): { outcome: Outcome; version: number } => {
  // What was erased does not come back because somebody sends the old file again, even where a restored backup has no
  // tombstone of it (R21).
  if (!state) return { outcome: wasErased ? 'UNCHANGED' : 'CREATED', version: unit.version ?? 1 };
  const same = state.unit_hash === hash || wasErased;
  if (unit.version === null) {
    return same
      ? { outcome: 'UNCHANGED', version: state.version }
      : { outcome: 'UPDATED', version: state.version + 1 };
  }
  if (unit.version < state.version) return { outcome: 'STALE_IGNORED', version: state.version };
  if (unit.version > state.version) return { outcome: 'UPDATED', version: unit.version };
  return { outcome: same ? 'UNCHANGED' : 'CONFLICT', version: state.version };
};

const storedName = (source: Source, unit: UnitDraft, hashingKey: Uint8Array): string =>
  unit.compartment === general ? unit.localId : sealedName(source.id, unit, hashingKey);

/** What succeeds what: a source's own versions follow each other, whoever reads them; what a matter seals is apart. */
const lineOf = (compartment: string): string => (compartment === ownSource ? general : compartment);

const newestStates = (states: readonly UnitState[]): ReadonlyMap<string, UnitState> => {
  const newest = new Map<string, UnitState>();
  for (const state of states) {
    const key = `${lineOf(state.compartment)} ${state.unit}`;
    if ((newest.get(key)?.version ?? -1) < state.version) newest.set(key, state);
  }
  return newest;
};

/** What a version inherits from. What is sealed inherits nothing: what stood in its last version nobody here can read. */
const newestRecords = (current: readonly CurrentRecord[], compartment: string): readonly CurrentRecord[] => {
  const own = current.filter((each) => each.compartment === ownSource);
  if (compartment === general && own.length > 0) return own;
  return current.filter((each) => each.compartment === compartment);
};

/** What each unit of a round says newly, with the receipts of all: nothing is written yet. */
export const acceptUnits = async (
  transaction: Transaction,
  {
    source,
    units,
    bearer,
  }: { readonly source: Source; readonly units: readonly UnitDraft[]; readonly bearer: Bearer },
  input: AcceptInput,
): Promise<AcceptedRound> => {
  const now = input.clock();
  const today = localDateOf(now, input.timeZone);
  const known = await municipalitiesByCommunity(transaction, input);
  const names = [...new Set(units.map((unit) => storedName(source, unit, input.hashingKey)))];
  const states = newestStates(await findUnitStates(transaction, source.id, names));
  const current = Map.groupBy(await findCurrentRecords(transaction, source.id, names), ({ unit }) => unit);
  const checked = units.map((unit) => {
    const community = unit.localCommunity === null ? null : foldText(unit.localCommunity);
    const municipality =
      source.municipality ?? (community ? known.get(community) : undefined) ?? unresolvedMunicipality;
    const persons = checkPersons(source, unit, municipality, input.hashingKey);
    return { unit, community, municipality, persons, hash: hashOf(unit, persons, input.hashingKey) };
  });
  const hashes = checked.map(({ hash }) => hash);
  const erased = await findErasedHashes(transaction, source.id, hashes);

  const receipts: UnitReceipt[] = [];
  const accepted: TakenUnit[] = [];
  for (const { unit, community, municipality, persons, hash } of checked) {
    const name = storedName(source, unit, input.hashingKey);
    const state = states.get(`${unit.compartment} ${name}`);
    // A deletion says nothing that could come back: that an earlier one of the unit is gone stops no later one.
    const wasErased = !isEnd(unit) && erased.has(hash);
    const { outcome: found, version } = outcomeOf(unit, hash, state, wasErased);
    // What nobody held cannot be gone. Its version is kept all the same, so that an older one that comes late stays away (G6).
    const outcome = found === 'CREATED' && isEnd(unit) ? 'UNCHANGED' : found;
    const problems = [...unit.problems, ...persons.problems];
    let recordId: string | null = null;
    if (found === 'CREATED' || found === 'UPDATED') {
      const records = recordsOfUnit({
        ...{ source, unit, version, hash, municipality, community, persons, bearer, now, today },
        catalogue: input.catalogue,
        before: newestRecords(current.get(name) ?? [], unit.compartment),
        createId: input.createId,
      });
      accepted.push({ unit, name, persons, municipality, records });
      recordId = isEnd(unit) ? null : (records[0]?.id ?? null);
    }
    receipts.push({ localId: unit.localId, outcome, recordId, problems });
  }
  const ownAlready = units
    .map(({ localId }) => localId)
    .filter((localId) => states.get(`${general} ${localId}`)?.compartment === ownSource);
  return { receipts, accepted, ownAlready: new Set(ownAlready) };
};
