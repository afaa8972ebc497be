import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller, Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { StoredAgreement } from '../store/agreement-store.ts';
import { proposalOf } from './agreement-history.ts';

/** The purpose under which agencies administer access: it reads nobody. */
const administering = 'dpv:EnforceAccessControl';

const withRole = (caller: Caller, roles: readonly string[]): AgencyCaller => {
  const holds =
    caller.kind === 'AGENCY' &&
    caller.named &&
    caller.self !== null &&
    caller.purpose === administering &&
    roles.some((role) => caller.roles.includes(role));
  if (!holds) throw new HubError('FORBIDDEN', { publicMessage: `This is for: ${roles.join(', ')}.` });
  return caller;
};

/** Who may change agreements: a named officer. @throws HubError FORBIDDEN for anybody else. */
export const officerOf = (caller: Caller): AgencyCaller => withRole(caller, ['officer']);

/** Who may read agreements: an officer or the data protection officer. @throws HubError FORBIDDEN for anybody else. */
export const readerOf = (caller: Caller): AgencyCaller => withRole(caller, ['officer', 'dpo']);

/** Whether an agreement is the agency's: it reads by it, or is read. */
export const isParty = ({ agency }: AgencyCaller, { recipient, controller }: Agreement): boolean =>
  agency === recipient || agency === controller;

/**
 * A change that widens access needs a second person, of the agency whose data it is: neither the same account nor the same
 * human behind another one, at whichever agency that is.
 *
 * @throws HubError FORBIDDEN
 */
export const checkSecondPerson = (officer: AgencyCaller, stored: StoredAgreement): void => {
  if (officer.agency !== stored.content.controller) {
    throw new HubError('FORBIDDEN', { publicMessage: 'The agency whose data it is approves.' });
  }
  const proposal = proposalOf(stored);
  const same =
    proposal === undefined ||
    (proposal.agency === officer.agency && proposal.actor === officer.actor) ||
    (proposal.person !== null && proposal.person === officer.self?.nationalIdHash);
  if (same) throw new HubError('FORBIDDEN', { publicMessage: 'A second person approves, not who proposed.' });
};
