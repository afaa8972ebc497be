import type { EntityKind } from '../../../src/domain/entity-kind.ts';
import type { Named } from '../operations/pools.ts';
import type { Facts, Row } from '../oracle/facts.ts';

const text = (value: unknown): string => String(value ?? '');

/** Names under which registers have sealed anything. */
export const sealedIn = (facts: Facts): readonly string[] => {
  const names = (facts['record'] ?? [])
    .map((each) => text(each['compartment']))
    .filter((name) => name !== 'general');
  return names.length > 0 ? [...new Set(names)] : ['M-2026-001'];
};

/** Under which states the last event of consents left them, with whose they are. */
const consentsAs = (facts: Facts, state: string): readonly Row[] => {
  const last = new Map<unknown, unknown>();
  const events = [...(facts['consent_event'] ?? [])].sort(
    (one, other) => Number(one['id']) - Number(other['id']),
  );
  for (const event of events) last.set(event['consent_id'], event['state']);
  return (facts['consent'] ?? []).filter((each) => last.get(each['id']) === state);
};

/** Lines of registers that wait for somebody to say who they are, and persons whom they may be. */
const waitingIn = (
  facts: Facts,
): { readonly records: readonly unknown[]; readonly persons: readonly unknown[] } => {
  const nameOf = (row: Row): string => `${text(row['source'])} ${text(row['local_id'])}`;
  const links = (facts['link'] ?? []).filter(
    (each) => each['entity'] === 'PERSON' && each['ended_at'] === null,
  );
  const waiting = new Set(
    links.filter((each) => (each['evidence'] as Row | null)?.['outcome'] === 'TO_DECIDE').map(nameOf),
  );
  const keys = (facts['mention_key'] ?? []).filter((each) => each['entity'] === 'PERSON');
  const theirs = new Set(keys.filter((each) => waiting.has(nameOf(each))).map((each) => each['key']));
  const near = new Set(keys.filter((each) => theirs.has(each['key'])).map(nameOf));
  return {
    records: (facts['record'] ?? [])
      .filter(
        (each) =>
          each['superseded_at'] === null &&
          waiting.has(`${text(each['source'])} ${text(each['person_local_id'])}`),
      )
      .map(({ id }) => id),
    persons: links
      .filter((each) => near.has(nameOf(each)) && !waiting.has(nameOf(each)))
      .map((each) => each['entity_id']),
  };
};

/**
 * What operations on consents, guardianships, matters and emergencies can name: drawn freely, hardly one would name anything.
 *
 * @param hash of the national id of a person who asks; null for staff. Their own requests, and the children for whom they decide, come often.
 */
export const namedIn = (facts: Facts, hash: string | null): Readonly<Record<string, readonly Named[]>> => {
  const of = (kind: EntityKind, ids: readonly unknown[], isShared = false): readonly Named[] =>
    ids.map((id) => ({ kind, id: text(id), isShared }));
  const lines = new Set(
    (facts['mention_key'] ?? [])
      .filter((each) => hash !== null && each['key'] === `id:${hash}`)
      .map((each) => `${text(each['source'])} ${text(each['local_id'])}`),
  );
  const own = new Set(
    (facts['link'] ?? [])
      .filter((each) => lines.has(`${text(each['source'])} ${text(each['local_id'])}`))
      .map((each) => each['entity_id']),
  );
  const guardianships = facts['guardianship'] ?? [];
  const wards = guardianships.filter((each) => own.has(each['guardian'])).map((each) => each['ward']);
  const asked = consentsAs(facts, 'ConsentRequested');
  const ownAsked = asked.filter((each) => own.has(each['person_id']) || wards.includes(each['person_id']));
  const waiting = waitingIn(facts);
  const anyWard = guardianships.map((each) => each['ward']);
  return {
    ward: of('PERSON', wards.length > 0 ? [...wards, ...wards, ...wards, ...anyWard] : anyWard),
    'any ward': of('PERSON', anyWard),
    'asked consent': of(
      'CONSENT',
      [...ownAsked, ...ownAsked, ...ownAsked, ...asked].map(({ id }) => id),
    ),
    'ended consent': of(
      'CONSENT',
      consentsAs(facts, 'ConsentWithdrawn').map(({ id }) => id),
    ),
    matter: of(
      'MATTER',
      (facts['matter'] ?? []).map(({ id }) => id),
      true,
    ),
    'sealed unit': of(
      'MATTER',
      (facts['record'] ?? []).filter((each) => each['compartment'] !== 'general').map(({ id }) => id),
      true,
    ),
    'waiting line': of('RECORD', waiting.records),
    'who it may be': of('PERSON', waiting.persons),
    emergency: of(
      'EMERGENCY',
      (facts['emergency_access'] ?? []).map(({ id }) => id),
      true,
    ),
  };
};
