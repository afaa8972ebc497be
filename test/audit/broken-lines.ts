import type { DisclosureEntry } from '../../src/audit/audit-entry.ts';
import type { BreachRule } from '../../src/audit/breach-rule.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { ConsentHistory, ProhibitionPeriod } from '../../src/store/consent-history-store.ts';
import { ana, anasConsent, type lines, rifat } from './replay-town.ts';

/** A line that breaks nothing, what is changed of it or around it, and the rules that it then breaks. */
export interface BrokenLine {
  readonly because: string;
  readonly line: keyof typeof lines;
  readonly changes?: Partial<DisclosureEntry>;
  readonly consent?: Partial<ConsentHistory>;
  readonly prohibition?: Partial<ProhibitionPeriod>;
  /** Changes of the agreement that the line names. */
  readonly agreement?: Partial<Agreement>;
  readonly breaks: readonly BreachRule[];
}

const given = { state: 'ConsentGiven', at: '2026-11-20T08:00:00.000Z' };
const withdrawn = (at: string) => ({ state: 'ConsentWithdrawn', at });

export const brokenLines: readonly BrokenLine[] = [
  { because: 'a machine read a file', line: 'duty', changes: { named: false }, breaks: ['UNNAMED_ACTOR'] },
  {
    because: 'a person read somebody else through themselves',
    line: 'self',
    changes: { person: rifat },
    breaks: ['NOT_OWN_FILE'],
  },
  {
    because: 'the agency of a line was struck out',
    line: 'duty',
    changes: { agency: null },
    breaks: ['NOT_OWN_FILE'],
  },
  {
    because: 'no such agreement',
    line: 'duty',
    changes: { agreement: { id: 'friends', version: 1 } },
    breaks: ['NO_AGREEMENT'],
  },
  {
    because: 'no such version of the agreement',
    line: 'duty',
    changes: { agreement: { id: 'berane-municipality-to-centre', version: 2 } },
    breaks: ['NO_AGREEMENT'],
  },
  { because: 'no agreement at all', line: 'duty', changes: { agreement: null }, breaks: ['NO_AGREEMENT'] },
  {
    because: 'the day before the agreement began',
    line: 'duty',
    changes: { at: '2025-12-31T22:59:59.999Z' },
    breaks: ['AGREEMENT_NOT_IN_FORCE'],
  },
  {
    because: 'the day the agreement ended, by the local calendar',
    line: 'duty',
    changes: { at: '2026-11-20T23:00:00.000Z' },
    agreement: { validUntil: '2026-11-21' },
    breaks: ['AGREEMENT_NOT_IN_FORCE'],
  },
  {
    because: "another agency used the Centre's agreement",
    line: 'duty',
    changes: { agency: 'petnjica.municipality' },
    breaks: ['OTHER_PARTIES'],
  },
  {
    because: "the agreement is of another controller's data",
    line: 'duty',
    changes: { controller: 'petnjica.municipality', source: 'petnjica/housing' },
    breaks: ['OTHER_PARTIES', 'OUTSIDE_AREA'],
  },
  {
    because: 'a register of another municipality',
    line: 'duty',
    agreement: { area: ['petnjica'] },
    breaks: ['OUTSIDE_AREA'],
  },
  {
    because: 'the line says another basis than its agreement',
    line: 'duty',
    changes: { basis: { article6: 'A6-1-d', article9: null, article10: null } },
    breaks: ['OTHER_BASIS'],
  },
  {
    because: 'a public task passed for a legal duty, against a prohibition',
    line: 'task',
    changes: { step: 'DUTY' },
    breaks: ['OTHER_BASIS'],
  },
  {
    because: 'another purpose than the agreed one',
    line: 'duty',
    changes: { purpose: 'ps:HousingWelfareManagement' },
    breaks: ['PURPOSE_NOT_COVERED'],
  },
  {
    because: 'a purpose above the agreed one',
    line: 'duty',
    changes: { purpose: 'ps:SocialWelfareManagement' },
    breaks: ['PURPOSE_NOT_COVERED'],
  },
  {
    because: 'a closed purpose under a common parent',
    line: 'duty',
    changes: { purpose: 'ps:SocialWelfareRiskAssessment' },
    agreement: { purpose: 'ps:SocialWelfareManagement' },
    breaks: ['CLOSED_PURPOSE'],
  },
  {
    because: 'a purpose of the hub that only its own name opens',
    line: 'duty',
    changes: { purpose: 'hub:DomesticViolenceProtection' },
    agreement: { purpose: 'dpv:Purpose' },
    breaks: ['CLOSED_PURPOSE'],
  },
  {
    because: 'a role that the actor did not hold',
    line: 'duty',
    agreement: { roles: ['supervisor'] },
    breaks: ['ROLE_NOT_HELD'],
  },
  {
    because: 'a field of another kind of record',
    line: 'duty',
    changes: { fields: ['CaseEntry.health', 'Tenancy.rent'] },
    breaks: ['FIELD_UNKNOWN'],
  },
  {
    because: 'a kind of record that no contract has',
    line: 'duty',
    changes: { recordKind: 'diary' },
    breaks: ['FIELD_UNKNOWN'],
  },
  {
    because: 'a category that the agreement forbids',
    line: 'task',
    changes: { fields: ['CaseEntry.health'] },
    breaks: ['FIELD_PROHIBITED'],
  },
  {
    because: 'a category that the agreement forbids, to an actor with none of its roles',
    line: 'task',
    changes: { fields: ['CaseEntry.health'] },
    agreement: { roles: ['supervisor'] },
    breaks: ['FIELD_PROHIBITED', 'ROLE_NOT_HELD'],
  },
  {
    because: 'a list of which nothing is granted',
    line: 'task',
    changes: { recordKind: 'right', fields: ['Household.rights'] },
    breaks: ['FIELD_NOT_GRANTED'],
  },
  {
    because: 'a field that the agreement does not name',
    line: 'duty',
    agreement: { categories: ['HOUSING'], fields: ['Tenancy.arrears'] },
    breaks: ['FIELD_NOT_GRANTED'],
  },
  {
    because: "the register's own number of the contract",
    line: 'duty',
    changes: { fields: ['Tenancy.contractNumber'] },
    breaks: ['NATURAL_KEY'],
  },
  {
    because: 'a declared relationship opened what somebody owes',
    line: 'duty',
    changes: { declared: true, fields: ['Household.address', 'Tenancy.address', 'Tenancy.rent'] },
    breaks: ['DECLARED_TOO_WIDE'],
  },
  {
    because: 'a relationship with nobody',
    line: 'task',
    changes: { through: null },
    breaks: ['NO_RELATIONSHIP'],
  },
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
    consent: { person: rifat },
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
  {
    because: "another's record passed for the agency's own",
    line: 'own',
    changes: { agency: 'berane.support' },
    breaks: ['NOT_OWN'],
  },
  {
    because: "a record of another's register passed for the agency's own",
    line: 'own',
    changes: { source: 'petnjica/housing' },
    breaks: ['NOT_OWN'],
  },
  {
    because: 'a name was given with the knowledge of a person',
    line: 'known',
    changes: { fields: ['Person.givenName', 'Person.id'] },
    breaks: ['KNOWN_TOO_WIDE'],
  },
  {
    because: 'an agency without such an agreement was told to ask for consent',
    line: 'asked',
    changes: { agency: 'berane.centre' },
    breaks: ['ASKED_WITHOUT_LEAVE'],
  },
  {
    because: "another agency's records were explained",
    line: 'explained',
    changes: { agency: 'berane.centre' },
    breaks: ['EXPLAINED_WITHOUT_LEAVE'],
  },
  {
    because: 'records were explained to somebody without the role',
    line: 'explained',
    changes: { roles: ['officer'] },
    breaks: ['EXPLAINED_WITHOUT_LEAVE'],
  },
  {
    because: 'records were explained for work with people',
    line: 'explained',
    changes: { purpose: 'ps:HousingWelfareManagement' },
    breaks: ['EXPLAINED_WITHOUT_LEAVE'],
  },
  {
    because: 'statistics of a person',
    line: 'statistics',
    changes: { person: ana },
    breaks: ['STATISTICS_OF_SOMEBODY'],
  },
  {
    because: 'counts for whom nobody agreed to count',
    line: 'statistics',
    changes: { agency: 'berane.support', purpose: 'ps:SocialWelfareProvision' },
    breaks: ['STATISTICS_NOT_AGREED'],
  },
];

export const theProhibition: ProhibitionPeriod = {
  person: ana,
  recipient: 'berane.support',
  since: '2026-11-21T09:29:59.999Z',
  liftedAt: null,
};
