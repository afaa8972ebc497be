import { policyVersion } from '../access/agreement-file.ts';
import { isOver } from '../access/agreement-history.ts';
import { type Agreements, createAgreements } from '../access/agreements.ts';
import { installAgreements } from '../access/install-agreements.ts';
import { type ChangePolicy, createPolicyChanges } from '../access/policy-changes.ts';
import { createPolicyHistory, type PolicyHistory } from '../access/policy-history.ts';
import { openPolicySnapshot, type PolicySnapshot } from '../access/policy-snapshot.ts';
import { reachOf } from '../access/reach.ts';
import { appendWithin } from '../audit/audit-log.ts';
import type { Agreement } from '../domain/agreement.ts';
import { localDateOf } from '../domain/local-date.ts';
import { readSetting } from './configuration.ts';
import { faultOf } from './fault-of.ts';
import type { Core, World } from './open-core.ts';
import { runsCore } from './runs-core.ts';

/** What is agreed, and how it changes. */
export interface OpenedPolicy {
  readonly policy: PolicySnapshot;
  readonly agreements: Agreements;
  /** The one way in which the policy changes. */
  readonly change: ChangePolicy;
  /** The agreements of a policy that the log names. */
  readonly agreementsAt: PolicyHistory;
}

/**
 * Makes the store's agreements ready, and opens what reads and changes them.
 *
 * @throws ConfigurationError where the agreements in the store do not fit the file, the contracts or the registry.
 */
export const openPolicy = async (core: Core, world: World): Promise<OpenedPolicy> => {
  const { configuration, configuredAgreements: configured, database, graph, registry } = core;
  const { catalogue } = graph;
  const { clock } = world;
  const { agencies } = registry;
  const { legalBases } = core;
  const sources = [...registry.sources.values()];
  const registryText = readSetting('HUB_AGENCIES', configuration.agenciesFile);
  const today = (): string => localDateOf(clock(), registry.timeZone);
  const categoryOf = (coordinate: string) => catalogue.governed.get(coordinate)?.category;
  const versionOf = (agreements: readonly Agreement[]): string => policyVersion(agreements, registryText);
  // The second net goes by what holds today or later, so that what has ended is out of reach as well.
  const reach = (agreements: readonly Agreement[]) =>
    reachOf(
      catalogue,
      sources,
      agreements.filter((each) => !isOver(each, today())),
    );

  if (runsCore(configuration))
    await installAgreements({
      database,
      configured,
      agencies,
      legalBases,
      categoryOf,
      reachOf: reach,
      clock,
      today,
    });
  const policy = await openPolicySnapshot({
    database,
    versionOf,
    elapsed: () => performance.now(),
    onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'the policy could not be read'),
  });
  const change = createPolicyChanges({
    database,
    snapshot: policy,
    versionOf,
    reachOf: reach,
    log: async (transaction, acts) =>
      await appendWithin(
        transaction,
        acts.map((act) => ({ kind: 'POLICY', ...act })),
      ),
    clock,
  });
  const agreements = createAgreements({
    database,
    agencies,
    legalBases,
    sources,
    catalogue,
    categoryOf,
    today,
    change,
  });
  return { policy, agreements, change, agreementsAt: createPolicyHistory({ database, versionOf }) };
};
