import { HubError } from '../domain/hub-error.ts';

/** How a token is presented: RFC 6750, or RFC 9449 with a proof of its key. */
export type TokenScheme = 'Bearer' | 'DPoP';

/**
 * The one 401. Its body is the same for every cause; its challenge says by which scheme the caller came, and of a proof,
 * which the caller has made itself, that it is the proof (RFC 9449 section 7.1).
 */
export class Unauthenticated extends HubError {
  /** The value of `WWW-Authenticate`. */
  readonly challenge: string;

  constructor(internal: string, scheme: TokenScheme, of: 'token' | 'proof') {
    super('UNAUTHENTICATED', { internal });
    this.challenge = `${scheme} error="${of === 'proof' ? 'invalid_dpop_proof' : 'invalid_token'}"`;
  }
}
