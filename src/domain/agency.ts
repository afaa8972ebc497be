import type { Responsible } from './contact.ts';
import type { Jurisdiction } from './legal-basis.ts';
import type { SourceConnection } from './source-connection.ts';

/**
 * What pairwise ids keep apart besides agencies (R23): operational work, statistics, the administration of access itself,
 * which reads nobody, and each project.
 */
export type PurposeClass = 'operational' | 'statistics' | 'administration' | `project:${string}`;

/** One purpose an agency registered, and the operations (root fields of the graph) it may run under it. */
export interface Registration {
  readonly purpose: string;
  readonly class: PurposeClass;
  readonly operations: ReadonlySet<string>;
}

/** What an agency can be. */
export const agencyKinds = ['PUBLIC_BODY', 'NGO', 'COMMUNITY', 'STATISTICS'] as const;
export type AgencyKind = (typeof agencyKinds)[number];

/** An address of an agency's that is rung when something changes that its people may ask for. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  /** For which purpose its people would ask: a term. */
  readonly purpose: string;
  /** Which roles they hold: without one that an agreement asks for, what that gives is not rung for. */
  readonly roles: readonly string[];
}

/** The name that a webhook's deliveries are kept under. */
export const webhookName = (agency: string, { name }: Pick<Webhook, 'name'>): string => `${agency}/${name}`;

/** A body with keys and agreements. */
export interface Agency extends Responsible {
  readonly id: string;
  readonly name: string;
  /** A public body's own statutory decision never rests on consent (R3). */
  readonly kind: AgencyKind;
  /** Whose law its data lie under: agreements about them cite from this list (R3). */
  readonly jurisdiction: Jurisdiction;
  readonly municipalities: readonly string[];
  readonly registrations: ReadonlyMap<string, Registration>;
  /** Whether it takes down who decides for a child, as a court or it itself decided it (R9). */
  readonly guardianshipAuthority: boolean;
  /** Persons, households and dwellings that it may look up or be shown in an hour, over all its actors and purposes. */
  readonly objectsPerHour: number;
  readonly webhooks: readonly Webhook[];
}

/**
 * One register behind an adapter. Several registers can speak through one adapter (a housing register per municipality).
 * `own` says under which purposes, and with which roles, the controller reads its own records here (R2, step 4).
 */
export interface Source {
  readonly id: string;
  readonly adapter: string;
  readonly controller: string;
  /** The municipality of all its records, or null where each record's local community says it. */
  readonly municipality: string | null;
  /** The file of this register inside a directory of registers, or null where none is read at the first start. */
  readonly file: string | null;
  /** Where the hub asks for what changed, or null where it asks nowhere. */
  readonly connection: SourceConnection | null;
  /** Agencies that may push to it. */
  readonly pushers: readonly string[];
  readonly own: { readonly purposes: readonly string[]; readonly roles: readonly string[] };
}
