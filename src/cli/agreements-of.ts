import { approvedAgreements } from '../access/agreement-history.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Core } from '../server/open-core.ts';
import { findAgreements } from '../store/agreement-store.ts';

/** Every version that was ever approved, each for the days on which it held; of a new store, what it will begin with. */
export const agreementsOf = async (core: Core): Promise<readonly Agreement[]> => {
  const stored = await findAgreements(core.database);
  return stored.length > 0 ? approvedAgreements(stored) : core.configuredAgreements;
};
