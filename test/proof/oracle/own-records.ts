import type { Catalogue, GovernedField } from '../../../src/policy/catalogue.ts';
import type { Facts, Row } from './facts.ts';
import { grouped } from './grouped.ts';
import { key, type People, whoIsWho } from './people.ts';
import { remembered } from './remembered.ts';

const text = (value: unknown): string => String(value ?? '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** What R5, R13, R18 and R23 leave of a field to one whom a record names so. */
const isTheirs = (
  { about, category, naturalKey }: GovernedField,
  named: { readonly subject: boolean; readonly signed: boolean; readonly lived: boolean },
): boolean => {
  if (category === 'OBSERVATION' || category === 'PROTECTION') return false;
  if (naturalKey) return about === 'SIGNATORIES' && named.signed;
  if (about === 'PERSON') return named.subject;
  if (about === 'SIGNATORIES') return named.signed;
  return about === 'MEMBERS' ? named.lived : named.lived || named.signed;
};

/** Current records outside every compartment by their units, and the units in which a line is somebody's for certain. */
const unitsIn = remembered(['record', 'link', 'mention'], (facts) => {
  const { who } = whoIsWho(facts);
  const unitOf = (record: Row): string => JSON.stringify([record['source'], record['unit']]);
  const current = (facts['record'] ?? []).filter(
    (each) =>
      each['superseded_at'] === null && each['erased_at'] === null && each['compartment'] === 'general',
  );
  const unitsOf = new Map<string, Set<string>>();
  for (const record of current) {
    if (record['person_local_id'] === null) continue;
    const line = who.get(key(record['source'], record['person_local_id']));
    if (line?.certain) unitsOf.set(line.person, (unitsOf.get(line.person) ?? new Set()).add(unitOf(record)));
  }
  return { records: grouped(current, unitOf), unitsOf };
});

/**
 * What a person finds in their own file of the registers: current records outside every compartment, in units in which a line
 * is theirs for certain, with the fields that are theirs; in the order in which they are shown.
 */
export const ownRecords = (
  facts: Facts,
  people: People,
  person: string,
  catalogue: Catalogue,
): readonly unknown[] => {
  const isMine = (source: unknown, localId: unknown): boolean => {
    const link = localId === null ? null : people.of(text(source), text(localId));
    return link?.person === person && link.certain;
  };
  const { records, unitsOf } = unitsIn(facts);
  return [...(unitsOf.get(person) ?? [])]
    .flatMap((unit) => records.get(unit) ?? [])
    .flatMap((record) => {
      const about = record['person_local_id'];
      if (about !== null && !isMine(record['source'], about)) return [];
      const among = (list: unknown): boolean => texts(list).some((each) => isMine(record['source'], each));
      const named = {
        subject: about !== null,
        signed: among(record['signatories']),
        lived: among(record['members']),
      };
      const payload = (record['payload'] ?? {}) as Record<string, unknown>;
      const values = (catalogue.kinds.get(text(record['kind']))?.fields ?? [])
        .filter((field) => isTheirs(field, named))
        .map(({ field }) => [field, payload[field] ?? null])
        .filter(([, value]) => value !== null);
      if (values.length === 0) return [];
      const order = ['controller', 'source', 'kind', 'unit', 'local_id'].map((name) => text(record[name]));
      const shown = ['id', 'municipality', 'observed_on', 'recorded_at', 'received_at', 'retain_until'];
      return [{ order, shown: shown.map((name) => record[name]), values }];
    })
    .sort((one, other) => (JSON.stringify(one.order) < JSON.stringify(other.order) ? -1 : 1));
};
