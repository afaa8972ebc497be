import type { Agency, Registration, Source } from '../domain/agency.ts';
import type { Operator } from '../domain/contact.ts';
import type { Notice } from '../domain/notice.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import type { CellRule } from '../statistics/cell-rule.ts';
import type { HousingRules } from '../statistics/housing-rules.ts';
import type { Project } from '../statistics/project.ts';
import { type ConfigurationProblem, readConfiguration } from './configuration-file.ts';
import { keySetProblems, type SignatureAlgorithm } from './key-set.ts';
import type { MatterKeySource } from './matter-keys.ts';
import { projectProblems } from './project-file.ts';
import { type KeySource, type RegistryFile, registryFile } from './registry-file.ts';
import { repeatedProblems } from './repeated-problems.ts';

/** Who signs tokens, with what, and for whom. */
export interface IssuerRegistration {
  readonly issuer: string;
  /** The agency its tokens speak for, or null for the issuer of persons. */
  readonly agency: string | null;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keys: KeySource;
  /** Whether its tokens are accepted with a proof of their key alone (RFC 9449), never as bearer tokens. */
  readonly senderConstrained: boolean;
}

/** The agencies, persons and registers a hub knows. */
export interface Registry {
  readonly timeZone: string;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly issuers: ReadonlyMap<string, IssuerRegistration>;
  /** What a person acting for themselves may do, by purpose. */
  readonly persons: { readonly issuer: string; readonly registrations: ReadonlyMap<string, Registration> };
  readonly sources: ReadonlyMap<string, Source>;
  /** Where the public keys are for which agencies' sealed matters are encrypted (R11). */
  readonly matterKeys: ReadonlyMap<string, MatterKeySource>;
  /**
   * Which register's statement of one of the hub's own fields is shown before another's: sources in their order, by coordinate.
   * What is not named comes after, the latest first.
   */
  readonly preferred: ReadonlyMap<string, readonly string[]>;
  /** The notices that people are read before they consent; of a controller without one nobody can consent to anything. */
  readonly notices: readonly Notice[];
  /** Local communities by municipality, where they are configured and not learned from its register. */
  readonly localCommunities: ReadonlyMap<string, readonly string[]>;
  /** By municipality and settlement: the local communities of which it is the sum in statistics. */
  readonly settlements: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;
  /** By municipality: how its law says that a home is too small, where it says it otherwise than Eurostat. */
  readonly housingRules: ReadonlyMap<string, HousingRules>;
  /** From how many a cell of statistics is given. */
  readonly smallestCell: CellRule;
  /** What is paid for, by id. */
  readonly projects: ReadonlyMap<string, Project>;
  /** What people call each municipality: an officer reads no identifiers. */
  readonly municipalityNames: ReadonlyMap<string, string>;
  /** Who runs the hub; null where the file does not say it, and then the register of processing says that it is missing. */
  readonly operator: Operator | null;
}

const agencyProblems = ({ agencies, persons }: RegistryFile): ConfigurationProblem[] => [
  ...repeatedProblems(
    agencies.map(({ id }) => id),
    (index) => ['agencies', index, 'id'],
  ),
  // Two agencies behind one issuer could speak for each other (T3).
  ...repeatedProblems([...agencies.map((each) => each.issuer), persons.issuer], (index) =>
    index < agencies.length ? ['agencies', index, 'issuer'] : ['persons', 'issuer'],
  ),
  ...[...agencies, persons].flatMap((each, index) =>
    ('jwks' in each.keys ? keySetProblems(each.keys.jwks, each.algorithms) : []).map((message) => ({
      path: [...(index < agencies.length ? ['agencies', index] : ['persons']), 'keys', 'jwks'],
      message,
    })),
  ),
];

/** R23, S9: what is rung for is what the purpose may ask for, and every delivery is kept under the webhook's own name. */
const webhookProblems = ({ agencies }: RegistryFile): ConfigurationProblem[] =>
  agencies.flatMap(({ id, webhooks, purposes }, index) => [
    ...repeatedProblems(
      webhooks.map(({ name }) => name),
      (position) => ['agencies', index, 'webhooks', position, 'name'],
    ),
    ...webhooks.flatMap(({ purpose }, position) => {
      const registered = Object.entries(purposes).find(
        ([slug]) => purposeOfSlug(slug)?.term === purpose,
      )?.[1];
      return registered?.operations.includes('recordChanged') &&
        registered.operations.includes('recordChange')
        ? []
        : [
            {
              path: ['agencies', index, 'webhooks', position, 'purpose'],
              message: `${id} has registered neither recordChanged nor recordChange for it`,
            },
          ];
    }),
  ]);

const sourceProblems = (file: RegistryFile): ConfigurationProblem[] =>
  file.sources.flatMap(({ controller, municipality, pushers, own }, index) => {
    const at = (...rest: PropertyKey[]): PropertyKey[] => ['sources', index, ...rest];
    const agency = file.agencies.find(({ id }) => id === controller);
    if (!agency) return [{ path: at('controller'), message: `no agency is called ${controller}` }];
    const problems: ConfigurationProblem[] = [];
    if (municipality !== null && !agency.municipalities.includes(municipality)) {
      problems.push({ path: at('municipality'), message: `${controller} does not work in ${municipality}` });
    }
    for (const [position, pusher] of pushers.entries()) {
      if (file.agencies.some(({ id }) => id === pusher)) continue;
      problems.push({ path: at('pushers', position), message: `no agency is called ${pusher}` });
    }
    // R2 step 4: a controller reads its own records "under a purpose it registered".
    const registered = Object.keys(agency.purposes).map((each) => purposeOfSlug(each)?.term);
    for (const [position, purpose] of own.purposes.entries()) {
      if (registered.includes(purpose)) continue;
      problems.push({
        path: at('own', 'purposes', position),
        message: `${controller} has not registered ${purpose}`,
      });
    }
    return problems;
  });

const preferredProblems = ({ preferred, sources }: RegistryFile): ConfigurationProblem[] =>
  Object.entries(preferred).flatMap(([coordinate, order]) =>
    order.flatMap((source, position) =>
      sources.some(({ id }) => id === source)
        ? []
        : [{ path: ['preferred', coordinate, position], message: `no source is called ${source}` }],
    ),
  );

const noticeProblems = ({ agencies, notices }: RegistryFile): ConfigurationProblem[] => [
  ...notices.flatMap(({ controllers, from, until }, index) => [
    ...controllers.flatMap((controller, position) =>
      agencies.some(({ id }) => id === controller)
        ? []
        : [
            {
              path: ['notices', index, 'controllers', position],
              message: `no agency is called ${controller}`,
            },
          ],
    ),
    ...(until !== null && until <= from
      ? [{ path: ['notices', index, 'until'], message: 'it ends before it begins' }]
      : []),
  ]),
  // Which of two was read could not be said.
  ...repeatedProblems(
    notices.flatMap(({ version, controllers }) => controllers.map((each) => `${version} of ${each}`)),
    () => ['notices'],
  ),
];

const placeProblems = (file: RegistryFile): ConfigurationProblem[] => {
  const known = new Set(file.agencies.flatMap(({ municipalities }) => municipalities));
  const unknown = (['localCommunities', 'settlements', 'housingRules', 'municipalityNames'] as const).flatMap(
    (key) =>
      Object.keys(file[key])
        .filter((municipality) => !known.has(municipality))
        .map((municipality) => ({
          path: [key, municipality],
          message: `no agency works in ${municipality}`,
        })),
  );
  const unnamed = [...known].filter((municipality) => !Object.hasOwn(file.municipalityNames, municipality));
  const twice = Object.entries(file.settlements).flatMap(([municipality, settlements]) =>
    repeatedProblems(Object.values(settlements).flat(), () => ['settlements', municipality]),
  );
  return [
    ...unknown,
    ...twice,
    ...unnamed.map((municipality) => ({
      path: ['municipalityNames'],
      message: `the name of ${municipality} is missing`,
    })),
  ];
};

const toRegistrations = (purposes: RegistryFile['persons']['purposes']): ReadonlyMap<string, Registration> =>
  new Map(
    Object.entries(purposes).flatMap(([written, { class: purposeClass, operations }]) => {
      const purpose = purposeOfSlug(written)?.term;
      return purpose === undefined
        ? []
        : [[purpose, { purpose, class: purposeClass, operations: new Set(operations) }]];
    }),
  );

const toIssuer = (file: RegistryFile['persons'], agency: string | null): [string, IssuerRegistration] => [
  file.issuer,
  {
    issuer: file.issuer,
    agency,
    algorithms: file.algorithms,
    keys: file.keys,
    senderConstrained: file.senderConstrained,
  },
];

/**
 * Reads the registry: who may speak to the hub and which registers it serves. Whatever is missing, unknown or at odds
 * stops the start with a ConfigurationError that names file, line and path (O3): nothing has a default that opens.
 */
export const readRegistry = (text: string, fileName: string): Registry => {
  const { value: file, refuse } = readConfiguration(text, fileName, registryFile);
  refuse([
    ...agencyProblems(file),
    ...repeatedProblems(
      file.sources.map(({ id }) => id),
      (index) => ['sources', index, 'id'],
    ),
    ...webhookProblems(file),
    ...sourceProblems(file),
    ...preferredProblems(file),
    ...noticeProblems(file),
    ...placeProblems(file),
    ...projectProblems(file.projects, file.agencies),
  ]);
  return {
    timeZone: file.timeZone,
    agencies: new Map(
      file.agencies.map(
        ({ issuer: _issuer, algorithms: _algorithms, keys: _keys, matterKey: _key, purposes, ...agency }) => [
          agency.id,
          { ...agency, registrations: toRegistrations(purposes) },
        ],
      ),
    ),
    issuers: new Map([...file.agencies.map((each) => toIssuer(each, each.id)), toIssuer(file.persons, null)]),
    persons: { issuer: file.persons.issuer, registrations: toRegistrations(file.persons.purposes) },
    matterKeys: new Map(
      file.agencies.flatMap(({ id, matterKey }) => (matterKey ? [[id, matterKey as MatterKeySource]] : [])),
    ),
    sources: new Map(file.sources.map((each) => [each.id, each])),
    preferred: new Map(Object.entries(file.preferred)),
    notices: file.notices,
    localCommunities: new Map(Object.entries(file.localCommunities)),
    settlements: new Map(Object.entries(file.settlements)),
    housingRules: new Map(Object.entries(file.housingRules)),
    smallestCell: file.smallestCell,
    projects: new Map(file.projects.map((each) => [each.id, each])),
    municipalityNames: new Map(Object.entries(file.municipalityNames)),
    operator: file.operator,
  };
};

/** The issuer that speaks for an agency, or null where no agency is called so. */
export const issuerOf = ({ issuers }: Pick<Registry, 'issuers'>, agency: string): string | null => {
  for (const issuer of issuers.values()) if (issuer.agency === agency) return issuer.issuer;
  return null;
};
