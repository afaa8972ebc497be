import type { Facts, Row } from '../oracle/facts.ts';
import type { Change } from './change.ts';
import { agenciesIn, newId, pickLink, text } from './rows.ts';

/** Those whom people consent for come often: a consent for anybody else opens nothing. */
const recipientsIn = (facts: Facts): readonly string[] => [
  ...agenciesIn(facts),
  ...(facts['consent'] ?? []).map((each) => text(each['recipient'])),
];

const controllers = ['berane.municipality', 'berane.centre', 'petnjica.municipality'];
const categories = ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING', 'FINANCE', 'EMPLOYMENT', 'HEALTH'];
const states = ['ConsentGiven', 'ConsentRequested', 'ConsentWithdrawn', 'RenewedConsentGiven'];

/** The next event of all: what a consent's last event is decides, so one that the hub writes later must come after it. */
const eventOf = (facts: Facts, consent: string, state: string, by: Partial<Row> = {}): Row => ({
  id: 1 + Math.max(0, ...(facts['consent_event'] ?? []).map((each) => Number(each['id']))),
  consent_id: consent,
  state,
  at: '2026-11-21T11:00:00+00:00',
  agency: null,
  actor: 'somebody',
  guardian: null,
  ...by,
});

/** How what people consented to and forbade can differ. */
export const consentChanges: Readonly<Record<string, Change>> = {
  'a consent more': (random, facts, name) => {
    const person = pickLink(random, facts, 'PERSON')?.['entity_id'];
    if (!person) return null;
    const id = newId('consent', name);
    const consent: Row = {
      id,
      person_id: person,
      controller: random.pick(controllers),
      recipient: random.pick(recipientsIn(facts)),
      purpose: random.pick([
        'ps:SocialWelfareProvision',
        'ps:SocialWelfareManagement',
        'ps:HousingWelfareManagement',
      ]),
      categories: random.some(categories, 4),
      fields: random.chance(0.3) ? ['Tenancy.arrears', 'CaseEntry.health'] : [],
      notice_version: '2026-1',
      language: 'cnr',
      script: 'Latn',
      valid_until: random.chance(0.2) ? '2026-11-22' : '2027-11-20',
      binding: random.chance(0.8),
      sealed: random.chance(0.3),
      evidence: random.chance(0.3)
        ? { kind: 'PAPER', reference: `paper ${name}`, givenOn: '2026-11-01' }
        : null,
      stated_until: null,
      created_at: '2026-11-20T09:00:00+00:00',
    };
    return [
      { table: 'consent', before: null, after: consent },
      { table: 'consent_event', before: null, after: eventOf(facts, id, random.pick(states)) },
    ];
  },
  'a consent that is asked for': (random, facts, name) => {
    const person = pickLink(random, facts, 'PERSON')?.['entity_id'];
    if (!person) return null;
    const id = newId('asked', name);
    const recipient = random.pick(recipientsIn(facts));
    const consent: Row = {
      ...{ id, person_id: person, controller: random.pick(controllers), recipient },
      purpose: 'ps:SocialWelfareProvision',
      categories: random.some(categories, 2),
      ...{ fields: [], notice_version: '2026-1', language: null, script: null, evidence: null },
      ...{ valid_until: '2027-11-20', stated_until: null, binding: random.chance(0.9), sealed: false },
      created_at: '2026-11-20T09:00:00+00:00',
    };
    const asked = eventOf(facts, id, 'ConsentRequested', { agency: recipient, actor: 'Vesna' });
    return [
      { table: 'consent', before: null, after: consent },
      { table: 'consent_event', before: null, after: asked },
    ];
  },
  'a guardianship more': (random, facts, name) => {
    const [ward, guardian] = [pickLink(random, facts, 'PERSON'), pickLink(random, facts, 'PERSON')];
    if (!ward || !guardian || ward['entity_id'] === guardian['entity_id']) return null;
    const after: Row = {
      id: newId('guardianship', name),
      ward: ward['entity_id'],
      guardian: guardian['entity_id'],
      guardian_agency: null,
      scope: random.pick(['ALL', 'PERSONAL', 'HEALTH', 'PROPERTY']),
      issuer: 'COURT',
      reference: `P ${random.below(90)}/2026`,
      valid_from: '2026-01-01',
      valid_until: random.chance(0.2) ? '2026-11-20' : null,
      certain: random.chance(0.9),
      agency: 'berane.centre',
      actor: 'Nada',
      recorded_at: '2026-11-20T09:00:00+00:00',
    };
    return [{ table: 'guardianship', before: null, after }];
  },
  'a guardianship less': (random, facts) => {
    const guardianship = random.maybe(facts['guardianship'] ?? []);
    return guardianship && [{ table: 'guardianship', before: guardianship, after: null }];
  },
  'what became of a consent': (random, facts) => {
    const consent = random.maybe(facts['consent'] ?? []);
    return (
      consent && [
        {
          table: 'consent_event',
          before: null,
          after: eventOf(facts, text(consent['id']), random.pick(states)),
        },
      ]
    );
  },
  'what a consent says': (random, facts) => {
    const consent = random.maybe(facts['consent'] ?? []);
    if (!consent) return null;
    const after = {
      ...consent,
      ...(random.chance(0.3) ? { controller: random.pick(controllers) } : {}),
      categories: random.some(categories, 3),
      valid_until: random.pick(['2026-11-22', '2027-11-20']),
    };
    return [{ table: 'consent', before: consent, after }];
  },
  'a prohibition more': (random, facts, name) => {
    const person = pickLink(random, facts, 'PERSON')?.['entity_id'];
    if (!person) return null;
    const after: Row = {
      id: newId('prohibition', name),
      person_id: person,
      recipient: random.pick(recipientsIn(facts)),
      since: '2026-11-20T09:00:00+00:00',
      lifted_at: random.chance(0.2) ? '2026-11-20T10:00:00+00:00' : null,
    };
    return [{ table: 'prohibition', before: null, after }];
  },
  'a prohibition less': (random, facts) => {
    const prohibition = random.maybe(facts['prohibition'] ?? []);
    return prohibition && [{ table: 'prohibition', before: prohibition, after: null }];
  },
  'a push of another agency': (random, facts, name) => {
    const after: Row = {
      agency: random.pick(agenciesIn(facts)),
      operation: random.pick(['pushCentreRecords', 'submitObservation']),
      // A key that the caller of the round will use itself.
      key: `key ${1 + random.below(40)}`,
      request_hash: `hash of ${name}`,
      receipts: [],
      started_at: '2026-11-21T09:00:00+00:00',
    };
    return [{ table: 'push', before: null, after }];
  },
};
