import type { DrawnOperation } from '../operations/draw-operation.ts';
import type { ProofWorld, Received, SentRequest } from '../worlds/world.ts';

/** One request of a sequence, with what another caller asked the second world in the same moment. */
export interface Step {
  readonly request: SentRequest;
  readonly beside: SentRequest | null;
  /** Whether that one is answered first. */
  readonly before: boolean;
}

/** Where two answers part. */
export interface Difference {
  readonly step: number;
  readonly request: SentRequest;
  readonly one: Received;
  readonly other: Received;
}

/** How far apart the ids of two requests begin, whatever a request makes. */
const idsPerStep = 10_000;
const firstId = 2_000_000_000;

export const requestOf = (operation: DrawnOperation, token: string): SentRequest => ({
  token,
  body: JSON.stringify(operation.body),
  headers: operation.headers,
});

/** Same bytes: status, headers less date and request id, body (STORIES.md, "How to read"). */
export const isSame = (one: Received, other: Received): boolean =>
  one.status === other.status &&
  one.text === other.text &&
  one.headers.join('\n') === other.headers.join('\n');

/** Puts the same request to both worlds, each with ids of its own from the same number. */
export const ask = async (
  step: Step,
  number: number,
  worlds: { readonly world: ProofWorld; readonly twin: ProofWorld },
): Promise<readonly [one: Received, other: Received]> => {
  for (const each of [worlds.world, worlds.twin]) each.countIdsFrom(firstId + number * idsPerStep);
  const beside = step.beside && worlds.twin.send(step.beside);
  if (step.before) await beside;
  const [one, other] = await Promise.all([worlds.world.send(step.request), worlds.twin.send(step.request)]);
  await beside;
  worlds.world.remember(one.requestId);
  worlds.twin.remember(other.requestId);
  return [one, other];
};

const around = (text: string, at: number): string => text.slice(Math.max(0, at - 120), at + 160);

/** The first place where two answers part, for a person to read. */
export const describeDifference = ({ one, other }: Pick<Difference, 'one' | 'other'>): string => {
  if (one.status !== other.status)
    return `status ${one.status} and ${other.status}\n  ${one.text}\n  ${other.text}`;
  const header = one.headers.find((each, index) => each !== other.headers[index]);
  let at = 0;
  while (at < one.text.length && one.text[at] === other.text[at]) at += 1;
  const body = one.text === other.text ? '' : `\n  …${around(one.text, at)}\n  …${around(other.text, at)}`;
  return `${header && one.text === other.text ? `header ${header}` : 'body'}${body}`;
};
