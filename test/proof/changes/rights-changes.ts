import type { Row } from '../oracle/facts.ts';
import type { Change } from './change.ts';
import { currentRecords, newId, pickLink, text } from './rows.ts';

const typeNames: Readonly<Record<string, string>> = {
  tenancy: 'Tenancy',
  'tenant-entry': 'TenantEntry',
  'care-case': 'CareCase',
  'case-entry': 'CaseEntry',
};
const controllers = ['berane.municipality', 'berane.centre', 'petnjica.municipality'];
const readers = ['berane.municipality', 'berane.centre', 'berane.support'];
const outcomes = ['GRANTED', 'PARTLY', 'REFUSED'];
const day = '2026-11-20T09:00:00+00:00';

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const decisionOn = (request: unknown, outcome: string): Row => ({
  request_id: request,
  outcome,
  reason: 'Because',
  citations: [],
  agency: 'berane.centre',
  actor: 'Somebody',
  at: '2026-11-21T09:00:00+00:00',
});

/** How what persons asked of controllers can differ (R22). */
export const rightsChanges: Readonly<Record<string, Change>> = {
  'a right more': (random, facts, name) => {
    const link = pickLink(random, facts, 'PERSON');
    if (!link) return null;
    const localId = text(link['local_id']);
    const requested = random.pick([
      'CONTEST',
      'RECTIFICATION',
      'OBJECTION',
      'RESTRICTION',
      'LINK',
      'ERASURE',
    ]);
    const needsRecord = ['CONTEST', 'RECTIFICATION', 'LINK'].includes(requested);
    const naming = currentRecords(facts).filter(
      (each) =>
        each['source'] === link['source'] &&
        [text(each['person_local_id']), ...texts(each['signatories']), ...texts(each['members'])].includes(
          localId,
        ),
    );
    const record = needsRecord || random.chance(0.5) ? random.maybe(naming) : null;
    const typeName = typeNames[text(record?.['kind'])];
    const field = random.maybe(Object.keys((record?.['payload'] ?? {}) as Row).sort());
    const isAccuracy = ['CONTEST', 'RECTIFICATION'].includes(requested);
    if (needsRecord && !record) return null;
    if (isAccuracy && (field === null || typeName === undefined)) return null;
    const id = newId('right', name);
    const after: Row = {
      id,
      person_id: link['entity_id'],
      requested,
      controller: record ? record['controller'] : random.pick(controllers),
      record_id: record?.['id'] ?? null,
      source: record?.['source'] ?? null,
      kind: record?.['kind'] ?? null,
      unit: record?.['unit'] ?? null,
      local_id: record?.['local_id'] ?? null,
      subject: record ? localId : null,
      field: isAccuracy ? `${typeName}.${field}` : null,
      recipient: requested === 'OBJECTION' && random.chance(0.4) ? random.pick(readers) : null,
      statement: random.chance(0.7) ? `Nije tako: ${name}` : null,
      asked_at: day,
      asked_on: '2026-11-20',
      due_on: random.pick(['2026-11-30', '2026-12-20']),
    };
    const made = { table: 'rights_request', before: null, after };
    return random.chance(0.4)
      ? [made, { table: 'rights_decision', before: null, after: decisionOn(id, random.pick(outcomes)) }]
      : [made];
  },
  'a right less': (random, facts) => {
    const request = random.maybe(facts['rights_request'] ?? []);
    if (!request) return null;
    const decision = (facts['rights_decision'] ?? []).find((each) => each['request_id'] === request['id']);
    return [
      ...(decision ? [{ table: 'rights_decision', before: decision, after: null }] : []),
      { table: 'rights_request', before: request, after: null },
    ];
  },
  'what became of a right': (random, facts) => {
    const request = random.maybe(facts['rights_request'] ?? []);
    if (!request) return null;
    const before =
      (facts['rights_decision'] ?? []).find((each) => each['request_id'] === request['id']) ?? null;
    const after = before && random.chance(0.3) ? null : decisionOn(request['id'], random.pick(outcomes));
    return [{ table: 'rights_decision', before, after }];
  },
  'what a person says of a right': (random, facts, name) => {
    const request = random.maybe(facts['rights_request'] ?? []);
    return (
      request && [
        { table: 'rights_request', before: request, after: { ...request, statement: `Ipak: ${name}` } },
      ]
    );
  },
};
