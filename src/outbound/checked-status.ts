import { SourceFault } from '../domain/source-fault.ts';

/** Lets an answer through whose status is a success, or one of those that are expected. @throws SourceFault */
export const checkStatus = ({ status }: Response, ...expected: readonly number[]): void => {
  if ((status >= 200 && status < 300) || expected.includes(status)) return;
  // A redirect that is still one was not followed.
  throw new SourceFault(status >= 500 ? 'FAILED' : 'REFUSED', `it answers with ${status}`, `${status}`);
};
