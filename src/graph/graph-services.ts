import type { Agreements } from '../access/agreements.ts';
import type { Agency, Source } from '../domain/agency.ts';
import type { Caller } from '../domain/caller.ts';
import type { AccessRestriction } from '../domain/legal-basis.ts';
import type { AccessExplanations } from '../records/access-explanations.ts';
import type { AssistedSessions } from '../records/assisted-sessions.ts';
import type { Conflicts } from '../records/conflicts.ts';
import type { ConsentRequests } from '../records/consent-requests.ts';
import type { Consents } from '../records/consents.ts';
import type { Corrections } from '../records/corrections.ts';
import type { Emergencies } from '../records/emergencies.ts';
import type { EmergencyGuardians } from '../records/emergency-guardians.ts';
import type { EndedConsents } from '../records/ended-consents.ts';
import type { Extracts } from '../records/extracts.ts';
import type { Guardianships } from '../records/guardianships.ts';
import type { HouseholdList } from '../records/household-list.ts';
import type { InPersonSessions } from '../records/in-person-sessions.ts';
import type { Liftings } from '../records/liftings.ts';
import type { LinkDecisions } from '../records/link-decisions.ts';
import type { MatterEndings } from '../records/matter-endings.ts';
import type { Matters } from '../records/matters.ts';
import type { Memberships } from '../records/memberships.ts';
import type { OwnFile } from '../records/own-file.ts';
import type { PersonExplanations } from '../records/person-explanations.ts';
import type { PersonSearch } from '../records/person-search.ts';
import type { ProjectIndicators } from '../records/project-indicators.ts';
import type { Projection } from '../records/projection.ts';
import type { ProtectiveBases } from '../records/protective-bases.ts';
import type { Pushes } from '../records/pushes.ts';
import type { QuarantineQueue } from '../records/quarantine-queue.ts';
import type { RecordedChanges } from '../records/recorded-changes.ts';
import type { RecordedConsents } from '../records/recorded-consents.ts';
import type { Referrals } from '../records/referrals.ts';
import type { Relationships } from '../records/relationships.ts';
import type { Rights } from '../records/rights.ts';
import type { Rivals } from '../records/rivals.ts';
import type { OwnSourceQuality } from '../records/source-quality.ts';
import type { Statistics } from '../records/statistics.ts';
import type { StewardHouseholdReviews } from '../records/steward-household-reviews.ts';
import type { StewardReviews } from '../records/steward-reviews.ts';
import type { TokenRevocation } from '../records/token-revocation.ts';
import type { Undelivered } from '../records/undelivered.ts';
import type { VisibleHouseholds } from '../records/visible-households.ts';
import type { VisibleLines } from '../records/visible-lines.ts';
import type { AlertQuestion, AlertRow } from '../store/alert-store.ts';
import type { AccessPlans } from './access-plans.ts';
import type { HubWords } from './hub-words.ts';

/** What resolvers may call besides the projection. */
export interface GraphServices {
  readonly consents: Consents;
  readonly recordedConsents: RecordedConsents;
  readonly consentRequests: ConsentRequests;
  readonly guardianships: Guardianships;
  readonly endedConsents: EndedConsents;
  readonly matters: Matters;
  readonly matterEndings: MatterEndings;
  readonly protectiveBases: ProtectiveBases;
  readonly emergencies: Emergencies;
  readonly emergencyGuardians: EmergencyGuardians;
  readonly search: PersonSearch;
  readonly households: HouseholdList;
  readonly statistics: Statistics;
  readonly projectIndicators: ProjectIndicators;
  readonly extracts: Extracts;
  readonly sourceQuality: OwnSourceQuality;
  readonly memberships: Memberships;
  readonly stewardReviews: StewardReviews;
  readonly linkDecisions: LinkDecisions;
  readonly stewardHouseholdReviews: StewardHouseholdReviews;
  /** The lines of registers as the caller of one request may read them. */
  readonly linesFor: (projection: Projection) => VisibleLines;
  /** The same of contracts, cases and observations. */
  readonly householdsFor: (projection: Projection) => VisibleHouseholds;
  readonly pushes: Pushes;
  readonly rivals: Rivals;
  readonly quarantineQueue: QuarantineQueue;
  readonly changes: RecordedChanges;
  readonly undelivered: Undelivered;
  readonly relationships: Relationships;
  readonly conflicts: Conflicts;
  /** The newest alerts of an agency's holders of these roles. */
  readonly alerts: (question: AlertQuestion) => Promise<readonly AlertRow[]>;
  readonly referrals: Referrals;
  /** By which law something is kept out of everybody's own file, for each jurisdiction of the agencies (R13). */
  readonly accessRestrictions: readonly AccessRestriction[];
  /** Languages, code lists and names: what the hub says to people in words. */
  readonly words: HubWords;
  readonly accessPlans: AccessPlans;
  readonly accessExplanations: AccessExplanations;
  readonly personExplanations: PersonExplanations;
  readonly agencies: ReadonlyMap<string, Agency>;
  /** Every kind of record that a contract names. */
  readonly recordKinds: readonly string[];
  readonly policyVersion: () => string;
  /** The person of an agency's own operational id, or null. */
  readonly decodeOperational: (agency: string, id: string) => string | null;
  readonly ownFile: OwnFile;
  readonly liftings: Liftings;
  readonly rights: Rights;
  readonly corrections: Corrections;
  readonly assistedSessions: AssistedSessions;
  readonly inPersonSessions: InPersonSessions;
  /** Where a controller's notice of a version can be read, or null. */
  readonly noticeAddress: (controller: string, version: string) => string | null;
  /** Local date. */
  readonly today: () => string;
  /** The local date of an instant. */
  readonly dayOf: (instant: Date) => string;
  readonly tokenRevocation: TokenRevocation;
  readonly agreements: Agreements;
  /** The source that this caller pushes to through this adapter, or null where it may push to none. */
  readonly sourceFor: (adapter: string, caller: Caller) => Source | null;
}
