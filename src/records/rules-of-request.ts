import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { TokenReference } from '../domain/caller.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { ExplanationInput } from '../policy/explain-field.ts';
import { buildRuleset, isProject } from '../policy/ruleset.ts';

/** What was in force for the one who asked; null where it is not known any more. */
export type Rules = ExplanationInput | null;

/** What the log says of who asked, and when. */
export interface LoggedAsker {
  readonly at: string;
  readonly actor: string | null;
  readonly named: boolean;
  readonly purpose: string | null;
  readonly roles: readonly string[];
  readonly token: TokenReference | null;
  readonly policyVersion: string | null;
}

export interface RulesOfRequestInput {
  readonly catalogue: Catalogue;
  readonly registry: {
    readonly timeZone: string;
    readonly sources: ReadonlyMap<string, Source>;
  };
  /** The agreements of a policy version at an instant; null where they are not known any more. */
  readonly agreementsAt: (policyVersion: string, at: Date) => Promise<readonly Agreement[] | null>;
}

/** Finds the rules by which a request of the log was decided. */
export type RulesOfRequest = (
  asker: LoggedAsker,
  agency: Agency,
  /** With one: of its own registers and agreements alone, so that nothing tells what the agency has agreed with others. */
  controller: string | null,
) => Promise<Rules>;

export const createRulesOfRequest =
  (input: RulesOfRequestInput): RulesOfRequest =>
  async ({ actor, named, purpose, roles, token, policyVersion, ...asker }, agency, controller) => {
    if (actor === null || purpose === null || token === null || policyVersion === null) return null;
    const registration = agency.registrations.get(purpose);
    const at = new Date(asker.at);
    const agreements = await input.agreementsAt(policyVersion, at);
    if (!registration || !agreements) return null;
    const isOf = (each: { readonly controller: string }): boolean =>
      controller === null || each.controller === controller;
    const rules = {
      caller: {
        kind: 'AGENCY' as const,
        agency: agency.id,
        actor,
        named,
        self: null,
        purpose,
        roles,
        area: null,
        token,
      },
      agency,
      purposeClass: registration.class,
      // Under a project nothing but rows of extracts is ever given.
      forExtract: isProject(registration.class),
      catalogue: input.catalogue,
      agreements: agreements.filter(isOf),
      sources: [...input.registry.sources.values()].filter(isOf),
      today: localDateOf(at, input.registry.timeZone),
    };
    return { ...rules, ruleset: buildRuleset(rules) };
  };
