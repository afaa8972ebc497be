import { expect } from 'vitest';
import { HubError } from '../../src/domain/hub-error.ts';

/** The refusal that an attempt ends in; fails the test where it does not. */
export const refusalOf = async (attempt: Promise<unknown>): Promise<HubError> => {
  const outcome = await attempt.then(
    (caller) => ({ accepted: caller }),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(HubError);
  return outcome as HubError;
};
