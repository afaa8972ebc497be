import type { Change } from './change.ts';
import { agenciesIn, newId, pickLink } from './rows.ts';

/** How sessions at a counter can differ (R13): those of other actors than the one who asks. */
export const assistedSessionChanges: Readonly<Record<string, Change>> = {
  'an assisted session more': (random, facts, name) => {
    const link = pickLink(random, facts, 'PERSON');
    const agency = random.maybe(agenciesIn(facts));
    if (!link || agency === null || agency === undefined) return null;
    const closed = random.chance(0.3);
    const after = {
      id: newId('assisted session', name),
      person_id: link['entity_id'],
      agency,
      actor: 'Somebody',
      card_kind: random.pick(['IDENTITY_CARD', 'PASSPORT']),
      card_hash: `hash of ${name}`,
      opened_at: '2026-11-24T10:00:00+00:00',
      until: random.pick(['2026-11-24T10:15:00+00:00', '2036-11-24T10:15:00+00:00']),
      closed_at: closed ? '2026-11-24T10:05:00+00:00' : null,
    };
    return [{ table: 'assisted_session', before: null, after }];
  },
  'an assisted session less': (random, facts) => {
    const session = random.maybe(facts['assisted_session'] ?? []);
    return session && [{ table: 'assisted_session', before: session, after: null }];
  },
};
