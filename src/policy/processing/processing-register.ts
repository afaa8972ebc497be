import type { Jurisdiction } from '../../domain/legal-basis.ts';
import { type AgencyRecord, agencyRecordOf } from './agency-record.ts';
import { type Flow, flowsOf, type ProcessingInput } from './flow.ts';
import { type Party, partyOf } from './party.ts';

/** Two agencies that share data: who answers for what is agreed between them (GDPR art. 26). */
export interface Arrangement {
  readonly parties: readonly [Party, Party];
  /** In both directions. */
  readonly flows: readonly Flow[];
}

/** What one jurisdiction's law asks for; null gathers the agencies of which the registry says no jurisdiction. */
export interface JurisdictionRegister {
  readonly jurisdiction: Jurisdiction | null;
  readonly records: readonly AgencyRecord[];
  /** The flows whose controller is under this law: what the impact assessment describes (art. 35(7)). */
  readonly flows: readonly Flow[];
  readonly arrangements: readonly Arrangement[];
}

/** The whole register. */
export interface ProcessingRegister {
  /** The hub's operator as a processor (art. 30(2)), and for whom; null where the registry names no operator. */
  readonly operator: Party | null;
  readonly registers: readonly JurisdictionRegister[];
  /** What the law asks for and the registry does not say: whose, and what. */
  readonly missing: readonly { readonly name: string; readonly what: string }[];
}

/** What is asked for of the register; all of it where nothing is. */
export interface RegisterScope {
  readonly jurisdiction?: Jurisdiction | undefined;
  readonly agency?: string | undefined;
}

const arrangementsOf = (flows: readonly Flow[]): readonly Arrangement[] => {
  const pairs = new Map<string, { parties: [Party, Party]; flows: Flow[] }>();
  for (const flow of flows) {
    const parties: [Party, Party] =
      flow.agreement.controller < flow.agreement.recipient ? [flow.from, flow.to] : [flow.to, flow.from];
    const key = JSON.stringify(parties.map(({ agency }) => agency));
    const pair = pairs.get(key) ?? { parties, flows: [] };
    pairs.set(key, pair);
    pair.flows.push(flow);
  }
  return [...pairs].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, pair]) => pair);
};

const isPartyOf = (flow: Flow, agency: string | undefined): boolean =>
  agency === undefined || flow.agreement.controller === agency || flow.agreement.recipient === agency;

/**
 * Builds the register of processing from what decides access anyway: agencies, registers, contracts and agreements. What the
 * hub does not know is not guessed: it is named as missing, or left to the controller.
 */
export const processingRegister = (input: ProcessingInput, scope: RegisterScope = {}): ProcessingRegister => {
  const flows = flowsOf(input);
  const records = [...input.agencies.values()]
    .filter(({ id }) => scope.agency === undefined || id === scope.agency)
    .map((agency) => agencyRecordOf(input, agency, flows));
  const known = [...new Set(records.map(({ party }) => party.jurisdiction))].filter(
    (each) => scope.jurisdiction === undefined || each === scope.jurisdiction,
  );
  const registers = known.map((jurisdiction): JurisdictionRegister => {
    const under = (party: Party): boolean => party.jurisdiction === jurisdiction;
    const asked = flows.filter((flow) => isPartyOf(flow, scope.agency));
    return {
      jurisdiction,
      records: records.filter(({ party }) => under(party)),
      flows: asked.filter(({ from }) => under(from)),
      arrangements: arrangementsOf(asked.filter(({ from, to }) => under(from) || under(to))),
    };
  });
  const operator = input.operator ? partyOf(input.operator, null) : null;
  const shown = [
    ...(operator ? [operator] : []),
    ...registers.flatMap((register) => register.records.map(({ party }) => party)),
  ];
  return {
    operator,
    registers,
    missing: [
      ...(operator ? [] : [{ name: 'The hub', what: 'the operator' }]),
      ...shown.flatMap(({ name, missing }) => missing.map((what) => ({ name, what }))),
    ],
  };
};
