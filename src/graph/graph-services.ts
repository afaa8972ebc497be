import type { Agreements } from '../access/agreements.ts';
import type { Agency, Source } from '../domain/agency.ts';
import type { Caller } from '../domain/caller.ts';
import type { AccessExplanations } from '../records/access-explanations.ts';
import type { Conflicts } from '../records/conflicts.ts';
import type { Consents } from '../records/consents.ts';
import type { HouseholdList } from '../records/household-list.ts';
import type { OwnFile } from '../records/own-file.ts';
import type { PersonExplanations } from '../records/person-explanations.ts';
import type { PersonSearch } from '../records/person-search.ts';
import type { PopulationCounts } from '../records/population-counts.ts';
import type { Pushes } from '../records/pushes.ts';
import type { Referrals } from '../records/referrals.ts';
import type { Relationships } from '../records/relationships.ts';
import type { TokenRevocation } from '../records/token-revocation.ts';
import type { AlertQuestion, AlertRow } from '../store/alert-store.ts';
import type { AccessPlans } from './access-plans.ts';
import type { HubWords } from './hub-words.ts';

/** What resolvers may call besides the projection. */
export interface GraphServices {
  readonly consents: Consents;
  readonly search: PersonSearch;
  readonly households: HouseholdList;
  readonly population: PopulationCounts;
  readonly pushes: Pushes;
  readonly relationships: Relationships;
  readonly conflicts: Conflicts;
  /** The newest alerts of an agency's holders of these roles. */
  readonly alerts: (question: AlertQuestion) => Promise<readonly AlertRow[]>;
  readonly referrals: Referrals;
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
  /** Where a controller's notice of a version can be read, or null. */
  readonly noticeAddress: (controller: string, version: string) => string | null;
  /** Local date. */
  readonly today: () => string;
  readonly tokenRevocation: TokenRevocation;
  readonly agreements: Agreements;
  /** The source that this caller pushes to through this adapter, or null where it may push to none. */
  readonly sourceFor: (adapter: string, caller: Caller) => Source | null;
}
