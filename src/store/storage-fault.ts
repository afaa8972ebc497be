import { HubError } from '../domain/hub-error.ts';

/** SQLSTATE classes 08 (connection), 53 (resources) and 57P (operator), and what the driver says of a lost connection. */
const connectionCodes = /^(08[0-9A-Z]{3}|53[0-9A-Z]{3}|57P0[0-9A-Z]|ECONNREFUSED|ECONNRESET|EPIPE|ENOSPC)$/;
const connectionTexts =
  /^(Connection terminated|timeout exceeded when trying to connect|connect ECONNREFUSED)/;

const isConnectionFault = (error: unknown): boolean =>
  error instanceof Error &&
  // By code and by the driver's own first words: a message may quote a statement, and with it any digits.
  (connectionCodes.test((error as { code?: string }).code ?? '') || connectionTexts.test(error.message));

/** SQLSTATE classes 22 (data), 23 (integrity) and 54 (limits): about what is being written, not about the store. */
const ownCodes = /^(22|23|54)[0-9A-Z]{3}$/;

/**
 * Whether an error is about what is being written, so that without it the rest can be written; or code of the hub's own broke
 * over it. Any other is about the store, and trying again item by item would lose what can be kept.
 */
export const isItemsOwnFault = (error: unknown): boolean => {
  if (error instanceof HubError || isConnectionFault(error) || !(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === undefined || (typeof code === 'string' && ownCodes.test(code));
};

/** Runs what asks the store; a store that cannot be reached is a fault with a code. @throws HubError `STORAGE_UNAVAILABLE`. */
export const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HubError || !isConnectionFault(error)) throw error;
    throw new HubError('STORAGE_UNAVAILABLE', {
      cause: error,
      // Never the driver's own words: they can quote a statement with its values.
      internal: `${error instanceof Error ? error.name : typeof error} ${(error as { code?: string }).code ?? ''}`,
      retryAfterSeconds: 5,
    });
  }
};
