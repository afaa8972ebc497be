import 'reflect-metadata';
import { readAgreements } from '../../src/access/agreement-file.ts';
import type { Registry } from '../../src/access/registry.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { purposeOfSlug } from '../../src/domain/purpose.ts';
import { buildRuleset, type Ruleset } from '../../src/policy/ruleset.ts';
import { readConfiguration, readSetting } from '../../src/server/configuration.ts';
import { projectContracts } from '../../src/server/load-contracts.ts';
import { loadRegistry } from '../../src/server/load-registry.ts';
import { legalBases } from '../access/legal-bases.ts';

const configuration = readConfiguration({});

/** The demo's graph, registry and agreements, as a start reads them. */
export const { graph } = projectContracts();
export const registry: Registry = loadRegistry(configuration).registry;
export const agreements: readonly Agreement[] = readAgreements(
  readSetting('HUB_AGREEMENTS', configuration.agreementsFile),
  configuration.agreementsFile,
  registry,
  legalBases,
  (coordinate) => graph.catalogue.governed.get(coordinate)?.category,
);
export const today = '2026-11-21';

/** A named actor of an agency, for a purpose by its slug. */
export const callerOf = (
  agency: string,
  purpose: string,
  changes: Partial<AgencyCaller> = {},
): AgencyCaller => ({
  kind: 'AGENCY',
  agency,
  actor: 'nada',
  named: true,
  self: null,
  purpose: purposeOfSlug(purpose)?.term ?? purpose,
  roles: [],
  area: null,
  token: { issuer: 'https://issuer.example', id: '1' },
  ...changes,
});

/** What the demo's agreements give a caller. */
export const rulesetOf = (caller: AgencyCaller, changed: readonly Agreement[] = agreements): Ruleset => {
  const agency = registry.agencies.get(caller.agency);
  if (!agency) throw new Error(`no agency ${caller.agency}`);
  return buildRuleset({
    caller,
    agency,
    purposeClass: agency.registrations.get(caller.purpose)?.class ?? 'operational',
    catalogue: graph.catalogue,
    agreements: changed,
    sources: [...registry.sources.values()],
    today,
  });
};
