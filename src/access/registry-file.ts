import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { agencyKinds, type PurposeClass } from '../domain/agency.ts';
import { languageTag } from '../domain/language.ts';
import { jurisdictions } from '../domain/legal-basis.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import { leastCellRule } from '../statistics/cell-rule.ts';
import { day, distinctList, identifier, name } from './file-words.ts';
import { keySchema, keySetSchema, signatureAlgorithms } from './key-set.ts';
import { projectFile } from './project-file.ts';
import { sourceConnection } from './source-connection-file.ts';

/**
 * Where an issuer's public keys are: written in the registry, in a file beside it, published at an address, or made for a
 * demonstration.
 */
export type KeySource =
  | { readonly jwks: JSONWebKeySet }
  | { readonly file: string }
  | { readonly url: string }
  | { readonly demo: true };

/** What an agency may look up and be shown in an hour where its registration says nothing else. */
export const usualObjectsPerHour = 20_000;

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

const slug = z.string().refine((text) => purposeOfSlug(text) !== undefined, 'no purpose has this slug');
const term = slug.transform((text) => purposeOfSlug(text)?.term ?? '');
const age = z.int().min(0).max(120);
const squareMetres = z.number().min(0).max(1000);
const housingRules = z
  .strictObject({
    ...{ id: identifier, version: name, source: name },
    rooms: z
      .strictObject({ adultFrom: age, sharingBySexFrom: age })
      .refine(({ adultFrom, sharingBySexFrom }) => sharingBySexFrom <= adultFrom, 'nobody shares by sex')
      .nullable()
      .default(null),
    floorArea: z.strictObject({ first: squareMetres, each: squareMetres }).nullable().default(null),
  })
  .refine(
    ({ rooms, floorArea }) => rooms !== null || floorArea !== null,
    'neither rooms nor floor is asked for',
  );
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

/** The registry as its file has it; what no single place of it shows is checked by `readRegistry`. */
export const registryFile = z.strictObject({
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
        matterKey: z
          .union([z.strictObject({ jwk: keySchema }), z.strictObject({ demo: z.literal(true) })])
          .optional(),
        guardianshipAuthority: z.boolean().default(false),
        webhooks: z
          .array(
            z.strictObject({
              name: identifier,
              url: z.url({ protocol: /^https?$/, error: 'an address is expected' }),
              purpose: term,
              roles: distinctList(name).default([]),
            }),
          )
          .default([]),
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
      connection: sourceConnection.nullable().default(null),
      pushers: distinctList(identifier),
      own: z.strictObject({ purposes: distinctList(term), roles: distinctList(name) }),
    }),
  ),
  preferred: z
    .record(
      z.string().regex(/^[A-Z][A-Za-z]*\.[a-z][A-Za-z]*$/, 'a field such as Person.birthDate is expected'),
      distinctList(sourceIdentifier).min(1, 'no source is named'),
    )
    .default({}),
  notices: z
    .array(
      z.strictObject({
        version: name,
        controllers: distinctList(identifier).min(1, 'no controller is named'),
        from: day,
        until: day.nullable().default(null),
        address: z.url({ protocol: /^https$/, error: 'an https address is expected' }),
        readings: z
          .array(
            z.strictObject({
              language: z.string().regex(languageTag, 'a language tag (BCP 47) is expected'),
              script: z.enum(['Latn', 'Cyrl']),
            }),
          )
          .min(1, 'no language is named'),
      }),
    )
    .default([]),
  localCommunities: z.record(identifier, distinctList(name)).default({}),
  /** By municipality and settlement: the local communities of which it is the sum in statistics. */
  settlements: z.record(identifier, z.record(name, distinctList(name))).default({}),
  /** By municipality: how its law says that a home is too small, where it says it otherwise than Eurostat's room rule. */
  housingRules: z.record(identifier, housingRules).default({}),
  /** From how many a cell of statistics is given: never from fewer than R24 says. */
  smallestCell: z
    .strictObject({
      persons: z.int().min(leastCellRule.persons).default(leastCellRule.persons),
      households: z.int().min(leastCellRule.households).default(leastCellRule.households),
    })
    .default(leastCellRule),
  /** What is paid for, and the numbers that its funders are shown. */
  projects: z.array(projectFile).default([]),
  municipalityNames: z.record(identifier, name),
  operator: z
    .strictObject({ name, ...responsible })
    .nullable()
    .default(null),
});
export type RegistryFile = z.output<typeof registryFile>;
