import type { PurposeClass } from '../domain/agency.ts';
import type { AgencyCaller, Caller } from '../domain/caller.ts';
import type { EntityKind } from '../domain/entity-kind.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { Withheld } from '../policy/operation-plan.ts';
import type { Ruleset } from '../policy/ruleset.ts';
import type { DisclosureCollector } from '../records/disclosures.ts';
import type { ExplanationCollector } from '../records/explanation-collector.ts';
import type { LiveValues } from '../records/live-values.ts';
import type { LookupCollector } from '../records/lookups.ts';
import type { MatterAct } from '../records/matters.ts';
import type { Projection } from '../records/projection.ts';
import type { GraphServices } from './graph-services.ts';

/** Encodes and decodes this caller's pairwise ids (R23). */
export interface CallerIds {
  readonly encode: (kind: EntityKind, id: string) => string;
  /** The entity's id, or null: an id made for somebody else is nothing here. */
  readonly decode: (kind: EntityKind, text: string) => string | null;
  readonly encodeCursor: (position: string, context: string) => string;
  readonly decodeCursor: (text: string, context: string) => string | null;
  /** What makes this caller's sort order its own. */
  readonly orderSalt: Uint8Array;
}

/** What is spoken of by an id that is nobody's own: a matter, an emergency, a session that two staff open, an extract. */
export type SharedKind = 'MATTER' | 'EMERGENCY' | 'SESSION' | 'EXTRACT';

/** What every resolver of one request is given. INVARIANT: made for one request and never shared. */
export interface RequestContext {
  readonly caller: Caller;
  /** The class under which the caller's purpose is registered. */
  readonly purposeClass: PurposeClass;
  /** The agency's own municipalities. */
  readonly ownMunicipalities: readonly string[];
  /** The same, with that of records whose municipality no register could tell. */
  readonly municipalities: readonly string[];
  readonly catalogue: Catalogue;
  readonly ids: CallerIds;
  /** Ids that several people speak of one thing by: nobody's own (R23). */
  readonly sharedIds: {
    readonly encode: (kind: SharedKind, id: string) => string;
    readonly decode: (kind: SharedKind, text: string) => string | null;
  };
  /** Ids that are good in one assisted session alone: its clerk can join them with nothing (R23). */
  readonly idsOfSession: (session: string) => CallerIds;
  /** Absent for persons, who read nothing through agencies' rules. */
  readonly reading: { readonly ruleset: Ruleset; readonly projection: Projection } | null;
  readonly disclosures: DisclosureCollector;
  /** The sources that are asked at query time. */
  readonly live: LiveValues;
  readonly lookups: LookupCollector;
  /** What was done in sealed matters: logged apart from everything that anybody can be shown. */
  readonly matterActs: MatterAct[];
  /** Aggregates given during the request: logged without any person. */
  readonly aggregates: string[];
  /** Entities that lists and edges showed, for the agency's hourly budget. INVARIANT: never one that is hidden. */
  readonly shown: Set<string>;
  /** Whether this is a part of an operation that the core has judged as a whole: whom it names was counted and looked up there. */
  readonly isJudged: boolean;
  /** What was explained during the request: itself in the log. */
  readonly explained: ExplanationCollector;
  readonly withheld: readonly Withheld[];
  readonly idempotencyKey: string | null;
  readonly services: GraphServices;
}

/** The calling agency. @throws HubError FORBIDDEN for a person's own token. */
export const agencyOf = (context: RequestContext): AgencyCaller => {
  if (context.caller.kind !== 'AGENCY') throw new HubError('FORBIDDEN');
  return context.caller;
};
