import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { projectFile } from '../../src/server/configuration.ts';
import type { Answer, TestHub } from './open-hub.ts';

/** A form as an officer fills it in. */
export type Form = Record<string, unknown> & { readonly id: string };

/** One of the demo's agreements as a form, for a test to change. */
export const formOf = (id: string, changes: object = {}): Form => {
  const file = parse(readFileSync(projectFile('config', 'demo', 'agreements.yaml'), 'utf8')) as {
    agreements: Form[];
  };
  const form = file.agreements.find((each) => each.id === id);
  if (!form) throw new Error(`the demo has no agreement ${id}`);
  return { ...form, ...changes };
};

/** A named officer of an agency. */
export const officer = async (hub: TestHub, agency: string, actor: string): Promise<string> =>
  await hub.agencyToken({ agency, purpose: 'enforce-access-control', actor, roles: ['officer'] });

/** What an act on an agreement is answered with, as these tests look at it. */
export interface Decision {
  readonly agreement: {
    readonly version: number;
    readonly state: string;
    readonly endsOn: string | null;
    readonly history: readonly { event: string; agency: string | null; actor: string; at: string }[];
  };
  readonly takesEffect: boolean;
  readonly waitsFor: string | null;
  readonly changes: readonly { effect: string; role: string; field: string; purpose: string }[];
}

const selection = `{ agreement { version state endsOn history { event agency actor at endsOn reason } }
  takesEffect waitsFor changes { effect agency purpose role field controller before after } }`;

const act = async (
  hub: TestHub,
  token: string,
  field: string,
  signature: string,
  variables: Record<string, unknown>,
): Promise<Answer> => {
  const passed = [...signature.matchAll(/\$(\w+)/g)].map(([, name]) => `${name}: $${name}`).join(', ');
  return await hub.ask(token, `mutation (${signature}) { it: ${field}(${passed}) ${selection} }`, variables);
};

export const propose = async (hub: TestHub, token: string, form: Form): Promise<Answer> =>
  await act(hub, token, 'proposeAgreement', '$form: AgreementForm!', { form });

export const approve = async (hub: TestHub, token: string, id: string, version: number): Promise<Answer> =>
  await act(hub, token, 'approveAgreement', '$id: String!, $version: Int!', { id, version });

export const refuse = async (hub: TestHub, token: string, id: string, version: number): Promise<Answer> =>
  await act(hub, token, 'refuseAgreement', '$id: String!, $version: Int!, $reason: String!', {
    id,
    version,
    reason: 'Too much.',
  });

export const end = async (hub: TestHub, token: string, id: string, on?: string): Promise<Answer> =>
  await act(hub, token, 'endAgreement', '$id: String!, $on: LocalDate, $reason: String!', {
    id,
    ...(on === undefined ? {} : { on }),
    reason: 'The exchange is over.',
  });

/** What was decided; fails the test where the hub refused. */
export const decisionOf = (answer: Answer): Decision => {
  const decision = answer.body.data?.['it'] as Decision | null | undefined;
  if (!decision) throw new Error(`the hub refused: ${answer.text}`);
  return decision;
};

/** Status, code and sentence of a refusal. */
export const refusalOf = (answer: Answer): readonly [number, string | undefined, string | undefined] => {
  const [error] = answer.body.errors ?? [];
  return [answer.status, error?.extensions.code, error?.message];
};
