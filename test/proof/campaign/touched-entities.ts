import { applied, type Edit, type Facts, type Row } from '../oracle/facts.ts';
import type { KnownEntities } from '../oracle/known-world.ts';

const key = (...parts: readonly unknown[]): string => parts.map(String).join('|');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** The entity that each line of a register was linked to, before the changes or after them. */
const linkedIn = (worlds: readonly Facts[]): ReadonlyMap<string, readonly string[]> => {
  const linked = new Map<string, string[]>();
  for (const link of worlds.flatMap((facts) => facts['link'] ?? [])) {
    const line = key(link['entity'], link['source'], link['local_id']);
    linked.set(line, [...(linked.get(line) ?? []), String(link['entity_id'])]);
  }
  return linked;
};

/**
 * Whom and what a round's changes are about. A leak shows only to who asks about what was changed, and most of a town was
 * not: so questions ask for these often, though the caller knows nothing of the changes.
 */
export const touchedEntities = (facts: Facts, edits: readonly Edit[]): KnownEntities => {
  const linked = linkedIn([facts, applied(facts, edits)]);
  const found = { PERSON: new Set<string>(), HOUSEHOLD: new Set<string>(), DWELLING: new Set<string>() };
  const consents = new Map((facts['consent'] ?? []).map((each) => [each['id'], each['person_id']]));
  const requests = new Map((facts['rights_request'] ?? []).map((each) => [each['id'], each['person_id']]));
  const homes = new Map<
    string,
    { readonly source: string; readonly unit: string; readonly dwelling: unknown }[]
  >();
  for (const each of facts['record'] ?? []) {
    const home = {
      source: String(each['source']),
      unit: String(each['unit']),
      dwelling: each['dwelling_id'],
    };
    for (const person of linked.get(key('PERSON', each['source'], each['person_local_id'])) ?? [])
      homes.set(person, [...(homes.get(person) ?? []), home]);
  }
  const note = (entity: 'PERSON' | 'HOUSEHOLD', source: unknown, localId: unknown): void => {
    for (const id of linked.get(key(entity, source, localId)) ?? []) found[entity].add(id);
  };
  const noteRow = (table: string, row: Row): void => {
    if (table === 'record') {
      for (const name of [...texts(row['signatories']), ...texts(row['members']), row['person_local_id']])
        note('PERSON', row['source'], name);
      note('HOUSEHOLD', row['source'], row['unit']);
      if (row['dwelling_id'] !== null) found.DWELLING.add(String(row['dwelling_id']));
    }
    if (table === 'link' && row['entity'] === 'PERSON') found.PERSON.add(String(row['entity_id']));
    if (table === 'link' && row['entity'] === 'HOUSEHOLD') found.HOUSEHOLD.add(String(row['entity_id']));
    if (table === 'mention' || table === 'mention_key') note('PERSON', row['source'], row['local_id']);
    const about =
      table === 'consent_event'
        ? consents.get(row['consent_id'])
        : table === 'rights_decision'
          ? requests.get(row['request_id'])
          : row['person_id'];
    if (typeof about !== 'string') return;
    found.PERSON.add(about);
    for (const { source, unit, dwelling } of homes.get(about) ?? []) {
      note('HOUSEHOLD', source, unit);
      if (dwelling !== null) found.DWELLING.add(String(dwelling));
    }
  };
  for (const { table, before, after } of edits) {
    for (const row of [before, after]) if (row) noteRow(table, row);
  }
  return {
    PERSON: [...found.PERSON].sort(),
    HOUSEHOLD: [...found.HOUSEHOLD].sort(),
    DWELLING: [...found.DWELLING].sort(),
  };
};
