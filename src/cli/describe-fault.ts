import { ConfigurationError } from '../domain/configuration-error.ts';
import { HubError } from '../domain/hub-error.ts';
import { CommandFailure } from './command-failure.ts';

/** Errors whose message is written for an operator. */
const sentences = [CommandFailure, ConfigurationError, HubError];

/**
 * What an operator reads of an error: the hub's own sentence, or that something unexpected happened. INVARIANT: the text of
 * a foreign error is not printed, because a driver's can hold the values of a statement; its kind and code are.
 */
export const describeFault = (error: unknown): string => {
  if (sentences.some((kind) => error instanceof kind)) return (error as Error).message;
  const { name, code } = error as { name?: unknown; code?: unknown };
  const kind = [name, code].filter((part) => typeof part === 'string' && /^\w{1,40}$/.test(part)).join(' ');
  return `The command failed in a way it does not know${kind === '' ? '' : ` (${kind})`}. Nothing more was done.`;
};
