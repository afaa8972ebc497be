import type { Answer, TestHub } from '../harness/open-hub.ts';

export const stepFields =
  'number step outcome reason agreements { id version outcome reason requires area roles basis { article6 article9 citation { act article gazette jurisdiction } } }';

const planQuery = `query ($operation: String!, $operationName: String, $purpose: String!, $roles: [String!],
    $person: AccessSubject, $recipient: String) {
  accessPlan(operation: $operation, operationName: $operationName, purpose: $purpose, roles: $roles,
      person: $person, recipient: $recipient) {
    policyVersion recipient purpose roles operations { name allowed }
    fields { coordinate state reason controllers { coordinate controller steps { ${stepFields} } } }
    inputs { position names state reason }
    records { source kind localId fields { coordinate open openedBy consents steps { ${stepFields} } } } } }`;

/** One step as an answer shows it. */
export interface ShownStep {
  readonly number: number;
  readonly step: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly agreements: readonly {
    readonly id: string;
    readonly version: number;
    readonly outcome: string;
    readonly reason: string | null;
    readonly requires: string;
    readonly basis: { readonly article6: string; readonly citation: { readonly act: string } | null };
  }[];
}

/** A plan as an answer shows it. */
export interface ShownPlan {
  readonly policyVersion: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly operations: readonly { readonly name: string; readonly allowed: boolean }[];
  readonly fields: readonly {
    readonly coordinate: string;
    readonly state: string;
    readonly reason: string | null;
    readonly controllers: readonly {
      readonly coordinate: string;
      readonly controller: string;
      readonly steps: readonly ShownStep[];
    }[];
  }[];
  readonly inputs: readonly {
    readonly position: string;
    readonly names: string;
    readonly state: string;
    readonly reason: string | null;
  }[];
  readonly records:
    | readonly {
        readonly source: string;
        readonly kind: string;
        readonly localId: string;
        readonly fields: readonly {
          readonly coordinate: string;
          readonly open: boolean;
          readonly openedBy: string | null;
          readonly consents: readonly string[];
          readonly steps: readonly ShownStep[];
        }[];
      }[]
    | null;
}

export interface PlanVariables {
  readonly operation: string;
  readonly purpose: string;
  readonly operationName?: string;
  readonly roles?: readonly string[];
  readonly person?: object;
  readonly recipient?: string;
}

export const askPlan = async (hub: TestHub, token: string, variables: PlanVariables): Promise<Answer> =>
  await hub.ask(token, planQuery, { ...variables });

/** The plan of an answer that must have one. */
export const planOf = (answer: Answer): ShownPlan => {
  const plan = answer.body.data?.['accessPlan'] as ShownPlan | null | undefined;
  if (!plan) throw new Error(`no plan: ${answer.text}`);
  return plan;
};

/** Each step's outcome and reason, by its name. */
export const told = (steps: readonly ShownStep[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    steps.map(({ step, outcome, reason }) => [step, reason ? `${outcome} ${reason}` : outcome]),
  );

/** The words of the one step with this name. */
export const stepNamed = (steps: readonly ShownStep[], name: string): ShownStep => {
  const step = steps.find((each) => each.step === name);
  if (!step) throw new Error(`no step ${name}`);
  return step;
};

/** A token of who administers access. */
export const officerToken = async (
  hub: TestHub,
  agency: string,
  roles: readonly string[],
  actor = 'Dragana Officer',
): Promise<string> =>
  await hub.agencyToken({ agency, purpose: 'enforce-access-control', actor, roles: [...roles] });
