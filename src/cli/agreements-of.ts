import { policyVersion } from '../access/agreement-file.ts';
import { approvedAgreements } from '../access/agreement-history.ts';
import { createPolicyHistory, type PolicyHistory } from '../access/policy-history.ts';
import type { Agreement } from '../domain/agreement.ts';
import { readSetting } from '../server/configuration.ts';
import type { Core } from '../server/open-core.ts';
import { findAgreements } from '../store/agreement-store.ts';

/** Every version that was ever approved, each for the days on which it held; of a new store, what it will begin with. */
export const agreementsOf = async (core: Core): Promise<readonly Agreement[]> => {
  const stored = await findAgreements(core.database);
  return stored.length > 0 ? approvedAgreements(stored) : core.configuredAgreements;
};

/** The agreements of a policy that the log names, at an instant. */
export const agreementsAtOf = ({
  configuration,
  database,
}: Pick<Core, 'configuration' | 'database'>): PolicyHistory => {
  const registryText = readSetting('HUB_AGENCIES', configuration.agenciesFile);
  return createPolicyHistory({
    database,
    versionOf: (agreements) => policyVersion(agreements, registryText),
  });
};
