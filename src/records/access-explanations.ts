import type {
  AuditEntry,
  DenialEntry,
  DisclosureEntry,
  LoggedOperation,
  OperationEntry,
} from '../audit/audit-entry.ts';
import { evaluationRoots } from '../audit/evaluation-roots.ts';
import { readRequest } from '../audit/read-request.ts';
import type { Agency } from '../domain/agency.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { findOwnConsents } from '../store/consent-store.ts';
import type { Database } from '../store/database.ts';
import { type ExplainedDisclosure, explainDisclosures } from './explained-disclosures.ts';
import { type ExplainedWithheld, explainWithheld } from './explained-withheld.ts';
import type { HeldRecord } from './person-explanations.ts';
import type { RulesOfRequest } from './rules-of-request.ts';

/** What one request asked and was given. */
export interface AccessExplanation {
  readonly request: string;
  readonly at: string;
  readonly agency: string;
  readonly actor: string;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly policyVersion: string | null;
  readonly operation: LoggedOperation | null;
  readonly rootFields: readonly string[];
  readonly withheld: readonly ExplainedWithheld[];
  /** The code of a refusal of the whole, with what was asked. */
  readonly refusal: { readonly code: string; readonly asked: readonly string[] } | null;
  readonly disclosed: readonly ExplainedDisclosure[];
}

/** What a request was given of some records, with those of them that it was given something of. */
export interface ExplainedOfPerson {
  readonly explanation: AccessExplanation;
  readonly records: readonly (HeldRecord & {
    readonly fields: readonly string[];
    readonly consents: readonly string[];
  })[];
}

/** Explains requests from the log. */
export interface AccessExplanations {
  /**
   * To the actor of the request, or to their agency's data protection officer.
   *
   * @returns null for a request of anybody else, and for none: the same.
   */
  readonly explain: (
    caller: AgencyCaller,
    request: string,
    isOfficer: boolean,
  ) => Promise<AccessExplanation | null>;
  /**
   * To the controller of some records, whichever agency asked: what of a person, through this person's own relationship,
   * consent or record (R14), was given of them. Nothing of what else was asked, refused or given.
   *
   * @returns null for a request that was given nothing of them, and for none: the same.
   */
  readonly explainOfRecords: (
    controller: string,
    request: string,
    held: readonly HeldRecord[],
  ) => Promise<ExplainedOfPerson | null>;
}

export interface AccessExplanationsInput {
  readonly database: Pick<Database, 'query'>;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly rulesOf: RulesOfRequest;
}

const evaluations: ReadonlySet<string> = new Set(Object.values(evaluationRoots));

const isEvaluation = ({ rootFields }: OperationEntry): boolean =>
  rootFields.some((name) => evaluations.has(name));

const is =
  <Kind extends AuditEntry['kind']>(kind: Kind) =>
  (entry: AuditEntry): entry is Extract<AuditEntry, { kind: Kind }> =>
    entry.kind === kind;

const isOf =
  (entry: DisclosureEntry) =>
  (record: HeldRecord): boolean =>
    (entry.person === record.person || entry.through === record.person) &&
    entry.source === record.source &&
    entry.recordKind === record.recordKind &&
    entry.household === record.household;

export const createAccessExplanations = (input: AccessExplanationsInput): AccessExplanations => {
  const mayKnow = (caller: AgencyCaller, isOfficer: boolean, entry: OperationEntry | DenialEntry): boolean =>
    entry.agency === caller.agency && (isOfficer || entry.actor === caller.actor);

  return {
    explain: async (caller, request, isOfficer) => {
      const entries = await readRequest(input.database, request);
      const operation = entries.find(is('OPERATION'));
      const denial = entries.find(is('DENIAL'));
      const first = operation ?? denial;
      const agency = input.agencies.get(caller.agency);
      if (!first || !agency || !mayKnow(caller, isOfficer, first)) return null;
      // Whoever was given data about people was a named human (R15); who was none was refused everything for that.
      const named = !first.withheld.some(({ reason }) => reason === 'NAMED_ACTOR_REQUIRED');
      const rules = await input.rulesOf({ ...first, named }, agency, null);
      return {
        request,
        at: first.at,
        agency: agency.id,
        actor: first.actor ?? '',
        purpose: first.purpose ?? '',
        roles: first.roles,
        policyVersion: first.policyVersion,
        operation: first.operation,
        rootFields: operation?.rootFields ?? [],
        withheld: explainWithheld(operation && isEvaluation(operation) ? null : rules, first.withheld),
        refusal: denial ? { code: denial.code, asked: denial.asked } : null,
        disclosed: explainDisclosures(rules, entries.filter(is('DISCLOSURE'))),
      };
    },
    explainOfRecords: async (controller, request, held) => {
      const logged = (await readRequest(input.database, request)).filter(is('DISCLOSURE'));
      // R11: what rests on a sealed consent or referral is its two agencies' to know; here it is as if it had not been given.
      const about = logged.filter(
        (entry) =>
          entry.controller === controller && (entry.sealed ?? []).length === 0 && held.some(isOf(entry)),
      );
      const [first] = about;
      const agency = input.agencies.get(first?.agency ?? '');
      if (!first || !agency) return null;
      // INVARIANT: the receipts of the person's own consents, and nobody else's.
      const own = new Set(
        await findOwnConsents(
          input.database,
          [...new Set(held.map(({ person }) => person))],
          about.flatMap(({ consents }) => consents),
        ),
      );
      const entries = about.map((entry) => ({
        ...entry,
        consents: entry.consents.filter((id) => own.has(id)),
      }));
      return {
        explanation: {
          request,
          at: first.at,
          agency: agency.id,
          actor: first.actor,
          purpose: first.purpose,
          roles: first.roles,
          policyVersion: first.policyVersion,
          operation: first.operation,
          rootFields: [],
          withheld: [],
          refusal: null,
          disclosed: explainDisclosures(await input.rulesOf(first, agency, controller), entries),
        },
        records: held.flatMap((record) => {
          const given = entries.filter((entry) => isOf(entry)(record));
          return given.length === 0
            ? []
            : [
                {
                  ...record,
                  fields: [...new Set(given.flatMap(({ fields }) => fields))].sort(),
                  consents: [...new Set(given.flatMap(({ consents }) => consents))].sort(),
                },
              ];
        }),
      };
    },
  };
};
