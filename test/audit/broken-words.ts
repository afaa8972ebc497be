import type { ProhibitionPeriod } from '../../src/store/consent-history-store.ts';
import type { MisreadPeriod } from '../../src/store/misread-store.ts';
import type { RightPeriod } from '../../src/store/right-history-store.ts';
import type { BrokenLine } from './broken-line.ts';
import { ana, anasConsent, rifat } from './replay-town.ts';

const given = { state: 'ConsentGiven', at: '2026-11-20T08:00:00.000Z' };
const withdrawn = (at: string) => ({ state: 'ConsentWithdrawn', at });

/** Lines against what a person had said: consents, withdrawals and prohibitions. */
export const brokenWords: readonly BrokenLine[] = [
  {
    because: 'a public task against the word of the person',
    line: 'task',
    prohibition: { recipient: 'berane.municipality' },
    breaks: ['FORBIDDEN_BY_PERSON'],
  },
  {
    because: 'a consent against a later prohibition',
    line: 'consent',
    prohibition: {},
    breaks: ['FORBIDDEN_BY_PERSON'],
  },
  {
    because: 'a public task that the person objects to',
    line: 'task',
    right: { controller: 'berane.centre' },
    breaks: ['RESTING_FOR_PERSON'],
  },
  {
    because: 'a public task that the person objects to for this one register and reader',
    line: 'task',
    right: {
      controller: 'berane.centre',
      recipient: 'berane.municipality',
      source: 'centre',
      kind: 'case-entry',
    },
    breaks: ['RESTING_FOR_PERSON'],
  },
  {
    because: 'a consent under a restriction',
    line: 'consent',
    right: { requested: 'RESTRICTION' },
    breaks: ['RESTING_FOR_PERSON'],
  },
  {
    because: 'a consent for what is said to be of somebody else',
    line: 'consent',
    right: { requested: 'LINK', source: 'housing' },
    breaks: ['RESTING_FOR_PERSON'],
  },
  {
    because: "a duty on a record that was shown as the person's and was somebody else's",
    line: 'duty',
    misread: {},
    breaks: ['OTHER_PERSON'],
  },
  {
    because: "a person's own file that had somebody else's record in it",
    line: 'self',
    misread: {},
    breaks: ['OTHER_PERSON'],
  },
  {
    because: 'consent without a consent',
    line: 'consent',
    changes: { consents: [] },
    breaks: ['CONSENT_MISSING'],
  },
  {
    because: 'a consent that there is not',
    line: 'consent',
    changes: { consents: [anasConsent, '00000000-0000-4000-8000-0000000000c2'] },
    breaks: ['CONSENT_MISSING'],
  },
  {
    because: "somebody else's consent",
    line: 'consent',
    consent: { persons: [rifat] },
    breaks: ['CONSENT_MISSING'],
  },
  {
    because: 'a consent given a millisecond later',
    line: 'consent',
    consent: { events: [{ ...given, at: '2026-11-21T09:30:00.001Z' }] },
    breaks: ['CONSENT_NOT_IN_FORCE'],
  },
  {
    because: 'a consent that was only asked for',
    line: 'consent',
    consent: { events: [{ ...given, state: 'ConsentRequested' }] },
    breaks: ['CONSENT_NOT_IN_FORCE'],
  },
  {
    because: 'a consent withdrawn at that instant',
    line: 'consent',
    consent: { events: [given, withdrawn('2026-11-21T09:30:00.000Z')] },
    breaks: ['CONSENT_NOT_IN_FORCE'],
  },
  {
    because: 'a consent that ended with the day before',
    line: 'consent',
    consent: { validUntil: '2026-11-21' },
    breaks: ['CONSENT_NOT_IN_FORCE'],
  },
  {
    because: 'a consent that binds nobody',
    line: 'consent',
    consent: { binding: false },
    breaks: ['CONSENT_NOT_IN_FORCE'],
  },
  {
    because: 'a consent to another recipient',
    line: 'consent',
    consent: { recipient: 'berane.centre' },
    breaks: ['CONSENT_TO_OTHERS'],
  },
  {
    because: 'a consent to another controller',
    line: 'consent',
    consent: { controller: 'berane.centre' },
    breaks: ['CONSENT_TO_OTHERS'],
  },
  {
    because: 'a consent to a narrower purpose',
    line: 'consent',
    consent: { purpose: 'ps:SocialWelfareDistributionManagement' },
    breaks: ['CONSENT_TO_OTHERS'],
  },
  {
    because: 'a consent to other fields',
    line: 'consent',
    changes: { fields: ['Tenancy.rent', 'Tenancy.rooms'] },
    breaks: ['CONSENT_TO_OTHERS'],
  },
];

/** Of Ana, against the support service, a millisecond before the lines. */
export const theProhibition: ProhibitionPeriod = {
  person: ana,
  recipient: 'berane.support',
  since: '2026-11-21T09:29:59.999Z',
  liftedAt: null,
};

/** Ana's objection to all that the municipality's records are read for, since a millisecond before the lines. */
export const theObjection: RightPeriod = {
  person: ana,
  requested: 'OBJECTION',
  controller: 'berane.municipality',
  recipient: null,
  source: null,
  kind: null,
  since: '2026-11-21T09:29:59.999Z',
  until: null,
};

/** A link of the register's line to Ana that a person has undone since. */
export const theWrongLink: MisreadPeriod = {
  ...{ person: ana, source: 'housing' },
  ...{ since: '2026-11-01T08:00:00.000Z', until: '2026-12-01T08:00:00.000Z' },
};
