import { relationshipKinds } from '../../../src/domain/relationship.ts';
import type { Edit, Facts, Row } from '../oracle/facts.ts';
import type { Random } from '../random.ts';
import type { Change, Near } from './change.ts';
import { agenciesIn, currentRecords, newId, pickByPlace, text } from './rows.ts';

/** An emergency is no record's to be evidence of. */
const ofRecords = relationshipKinds.filter((kind) => kind !== 'EMERGENCY');

const one = (table: string, before: Row | null, after: Row | null): readonly Edit[] => [
  { table, before, after },
];

/** Another value for a field: what another record says there, nothing, or something nobody says. */
const otherValue = (random: Random, facts: Facts, kind: unknown, field: string, now: unknown): unknown => {
  const said = (facts['record'] ?? [])
    .filter((each) => each['kind'] === kind)
    .map((each) => (each['payload'] as Row | null)?.[field])
    .filter((value) => value !== undefined && JSON.stringify(value) !== JSON.stringify(now));
  const other = random.maybe(said);
  if (other !== null && random.chance(0.7)) return other;
  if (typeof now === 'number') return now + 1 + random.below(5);
  if (typeof now === 'boolean') return !now;
  return random.chance(0.5) ? null : other;
};

const pickRecord = (random: Random, facts: Facts, near: Near): Row | null => {
  const records = currentRecords(facts);
  const seen = random.chance(0.5) ? records.filter((each) => near.has(text(each['id']))) : [];
  return pickByPlace(random, seen.length > 0 ? seen : records);
};

const withPayload = (record: Row, payload: Row): Row => ({ ...record, payload });

const copyOf = (record: Row, name: string, more: Row): Row => ({
  ...record,
  id: newId(name, text(record['id'])),
  local_id: `${text(record['local_id'])}/${name}`,
  ...more,
});

/** A payload in which every value is another. */
const scrambled = (random: Random, facts: Facts, record: Row): Row =>
  Object.fromEntries(
    Object.entries((record['payload'] ?? {}) as Row).map(([field, value]) => [
      field,
      otherValue(random, facts, record['kind'], field, value),
    ]),
  );

/** A record in which every value that the caller does not see is another. */
const withheld = (random: Random, facts: Facts, record: Row, near: Near): readonly Edit[] => {
  const said = (record['payload'] ?? {}) as Row;
  const seen = Object.keys(said).filter((field) => near.get(text(record['id']))?.has(field));
  const kept = Object.fromEntries(seen.map((field) => [field, said[field]]));
  return one('record', record, withPayload(record, { ...scrambled(random, facts, record), ...kept }));
};

/** Records in which every value that the caller sees is another: whatever it reads of any register differs then. */
export const shownElsewise = (random: Random, facts: Facts, near: Near): readonly Edit[] =>
  currentRecords(facts).flatMap((record) => {
    const seen = near.get(text(record['id']));
    if (!seen) return [];
    const said = Object.entries((record['payload'] ?? {}) as Row);
    const changed = said.map(([field, value]) => [
      field,
      seen.has(field) ? otherValue(random, facts, record['kind'], field, value) : value,
    ]);
    return one('record', record, withPayload(record, Object.fromEntries(changed)));
  });

const hiddenRecords = (facts: Facts, near: Near): readonly Row[] =>
  currentRecords(facts).filter((each) => !near.has(text(each['id'])));

/** Changes of everything at once that the caller does not see: whatever leaks of any of it differs then. */
export const sweeps: Readonly<Record<string, (random: Random, facts: Facts, near: Near) => readonly Edit[]>> =
  {
    'every value that is withheld': (random, facts, near) =>
      (facts['record'] ?? [])
        .filter((each) => each['erased_at'] === null)
        .flatMap((each) => withheld(random, facts, each, near)),
    'every hidden record gone': (_random, facts, near) =>
      hiddenRecords(facts, near).flatMap((each) => one('record', each, null)),
    'every hidden record in another place': (random, facts, near) =>
      hiddenRecords(facts, near).flatMap((each) => {
        const other = pickByPlace(random, currentRecords(facts)) ?? each;
        const { municipality, local_community, dwelling_id } = other;
        return one('record', each, { ...each, municipality, local_community, dwelling_id });
      }),
  };

/** How what registers say of somebody can differ. */
export const recordChanges: Readonly<Record<string, Change>> = {
  'a value': (random, facts, _name, near) => {
    const record = pickRecord(random, facts, near);
    const field = record && random.maybe(Object.keys((record['payload'] ?? {}) as Row));
    if (!record || !field) return null;
    const payload = record['payload'] as Row;
    const value = otherValue(random, facts, record['kind'], field, payload[field]);
    return one('record', record, withPayload(record, { ...payload, [field]: value }));
  },
  'all values of a record': (random, facts, _name, near) => {
    const record = pickRecord(random, facts, near);
    return record && one('record', record, withPayload(record, scrambled(random, facts, record)));
  },
  'what is withheld of a record': (random, facts, _name, near) => {
    const record = random.maybe(currentRecords(facts).filter((each) => near.has(text(each['id']))));
    return record && withheld(random, facts, record, near);
  },
  'a record that is not there': (random, facts, _name, near) => {
    const record = pickRecord(random, facts, near);
    return record && one('record', record, null);
  },
  'one record more': (random, facts, name, near) => {
    const record = pickRecord(random, facts, near);
    return (
      record && one('record', null, withPayload(copyOf(record, name, {}), scrambled(random, facts, record)))
    );
  },
  'dates and version of a record': (random, facts, _name, near) => {
    const record = pickRecord(random, facts, near);
    if (!record) return null;
    const day = `2026-0${1 + random.below(9)}-1${random.below(10)}`;
    const changed = {
      version: Number(record['version']) + 1,
      observed_on: day,
      recorded_at: `${day}T08:00:00+00:00`,
    };
    return one('record', record, { ...record, ...changed });
  },
  'a record in another place': (random, facts, _name, near) => {
    const [record, other] = [pickRecord(random, facts, near), pickRecord(random, facts, near)];
    if (!record || !other) return null;
    const { municipality, local_community, dwelling_id } = other;
    return one('record', record, { ...record, municipality, local_community, dwelling_id });
  },
  'a record of another dwelling': (random, facts, _name, near) => {
    const [record, other] = [pickRecord(random, facts, near), pickRecord(random, facts, near)];
    return record && other && one('record', record, { ...record, dwelling_id: other['dwelling_id'] });
  },
  'a sealed record beside an open one': (random, facts, name, near) => {
    const record = pickRecord(random, facts, near);
    const sealed = {
      compartment: `M-${name}`,
      version: Number(record?.['version'] ?? 0) + 1,
      local_id: record?.['local_id'],
    };
    return (
      record &&
      one('record', null, withPayload(copyOf(record, name, sealed), scrambled(random, facts, record)))
    );
  },
  'a record that a matter seals': (random, facts, name, near) => {
    const record = pickRecord(random, facts, near);
    return record && one('record', record, { ...record, compartment: `M-${name}` });
  },
  'a sealed record that says something else': (random, facts) => {
    const record = random.maybe((facts['record'] ?? []).filter((each) => each['compartment'] !== 'general'));
    if (!record) return null;
    return one(
      'record',
      record,
      random.chance(0.4) ? null : withPayload(record, scrambled(random, facts, record)),
    );
  },
  'an older version': (random, facts, name, near) => {
    const record = pickRecord(random, facts, near);
    if (!record) return null;
    const old = {
      version: -1 - random.below(1000),
      superseded_at: record['received_at'],
      local_id: record['local_id'],
    };
    return one('record', null, withPayload(copyOf(record, name, old), scrambled(random, facts, record)));
  },
  'a tombstone': (random, facts, name, near) => {
    const record = pickRecord(random, facts, near);
    if (!record) return null;
    const erased = { erased_at: record['received_at'], payload: null, signatories: [], members: [] };
    return one('record', null, copyOf(record, name, { ...erased, unit_hash: `hash of ${name}` }));
  },
  'who signed and who lives there': (random, facts, _name, near) => {
    const record = pickRecord(random, facts, near);
    if (!record) return null;
    const members = record['members'] as readonly unknown[];
    const changed = random.chance(0.5) ? { signatories: members } : { members: [...members, 'nobody'] };
    return one('record', record, { ...record, ...changed });
  },
  'with whom an agency works': (random, facts, _name, near) => {
    const record = pickRecord(random, facts, near);
    if (!record || record['person_local_id'] === null) return null;
    const agency = random.chance(0.3) ? null : random.pick(agenciesIn(facts));
    const declared = random.chance(0.4) ? 'Milena' : null;
    return one('record', record, {
      ...record,
      relationship_with: agency,
      relationship_kind: agency === null ? null : random.pick(ofRecords),
      relationship_declared_by: declared,
      relationship_declared_at: declared === null ? null : record['received_at'],
      relationship_from: random.pick([null, null, '2026-01-01', '2027-06-01']),
      relationship_until: random.pick([null, null, '2026-06-01', '2027-06-01']),
    });
  },
  'of which kind a relationship is, from when, until when': (random, facts) => {
    const related = currentRecords(facts).filter((each) => each['relationship_with'] !== null);
    const record = random.maybe(related);
    return (
      record &&
      one('record', record, {
        ...record,
        relationship_kind: random.pick(ofRecords),
        relationship_from: random.pick([null, '2026-01-01', '2027-06-01']),
        relationship_until: random.pick([null, '2026-06-01', '2027-06-01']),
      })
    );
  },
};
