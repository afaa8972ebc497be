import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import { sealFor } from '../access/seal-for.ts';
import type { JsonValue } from '../domain/json-value.ts';
import { type PublicKey, sealedKind } from '../domain/matter.ts';
import type { UnitDraft } from '../domain/record-draft.ts';
import type { NewRecord } from '../store/record-store.ts';

/** The name under which a sealed unit is stored: the same for the same one, and nothing of what its source calls it. */
export const sealedName = (
  source: string,
  { compartment, localId }: Pick<UnitDraft, 'compartment' | 'localId'>,
  hashingKey: Uint8Array,
): string =>
  createHmac('sha256', hashingKey)
    .update(canonicalize(['sealed unit', source, compartment, localId]) ?? '')
    .digest('base64url');

/** What a party finds when they open it: the unit as its source said it, less the numbers by which persons are linked. */
const contentOf = (unit: UnitDraft, records: readonly NewRecord[]): JsonValue => ({
  unit: unit.localId,
  version: records[0]?.version ?? null,
  localCommunity: unit.localCommunity,
  address: unit.address,
  flat: unit.flat,
  records: records.map((record) => ({
    kind: record.kind,
    localId: record.localId,
    person: record.personLocalId,
    signatories: record.signatories,
    members: record.members,
    observedOn: record.observedOn,
    recordedAt: record.recordedAt?.toISOString() ?? null,
    values: record.payload,
  })),
});

/**
 * Seals a unit's records into one, which only the holders of the matter's keys can open (R11).
 *
 * INVARIANT: nothing of what they say stays readable: no value, person, place, day, relationship or number of the source.
 * What is left is which register and controller it is of, in which matter, its version, and until when it is kept.
 *
 * @param records what the unit would be outside a matter; of one version, never empty.
 * @param keys public keys: the controller's, and those of the matter's parties.
 */
export const sealUnit = async (
  unit: UnitDraft,
  records: readonly NewRecord[],
  name: string,
  keys: readonly PublicKey[],
): Promise<NewRecord> => {
  const [first] = records;
  if (!first) throw new Error('a sealed unit without a record');
  // Without a key nobody could ever read it, and it must not be kept in clear instead.
  if (keys.length === 0) throw new Error('a matter without a key');
  const terms = records.map(({ retainUntil }) => retainUntil);
  const jwe = await sealFor(contentOf(unit, records), keys);
  return {
    ...first,
    kind: sealedKind,
    localId: name,
    unit: name,
    municipality: 'sealed',
    localCommunity: null,
    ...{ personLocalId: null, signatories: [], members: [], dwellingId: null },
    ...{ relationshipWith: null, relationshipKind: null, relationshipFrom: null, relationshipUntil: null },
    ...{ relationshipDeclaredBy: null, relationshipDeclaredPerson: null, relationshipDeclaredAt: null },
    ...{ relationshipConfirmedBy: null, observedOn: null, recordedAt: null },
    retainUntil: terms.includes(null) ? null : (terms.toSorted().at(-1) ?? null),
    payload: { jwe: jwe as unknown as JsonValue },
  };
};
