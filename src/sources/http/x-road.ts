import type { XRoadCaller } from '../../domain/source-connection.ts';
import { SourceFault } from '../../domain/source-fault.ts';

/** One call over X-Road. */
export interface XRoadCall {
  readonly headers: Readonly<Record<string, string>>;
  /** Refuses an answer that is X-Road's own error, or that belongs to another call. @throws SourceFault */
  readonly check: (response: Response) => void;
}

/** An error's type, such as `Server.ServerProxy.ServiceFailed`: it names no service and nobody. */
const errorType = /^[A-Za-z0-9_.]{1,100}$/;

/** The headers of the message protocol for REST, 4.3, for one call with an id of its own. */
export const createXRoadCall = ({ client, userId, issue }: XRoadCaller, id: string): XRoadCall => ({
  headers: {
    'x-road-client': client,
    'x-road-id': id,
    ...(userId === null ? {} : { 'x-road-userid': userId }),
    ...(issue === null ? {} : { 'x-road-issue': issue }),
  },
  check: ({ headers }) => {
    const error = headers.get('x-road-error');
    if (error !== null)
      throw new SourceFault('FAILED', 'X-Road answers with an error', errorType.test(error) ? error : null);
    // The provider's security server sends it back with every answer.
    if (headers.get('x-road-id') !== id)
      throw new SourceFault('WRONG_FORM', 'its answer belongs to another call over X-Road');
  },
});
