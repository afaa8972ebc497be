import {
  allowInsecureRequests,
  ClientSecretBasic,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
} from 'oauth4webapi';
import type { Credential } from '../../domain/credential.ts';
import type { TokenEndpoint } from '../../domain/source-connection.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import type { BoundedFetch } from '../../outbound/bounded-fetch.ts';
import { checkStatus } from '../../outbound/checked-status.ts';

/** A token, and for how long it is one. */
export interface IssuedToken {
  readonly token: string;
  readonly seconds: number;
}

/** RFC 6750, 2.1: anything else could end the header and begin another. */
const bearerToken = /^[A-Za-z0-9._~+/-]+=*$/;

/** Where the issuer does not say how long (RFC 6749, 5.1), it is asked again soon. */
const usualSeconds = 60;
const mostSeconds = 86_400;

/**
 * Asks for a token by client credentials (RFC 6749, 4.4).
 *
 * @throws SourceFault
 */
export const requestToken = async (
  { url, scope, internal }: TokenEndpoint,
  { clientId, clientSecret }: Extract<Credential, { kind: 'CLIENT' }>,
  fetch: BoundedFetch,
  signal: AbortSignal,
): Promise<IssuedToken> => {
  const server = { issuer: new URL(url).origin, token_endpoint: url };
  const client = { client_id: clientId };
  const checked: BoundedFetch = async (...asked) => {
    const response = await fetch(...asked);
    checkStatus(response);
    return response;
  };
  try {
    const response = await clientCredentialsGrantRequest(
      server,
      client,
      ClientSecretBasic(clientSecret),
      scope === null ? {} : { scope },
      // Over plain HTTP inside of the house alone: elsewhere the address is refused at the start.
      { [customFetch]: checked, [allowInsecureRequests]: internal, signal },
    );
    const issued = await processClientCredentialsResponse(server, client, response);
    if (issued.token_type === 'bearer' && bearerToken.test(issued.access_token))
      return {
        token: issued.access_token,
        seconds: Math.min(issued.expires_in ?? usualSeconds, mostSeconds),
      };
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    // Its errors hold the answer, and with it the token.
  }
  throw new SourceFault('WRONG_FORM', 'what it answers to a request for a token is none');
};
