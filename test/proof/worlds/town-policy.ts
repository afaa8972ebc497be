import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { projectFile } from '../../../src/server/configuration.ts';

interface WrittenAgency {
  objectsPerHour?: number;
}
interface WrittenAgreement {
  id: string;
  relationships?: readonly string[];
}

const read = (name: string): unknown => parse(readFileSync(projectFile('config', 'demo', name), 'utf8'));

/** A campaign asks more in an hour than anybody works: a budget that ends would refuse the rest of it, in both worlds alike. */
const objectsPerHour = 1_000_000;

/** The demo's registry with a budget that no campaign uses up. */
export const townRegistry = (): string => {
  const registry = read('agencies.yaml') as { agencies: readonly WrittenAgency[] };
  return stringify({
    ...registry,
    agencies: registry.agencies.map((each) => ({ ...each, objectsPerHour })),
  });
};

/** What the demo's agreements have none of: kinds of relationship that alone count, and roles that a prohibition ignores. */
const narrowed: Readonly<Record<string, Partial<WrittenAgreement>>> = {
  'petnjica-municipality-to-centre': { relationships: ['OPEN_CASE'] },
  'centre-to-berane-municipality': { relationships: ['CURRENT_RECORD', 'ACCEPTED_REFERRAL'] },
};

/** The agreement of which a second version waits for an officer of the controller. */
export const waitingAgreement = 'berane-municipality-to-centre-triage';

const forOneRole = {
  id: waitingAgreement,
  recipient: 'berane.centre',
  controller: 'berane.municipality',
  purpose: 'social-welfare-provision',
  categories: ['IDENTITY'],
  prohibits: ['Tenancy.rent'],
  basis: { article6: 'A6-1-c', citation: { jurisdiction: 'ME', code: 'social-and-child-protection' } },
  requires: 'RELATIONSHIP',
  roles: ['triage'],
  area: ['berane'],
  validFrom: '2026-01-01',
};

/** The demo's agreements, with more of what the rules tell apart. */
export const townAgreements = (): string => {
  const { agreements } = read('agreements.yaml') as { agreements: readonly WrittenAgreement[] };
  return stringify({
    agreements: [...agreements.map((each) => ({ ...each, ...narrowed[each.id] })), forOneRole],
  });
};
