import type { Source } from '../domain/agency.ts';
import type { JsonValue } from '../domain/json-value.ts';
import { addPeriod } from '../domain/local-date.ts';
import type { RecordDraft, UnitDraft } from '../domain/record-draft.ts';
import { defaultAppeal } from '../domain/relationship.ts';
import { endedKind } from '../domain/unit-end.ts';
import { addressKey } from '../identity/address-key.ts';
import type { Catalogue, RecordKind } from '../policy/catalogue.ts';
import type { CurrentRecord, NewRecord } from '../store/record-store.ts';
import type { Bearer } from './bearer.ts';
import type { CheckedPersons } from './checked-persons.ts';
import { derivedId } from './derived-id.ts';
import { relationshipOfRecord } from './relationship-of-record.ts';

/** One accepted unit and what the store held of it before. */
export interface AcceptedUnit {
  readonly source: Source;
  readonly unit: UnitDraft;
  readonly version: number;
  readonly hash: string;
  readonly municipality: string;
  /** The folded local community. */
  readonly community: string | null;
  readonly persons: CheckedPersons;
  readonly bearer: Bearer;
  readonly now: Date;
  readonly today: string;
  readonly catalogue: Catalogue;
  /** The unit's current records of the same compartment; none where it is new. */
  readonly before: readonly CurrentRecord[];
  readonly createId: () => string;
}

/** A dwelling's id is derived from where it is: two registers that write one address mean one dwelling. */
const dwellingIdOf = (unit: UnitDraft, municipality: string): string | null => {
  if (unit.headName !== null || unit.address === null) return null;
  const key = addressKey(unit.address, unit.flat);
  if (!key) return null;
  return derivedId(municipality, key.street, key.number, key.flat);
};

const payloadOf = (
  draft: RecordDraft,
  kind: RecordKind,
  persons: CheckedPersons,
): Record<string, JsonValue> => {
  const payload: Record<string, JsonValue> = {};
  // Undeclared fields are dropped: only what the contract labels can be governed.
  for (const { field } of kind.fields) {
    const value = draft.payload[field];
    if (value !== undefined) payload[field] = value;
  }
  const isChecked = draft.payload['nationalIdChecked'] !== undefined;
  if (
    isChecked &&
    draft.personLocalId !== null &&
    kind.fields.some(({ field }) => field === 'nationalIdChecked')
  ) {
    payload['nationalIdChecked'] = persons.checked.has(draft.personLocalId);
  }
  return payload;
};

const retainUntilOf = (draft: RecordDraft, kind: RecordKind, today: string): string | null => {
  const { from, period } = kind.retention;
  // INVARIANT: a date that the contract counts from and the translation does not hand over would keep the record for ever.
  if (from !== 'received' && !Object.hasOwn(draft.retainFrom, from)) {
    throw new Error(`a record of kind ${kind.kind} is kept from ${from}, which its translation does not say`);
  }
  const start = from === 'received' ? today : (draft.retainFrom[from] ?? null);
  return start === null ? null : addPeriod(start, period);
};

/**
 * What stands for a unit that its source no longer has. For thirty days its older versions are still there, in case the source
 * has sent half a file; then they are erased with it.
 */
const ended: RecordKind = {
  kind: endedKind,
  adapter: 'hub',
  typeName: 'Ended',
  retention: { from: 'received', period: 'P30D', citation: 'GDPR, art. 5(1)(e)' },
  appeal: defaultAppeal,
  fields: [],
};

/** The records that one accepted unit becomes, each with exactly one compartment (R11) and its term of retention (R21). */
export const recordsOfUnit = (accepted: AcceptedUnit): NewRecord[] => {
  const { source, unit } = accepted;
  const dwellingId = dwellingIdOf(unit, accepted.municipality);
  return unit.records.map((draft): NewRecord => {
    const kind = draft.kind === endedKind ? ended : accepted.catalogue.kinds.get(draft.kind);
    if (!kind)
      throw new Error(
        `the adapter ${source.adapter} makes a kind of record that no contract shows: ${draft.kind}`,
      );
    return {
      id: accepted.createId(),
      source: source.id,
      kind: draft.kind,
      localId: draft.localId,
      unit: unit.localId,
      version: accepted.version,
      unitHash: accepted.hash,
      controller: source.controller,
      municipality: accepted.municipality,
      localCommunity: accepted.community,
      compartment: unit.compartment,
      personLocalId: draft.personLocalId,
      signatories: draft.signatories,
      members: draft.members,
      dwellingId,
      ...relationshipOfRecord(draft, {
        before: accepted.before.find((each) => each.kind === draft.kind && each.local_id === draft.localId),
        kind,
        bearer: accepted.bearer,
        today: accepted.today,
        at: accepted.now,
      }),
      observedOn: draft.observedOn,
      recordedAt: unit.recordedAt === null ? null : new Date(unit.recordedAt),
      receivedAt: accepted.now,
      retainUntil: retainUntilOf(draft, kind, accepted.today),
      payload: payloadOf(draft, kind, accepted.persons),
    };
  });
};
