import { createHmac } from 'node:crypto';
import type { DisclosureEntry } from '../../src/audit/audit-entry.ts';
import {
  type Breach,
  type BreachSearch,
  findBreaches,
  type LoggedLine,
  type LogPage,
} from '../../src/audit/find-breaches.ts';
import type { Verification } from '../../src/audit/verify-log.ts';
import type { ConsentHistory, ProhibitionPeriod } from '../../src/store/consent-history-store.ts';
import type { MisreadPeriod } from '../../src/store/misread-store.ts';
import type { RightPeriod } from '../../src/store/right-history-store.ts';
import { agreements, graph, registry } from '../policy/demo-house.ts';

export const holds: Verification = {
  ok: true,
  entries: 0,
  sealedTo: 0,
  heads: 0,
  restores: [],
  warnings: { unsealedOverdue: 0, beyondLastHead: 0 },
};

/** The demo's agreements, contracts and registers, and references by a key of the test's own. */
export const demoSearch: BreachSearch = {
  agreements,
  agreementsAt: async () => null,
  catalogue: graph.catalogue,
  sources: [...registry.sources.values()],
  personPurposes: new Set(registry.persons.registrations.keys()),
  timeZone: registry.timeZone,
  referenceOf: (agency, actor) =>
    createHmac('sha256', 'test').update(`${agency} ${actor}`).digest('hex').slice(0, 10),
};

export const ana = '00000000-0000-4000-8000-00000000000a';
export const rifat = '00000000-0000-4000-8000-00000000000b';
export const anasConsent = '00000000-0000-4000-8000-0000000000c1';

export const consent = (changes: Partial<ConsentHistory> = {}): ConsentHistory => ({
  id: anasConsent,
  persons: [ana],
  controller: 'berane.municipality',
  recipient: 'berane.support',
  purpose: 'ps:SocialWelfareProvision',
  categories: ['HOUSING'],
  fields: [],
  validUntil: '2027-10-21',
  binding: true,
  events: [{ state: 'ConsentGiven', at: '2026-11-20T08:00:00.000Z' }],
  ...changes,
});

const common: DisclosureEntry = {
  kind: 'DISCLOSURE',
  at: '2026-11-21T09:30:00.000Z',
  agency: 'berane.centre',
  actor: 'Nada Radović',
  named: true,
  purpose: 'ps:SocialWelfareProvision',
  roles: ['caseworker'],
  token: { issuer: 'https://berane.centre.example', id: 'token-1' },
  policyVersion: 'f3a1',
  request: 'request-1',
  operation: { name: 'Status', hash: 'ab'.repeat(32) },
  person: ana,
  household: null,
  source: 'housing',
  recordKind: 'tenancy',
  controller: 'berane.municipality',
  fields: ['Tenancy.rent'],
  step: 'DUTY',
  declared: false,
  agreement: { id: 'berane-municipality-to-centre', version: 1 },
  basis: { article6: 'A6-1-c', article9: null, article10: null },
  consents: [],
  sealed: [],
  through: ana,
};

const nothing = { source: '', recordKind: '', controller: '', agreement: null, basis: null };

/** One line of each step as a hub writes it, that breaks nothing. */
export const lines = {
  duty: common,
  task: {
    ...common,
    agency: 'berane.municipality',
    purpose: 'ps:HousingWelfareManagement',
    ...{ source: 'centre', recordKind: 'case-entry', controller: 'berane.centre' },
    fields: ['CaseEntry.givenName', 'Household.members', 'Person.givenName', 'Person.id'],
    step: 'TASK',
    agreement: { id: 'centre-to-berane-municipality', version: 1 },
    basis: { article6: 'A6-1-e', article9: null, article10: null },
  },
  consent: {
    ...common,
    agency: 'berane.support',
    fields: ['Household.tenancies', 'Tenancy.rooms'],
    step: 'CONSENT',
    agreement: { id: 'berane-municipality-to-support', version: 1 },
    basis: { article6: 'A6-1-a', article9: null, article10: null },
    consents: [anasConsent],
  },
  own: {
    ...common,
    agency: 'berane.municipality',
    purpose: 'ps:HousingWelfareManagement',
    fields: ['Tenancy.contractNumber', 'Tenancy.rent'],
    ...{ step: 'OWN', agreement: null, basis: null },
  },
  known: { ...common, ...nothing, fields: ['Person.id'], step: 'RELATIONSHIP' },
  asked: {
    ...common,
    ...nothing,
    agency: 'berane.support',
    fields: ['CaseEntry.health'],
    step: 'CONSENT_REQUIRED',
  },
  statistics: {
    ...common,
    ...nothing,
    agency: 'statistics',
    purpose: 'dpv:ProvideOfficialStatistics',
    fields: ['StatisticsTable.lines'],
    step: 'STATISTICS',
    ...{ person: null, through: null },
  },
  explained: {
    ...common,
    agency: 'berane.municipality',
    purpose: 'dpv:EnforceAccessControl',
    roles: ['dpo'],
    ...{ step: 'EXPLANATION', agreement: null, basis: null },
  },
  assisted: {
    ...common,
    agency: 'berane.municipality',
    purpose: 'dpv:RightsFulfilment',
    ...{ step: 'ASSISTED', agreement: null, basis: null },
  },
  self: { ...common, agency: null, purpose: 'dpv:RightsFulfilment' },
} satisfies Record<string, DisclosureEntry>;

/** A page of the log with these lines, at the places 1, 2, 3 ... */
export const pageOf = (
  entries: readonly (DisclosureEntry | null)[],
  consents: readonly ConsentHistory[] = [consent()],
  prohibitions: readonly ProhibitionPeriod[] = [],
  rights: readonly RightPeriod[] = [],
  misread: readonly MisreadPeriod[] = [],
): LogPage => ({
  lines: entries.map(
    (entry, index): LoggedLine => ({
      position: index + 1,
      at: entry?.at ?? common.at,
      agency: entry ? entry.agency : common.agency,
      entry,
    }),
  ),
  consents: new Map(consents.map((each) => [each.id, each])),
  prohibitions,
  rights,
  misread,
});

/** What one page breaks, in the demo. */
export const breachesOf = async (
  page: LogPage,
  search: BreachSearch = demoSearch,
): Promise<readonly Breach[]> => await findBreaches([page], search, holds);
