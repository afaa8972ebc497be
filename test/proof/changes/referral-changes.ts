import type { Change } from './change.ts';
import { agenciesIn, newId, pickLink, text } from './rows.ts';

const day = '2026-11-21T09:00:00+00:00';

/** How referrals between agencies can differ (R10). */
export const referralChanges: Readonly<Record<string, Change>> = {
  'a referral more': (random, facts, name) => {
    const link = pickLink(random, facts, 'PERSON');
    const [from, to] = random.some(agenciesIn(facts), 2);
    if (!link || from === undefined || to === undefined) return null;
    const accepted = random.chance(0.6);
    const ended = random.chance(0.15);
    const after = {
      id: newId('referral', name),
      person_id: link['entity_id'],
      certain: random.chance(0.8),
      from_agency: from,
      to_agency: to,
      reference: `U-${random.below(900)}/2026`,
      made_by: 'Somebody',
      made_at: day,
      accepted_by: accepted ? 'Somebody else' : null,
      accepted_at: accepted ? day : null,
      until: random.pick(['2026-11-22', '2027-03-01']),
      ended_by: ended ? 'Somebody else' : null,
      ended_at: ended ? day : null,
      sealed: random.chance(0.3),
    };
    return [{ table: 'referral', before: null, after }];
  },
  'a referral less': (random, facts) => {
    const referral = random.maybe(facts['referral'] ?? []);
    return referral && [{ table: 'referral', before: referral, after: null }];
  },
  'what became of a referral': (random, facts) => {
    const referral = random.maybe(facts['referral'] ?? []);
    if (!referral) return null;
    const accepted = random.chance(0.5);
    const other = pickLink(random, facts, 'PERSON');
    const after = {
      ...referral,
      accepted_by: accepted ? 'Somebody else' : null,
      accepted_at: accepted ? day : null,
      certain: random.chance(0.5),
      person_id: random.chance(0.4) && other ? text(other['entity_id']) : referral['person_id'],
    };
    return [{ table: 'referral', before: referral, after }];
  },
};
