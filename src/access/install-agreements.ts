import canonicalize from 'canonicalize';
import type { Agency } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Category } from '../domain/category.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { LegalBasisLists } from '../domain/legal-basis.ts';
import { checkAgreement } from '../policy/check-agreement.ts';
import {
  findAgreements,
  insertAgreementEvents,
  insertAgreements,
  lockPolicy,
  type NewAgreementEvent,
  raisePolicyNumber,
  type StoredAgreement,
} from '../store/agreement-store.ts';
import type { Database, Transaction } from '../store/database.ts';
import { type Reach, writeReach } from '../store/reach-store.ts';
import { approvedAgreements, isOver } from './agreement-history.ts';

export interface InstallationInput {
  readonly database: Database;
  /** What `HUB_AGREEMENTS` says: the set that a new store begins with. */
  readonly configured: readonly Agreement[];
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly legalBases: LegalBasisLists;
  /** By coordinate; undefined for a field that no contract has. */
  readonly categoryOf: (coordinate: string) => Category | undefined;
  readonly reachOf: (agreements: readonly Agreement[]) => readonly Reach[];
  readonly clock: () => Date;
  /** Local date. */
  readonly today: () => string;
}

/** Who approved what came with the installation. */
const installer = 'installation';

const enter = async (transaction: Transaction, agreements: readonly Agreement[], at: Date): Promise<void> => {
  const eventsOf = ({ id, version }: Agreement): NewAgreementEvent[] =>
    (['PROPOSED', 'APPROVED'] as const).map((event) => ({
      agreementId: id,
      version,
      event,
      agency: null,
      actor: installer,
      person: null,
      at,
      endsOn: null,
      reason: null,
    }));
  await insertAgreements(transaction, agreements);
  await insertAgreementEvents(transaction, agreements.flatMap(eventsOf));
  await raisePolicyNumber(transaction);
};

/** A file that says something else than the store is somebody's change past the officers: it does nothing, and is said. */
const checkConfigured = (configured: readonly Agreement[], stored: readonly StoredAgreement[]): void => {
  const problems = configured.flatMap(({ id, version, ...rest }) => {
    const known = stored.find(({ content }) => content.id === id && content.version === version);
    if (!known) return [`${id}, version ${version}, is in the file and not in the store.`];
    return canonicalize(known.content) === canonicalize({ id, version, ...rest })
      ? []
      : [`${id}, version ${version}, says something else in the file than in the store.`];
  });
  if (problems.length === 0) return;
  throw new ConfigurationError(
    [
      'HUB_AGREEMENTS: the file is only what a new store begins with, and this store has agreements.',
      ...problems,
      'Take this out of the file, and let an officer propose it: npm run hub -- agreements propose FILE.',
    ].join('\n'),
  );
};

/** What holds must still make sense: a contract may have lost a field, the registry an agency (THREATS.md, "Stale rule"). */
const checkApproved = (agreements: readonly Agreement[], input: InstallationInput): void => {
  const problems = agreements.flatMap((agreement) => {
    const recipient = input.agencies.get(agreement.recipient);
    const controller = input.agencies.get(agreement.controller);
    if (!recipient) return [`${agreement.id}: no agency is called ${agreement.recipient}`];
    if (!controller) return [`${agreement.id}: no agency is called ${agreement.controller}`];
    return checkAgreement(agreement, { ...input, recipient, controller }).map(
      (problem) => `${agreement.id}, version ${agreement.version}: ${problem}`,
    );
  });
  if (problems.length === 0) return;
  throw new ConfigurationError(
    [
      'The store holds agreements that do not fit the contracts and the registry any more.',
      ...problems,
      'Start with what they fit, end them or propose another version, and then change the contracts or the registry.',
    ].join('\n'),
  );
};

/**
 * Makes the store's agreements ready for a start: a new store is given those of the file, any other must hold them already.
 * What holds now or later is checked again, and the second net is made of it.
 *
 * @throws ConfigurationError
 */
export const installAgreements = async (input: InstallationInput): Promise<void> =>
  await input.database.transaction(async (transaction) => {
    await lockPolicy(transaction);
    const stored = await findAgreements(transaction);
    if (stored.length === 0) await enter(transaction, input.configured, input.clock());
    else checkConfigured(input.configured, stored);
    const agreements = approvedAgreements(stored.length === 0 ? await findAgreements(transaction) : stored);
    checkApproved(
      agreements.filter((agreement) => !isOver(agreement, input.today())),
      input,
    );
    await writeReach(transaction, input.reachOf(agreements));
  });
