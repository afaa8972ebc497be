import type { Revocations } from '../access/revocations.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AgencyCaller, TokenReference } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';

/** What an officer, or the operator, revokes, and why. */
export interface RevocationRequest {
  readonly agency: string;
  /** The `jti` of one token, or null. */
  readonly tokenId: string | null;
  /** In their own words: kept in the store, not in the log. */
  readonly reason: string;
}

/** What was revoked, as it is answered. */
export interface RevocationOutcome {
  readonly at: Date;
  readonly tokenId: string | null;
  /** Tokens issued up to then; null where it is one token, or all of the agency. */
  readonly issuedUntil: Date | null;
  /** When it ends by itself; null where it holds until it is lifted. */
  readonly until: Date | null;
}

/** Revoking tokens and agencies (THREATS.md T13): each act is in the log before it has an effect. */
export interface TokenRevocation {
  /** An officer of the agency revokes one of its tokens, or all that were issued before now. */
  readonly byOfficer: (
    caller: AgencyCaller,
    request: Omit<RevocationRequest, 'agency'>,
  ) => Promise<RevocationOutcome>;
  /** The operator revokes one token of an agency, or suspends the whole agency until an instant or until it is lifted. */
  readonly byOperator: (request: RevocationRequest, until: Date | null) => Promise<RevocationOutcome>;
  /** The operator lifts a suspension and what officers revoked, or what was said of one token. Tells how many acts held. */
  readonly lift: (agency: string, tokenId: string | null) => Promise<number>;
}

export interface TokenRevocationInput {
  readonly revocations: Revocations;
  readonly audit: AuditLog;
  /** The issuer that speaks for an agency, or null where no agency is called so. */
  readonly issuerOf: (agency: string) => string | null;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** No token lives longer, whatever the profile: after it a revoked one is over anyway. */
const longestTokenMilliseconds = 3_600_000;
/** An issuer's clock may be ahead by this much (T6): what it issued before now may say a later instant. */
const aheadMilliseconds = 10_000;

const printable = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;
const mostReasonLength = 500;
const mostTokenIdLength = 200;

const checkRequest = ({ tokenId, reason }: Omit<RevocationRequest, 'agency'>): void => {
  if (!printable.test(reason) || reason.trim() === '' || reason.length > mostReasonLength)
    throw new HubError('BAD_USER_INPUT', {
      publicMessage: `A reason is one line of 1 to ${mostReasonLength} characters.`,
    });
  if (tokenId !== null && (!printable.test(tokenId) || tokenId.length > mostTokenIdLength))
    throw new HubError('BAD_USER_INPUT', { publicMessage: "A token's id is its jti." });
};

export const createTokenRevocation = (input: TokenRevocationInput): TokenRevocation => {
  const { revocations, audit, clock, createId } = input;

  const issuerOf = (agency: string): string => {
    const issuer = input.issuerOf(agency);
    if (issuer === null) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such agency.' });
    return issuer;
  };

  interface Actor {
    readonly name: string;
    readonly token: TokenReference | null;
  }

  const revoke = async (
    request: RevocationRequest,
    actor: Actor,
    { at, issuedUntil, until }: Omit<RevocationOutcome, 'tokenId'>,
  ): Promise<RevocationOutcome> => {
    checkRequest(request);
    const { agency, tokenId, reason } = request;
    const issuer = issuerOf(agency);
    await audit.append([
      {
        kind: 'REVOCATION',
        at: at.toISOString(),
        agency,
        actor: actor.name,
        token: actor.token,
        act: 'REVOKE',
        issuer,
        tokenId,
        issuedUntil: issuedUntil?.toISOString() ?? null,
        until: until?.toISOString() ?? null,
      },
    ]);
    const by = actor.name;
    await revocations.revoke({ id: createId(), issuer, tokenId, issuedUntil, agency, at, by, reason, until });
    return { at, tokenId, issuedUntil, until };
  };

  return {
    byOfficer: async (caller, { tokenId, reason }) => {
      const at = clock();
      const issuedUntil = tokenId === null ? new Date(at.getTime() + aheadMilliseconds) : null;
      const until = new Date(at.getTime() + longestTokenMilliseconds + aheadMilliseconds);
      return await revoke(
        { agency: caller.agency, tokenId, reason },
        { name: caller.actor, token: caller.token },
        { at, issuedUntil, until },
      );
    },
    byOperator: async (request, until) =>
      await revoke(request, { name: 'operator', token: null }, { at: clock(), issuedUntil: null, until }),
    lift: async (agency, tokenId) => {
      const issuer = issuerOf(agency);
      await audit.append([
        {
          kind: 'REVOCATION',
          at: clock().toISOString(),
          agency,
          actor: 'operator',
          token: null,
          act: 'LIFT',
          issuer,
          tokenId,
          issuedUntil: null,
          until: null,
        },
      ]);
      return await revocations.lift(issuer, tokenId);
    },
  };
};
