import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import {
  type Agency,
  agencyKinds,
  type PurposeClass,
  type Registration,
  type Source,
} from '../domain/agency.ts';
import type { Operator } from '../domain/contact.ts';
import { jurisdictions } from '../domain/legal-basis.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import { type ConfigurationProblem, readConfiguration } from './configuration-file.ts';
import { keySetProblems, keySetSchema, type SignatureAlgorithm, signatureAlgorithms } from './key-set.ts';

/**
 * Where an issuer's public keys are: written in the registry, in a file beside it, published at an address, or made for a
 * demonstration.
 */
export type KeySource =
  | { readonly jwks: JSONWebKeySet }
  | { readonly file: string }
  | { readonly url: string }
  | { readonly demo: true };

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
  /** Local communities by municipality, where they are configured and not learned from its register. */
  readonly localCommunities: ReadonlyMap<string, readonly string[]>;
  /** What people call each municipality: an officer reads no identifiers. */
  readonly municipalityNames: ReadonlyMap<string, string>;
  /** Who runs the hub; null where the file does not say it, and then the register of processing says that it is missing. */
  readonly operator: Operator | null;
}

/** What an agency may look up and be shown in an hour where its registration says nothing else. */
export const usualObjectsPerHour = 20_000;

const name = z.string().trim().min(1).max(200);
const identifier = z
  .string()
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'an identifier of a-z, 0-9, dots and hyphens is expected');
/** A register's name may say whose it is: `petnjica/housing`. */
const sourceIdentifier = z
  .string()
  .regex(
    /^[a-z0-9]+(?:[./-][a-z0-9]+)*$/,
    'an identifier of a-z, 0-9, dots, hyphens and slashes is expected',
  );
const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const distinctList = <Item extends z.ZodType>(item: Item) =>
  z.array(item).refine(distinct, 'something is named twice');

const slug = z.string().refine((text) => purposeOfSlug(text) !== undefined, 'no purpose has this slug');
const term = slug.transform((text) => purposeOfSlug(text)?.term ?? '');
const registration = z.strictObject({
  class: z
    .string()
    .regex(
      /^(?:operational|statistics|administration|project:[a-z0-9-]+)$/,
      'operational, statistics, administration or project:<name> is expected',
    )
    .transform((text) => text as PurposeClass),
  operations: distinctList(
    z.string().regex(/^[_a-z][_A-Za-z0-9]*$/, 'a root field of the graph is expected'),
  ),
});
/** Keyed by slug as it is written, so that a problem names the line; turned into terms once the file holds. */
const registrations = z.record(slug, registration);
const keys = z
  .strictObject({
    jwks: keySetSchema.optional(),
    file: z.string().min(1).optional(),
    // Which addresses may be fetched from is the profile's to say; here it is one at all.
    url: z.url({ protocol: /^https?$/, error: 'an address is expected' }).optional(),
    demo: z.literal(true).optional(),
  })
  .transform((given, context): KeySource => {
    const [[source] = [], ...more] = Object.entries(given).filter(([, value]) => value !== undefined);
    if (source !== undefined && more.length === 0) return given as KeySource;
    context.addIssue(
      'exactly one of jwks: { keys: [...] }, file: <name>, url: <address> and demo: true is expected',
    );
    return z.NEVER;
  });
const issuer = z.strictObject({
  issuer: z
    .url({ protocol: /^https$/, error: 'an https address is expected' })
    .refine((text) => !/[?#]/.test(text), 'an issuer has neither query nor fragment'),
  algorithms: distinctList(z.enum(signatureAlgorithms)).min(1, 'no algorithm is named'),
  keys,
  senderConstrained: z.boolean().default(false),
  purposes: registrations,
});

const contact = z
  .strictObject({
    name: name.nullable().default(null),
    address: name.nullable().default(null),
    email: z.email('an e-mail address is expected').nullable().default(null),
    telephone: z
      .string()
      .regex(/^\+?[\d\s/()-]{3,30}$/, 'a telephone number is expected')
      .nullable()
      .default(null),
  })
  .refine(
    ({ address, email, telephone }) => (address ?? email ?? telephone) !== null,
    'an address, e-mail or telephone is expected',
  );
/** What the register of processing says of a body; it can be left out here, and is then named there as missing. */
const responsible = {
  jurisdiction: z.enum(jurisdictions).optional(),
  contact: contact.optional(),
  dataProtectionOfficer: contact.optional(),
};

const schema = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'a time zone such as Europe/Podgorica is expected'),
  agencies: z
    .array(
      issuer.extend({
        id: identifier,
        name,
        kind: z.enum(agencyKinds),
        municipalities: distinctList(identifier).min(1, 'no municipality is named'),
        ...responsible,
        jurisdiction: z.enum(jurisdictions),
        objectsPerHour: z.int().min(1).max(10_000_000).default(usualObjectsPerHour),
      }),
    )
    .min(1, 'no agency is named'),
  persons: issuer,
  sources: z.array(
    z.strictObject({
      id: sourceIdentifier,
      adapter: identifier,
      controller: identifier,
      municipality: identifier.nullable(),
      file: z.string().min(1).nullable(),
      pushers: distinctList(identifier),
      own: z.strictObject({ purposes: distinctList(term), roles: distinctList(name) }),
    }),
  ),
  localCommunities: z.record(identifier, distinctList(name)).default({}),
  municipalityNames: z.record(identifier, name),
  operator: z
    .strictObject({ name, ...responsible })
    .nullable()
    .default(null),
});
type RegistryFile = z.output<typeof schema>;

const repeated = (
  values: readonly string[],
  path: (index: number) => PropertyKey[],
): ConfigurationProblem[] =>
  values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ path: path(index), message: `${value} is named twice` }] : [],
  );

const agencyProblems = ({ agencies, persons }: RegistryFile): ConfigurationProblem[] => [
  ...repeated(
    agencies.map(({ id }) => id),
    (index) => ['agencies', index, 'id'],
  ),
  // Two agencies behind one issuer could speak for each other (T3).
  ...repeated([...agencies.map((each) => each.issuer), persons.issuer], (index) =>
    index < agencies.length ? ['agencies', index, 'issuer'] : ['persons', 'issuer'],
  ),
  ...[...agencies, persons].flatMap((each, index) =>
    ('jwks' in each.keys ? keySetProblems(each.keys.jwks, each.algorithms) : []).map((message) => ({
      path: [...(index < agencies.length ? ['agencies', index] : ['persons']), 'keys', 'jwks'],
      message,
    })),
  ),
];

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

const placeProblems = (file: RegistryFile): ConfigurationProblem[] => {
  const known = new Set(file.agencies.flatMap(({ municipalities }) => municipalities));
  const unknown = (['localCommunities', 'municipalityNames'] as const).flatMap((key) =>
    Object.keys(file[key])
      .filter((municipality) => !known.has(municipality))
      .map((municipality) => ({
        path: [key, municipality],
        message: `no agency works in ${municipality}`,
      })),
  );
  const unnamed = [...known].filter((municipality) => !Object.hasOwn(file.municipalityNames, municipality));
  return [
    ...unknown,
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
  const { value: file, refuse } = readConfiguration(text, fileName, schema);
  refuse([
    ...agencyProblems(file),
    ...repeated(
      file.sources.map(({ id }) => id),
      (index) => ['sources', index, 'id'],
    ),
    ...sourceProblems(file),
    ...placeProblems(file),
  ]);
  return {
    timeZone: file.timeZone,
    agencies: new Map(
      file.agencies.map(({ issuer: _issuer, algorithms: _algorithms, keys: _keys, purposes, ...agency }) => [
        agency.id,
        { ...agency, registrations: toRegistrations(purposes) },
      ]),
    ),
    issuers: new Map([...file.agencies.map((each) => toIssuer(each, each.id)), toIssuer(file.persons, null)]),
    persons: { issuer: file.persons.issuer, registrations: toRegistrations(file.persons.purposes) },
    sources: new Map(file.sources.map((each) => [each.id, each])),
    localCommunities: new Map(Object.entries(file.localCommunities)),
    municipalityNames: new Map(Object.entries(file.municipalityNames)),
    operator: file.operator,
  };
};

/** The issuer that speaks for an agency, or null where no agency is called so. */
export const issuerOf = ({ issuers }: Pick<Registry, 'issuers'>, agency: string): string | null => {
  for (const issuer of issuers.values()) if (issuer.agency === agency) return issuer.issuer;
  return null;
};
