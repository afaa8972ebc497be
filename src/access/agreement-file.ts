import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { Agreement } from '../domain/agreement.ts';
import { type Category, categories } from '../domain/category.ts';
import {
  article6Bases,
  article9Bases,
  article10Bases,
  cite,
  jurisdictions,
  type LegalBasisLists,
} from '../domain/legal-basis.ts';
import { parseLocalDate } from '../domain/local-date.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import { relationshipKinds } from '../domain/relationship.ts';
import { checkAgreement } from '../policy/check-agreement.ts';
import { type ConfigurationProblem, readConfiguration } from './configuration-file.ts';
import type { Registry } from './registry.ts';

const text = z.string().trim().min(1).max(500);
const localDate = z
  .string()
  .refine(
    (value) => /^\d{4}-/.test(value) && parseLocalDate(value) === value,
    'a day as yyyy-mm-dd is expected',
  );
const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item).refine((values) => new Set(values).size === values.length, 'something is named twice');

const citation = z
  .strictObject({ jurisdiction: z.enum(jurisdictions), code: text })
  .nullable()
  .default(null);

/** One agreement as it is written. Only what is empty or null can be left out, and the version: no right is ever a default. */
export const agreementSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'an identifier of a-z, 0-9, dots and hyphens is expected'),
  version: z.int().positive().default(1),
  recipient: text,
  controller: text,
  purpose: z
    .string()
    .refine((slug) => purposeOfSlug(slug) !== undefined, 'no purpose has this slug')
    .transform((slug) => purposeOfSlug(slug)?.term ?? ''),
  categories: list(z.enum(categories)).default([]),
  fields: list(text).default([]),
  prohibits: list(text).default([]),
  basis: z.strictObject({
    article6: z.enum(article6Bases),
    article9: z.enum(article9Bases).nullable().default(null),
    article10: z.enum(article10Bases).nullable().default(null),
    citation,
  }),
  overridesObjection: citation,
  requires: z.enum(['NOTHING', 'RELATIONSHIP', 'CONSENT']),
  relationships: list(z.enum(relationshipKinds)).default([]),
  mayAsk: z.boolean().default(false),
  area: list(text).default([]),
  roles: list(text).default([]),
  validFrom: localDate,
  validUntil: localDate.nullable().default(null),
});

const schema = z.strictObject({ agreements: z.array(agreementSchema) });

const overlap = (one: Agreement, other: Agreement): boolean =>
  (one.validUntil === null || other.validFrom < one.validUntil) &&
  (other.validUntil === null || one.validFrom < other.validUntil);

/** An id can have several versions, one at a time: two in force at once would add up to more than either says. */
const versionProblem = (agreement: Agreement, earlier: readonly Agreement[]): string | null => {
  const same = earlier.filter(({ id }) => id === agreement.id);
  if (same.some(({ version }) => version === agreement.version)) {
    return `The agreement ${agreement.id} has version ${agreement.version} twice.`;
  }
  return same.some((each) => overlap(each, agreement))
    ? `The agreement ${agreement.id} has two versions that are in force at the same time.`
    : null;
};

type WrittenAgreement = z.output<typeof agreementSchema>;

/** Where a code stands in what is written. */
type CodePath = readonly ['basis', 'citation', 'code'] | readonly ['overridesObjection', 'code'];

/** The agreement with its citations resolved, or where it names a code that no list has. */
export const resolveCitations = (
  written: WrittenAgreement,
  legalBases: LegalBasisLists,
): { readonly agreement: Agreement } | { readonly unknown: CodePath } => {
  const { basis, overridesObjection: overriding } = written;
  const citation = basis.citation && cite(legalBases, basis.citation.jurisdiction, basis.citation.code);
  if (basis.citation && !citation) return { unknown: ['basis', 'citation', 'code'] };
  const overridesObjection = overriding && cite(legalBases, overriding.jurisdiction, overriding.code);
  if (overriding && !overridesObjection) return { unknown: ['overridesObjection', 'code'] };
  return { agreement: { ...written, basis: { ...basis, citation }, overridesObjection } };
};

/**
 * Reads the agreements, resolves their citations from the code lists and holds each against R3. What is missing stops the
 * start, with a ConfigurationError that names file, line, the agreement and the sentence of what is missing. `categoryOf`,
 * where the contracts are already read, lets the rules of Art. 9 and Art. 10 see through field coordinates.
 */
export const readAgreements = (
  fileText: string,
  fileName: string,
  registry: Registry,
  legalBases: LegalBasisLists,
  categoryOf?: (coordinate: string) => Category | undefined,
): readonly Agreement[] => {
  const { value, refuse } = readConfiguration(fileText, fileName, schema);
  const agreements: Agreement[] = [];
  const problems: ConfigurationProblem[] = [];
  for (const [index, written] of value.agreements.entries()) {
    const at = (...rest: PropertyKey[]): PropertyKey[] => ['agreements', index, ...rest];
    const resolved = resolveCitations(written, legalBases);
    if ('unknown' in resolved) {
      const named = resolved.unknown[0] === 'basis' ? written.basis.citation : written.overridesObjection;
      const message = `${written.id}: The code list of ${named?.jurisdiction} has no entry ${named?.code}.`;
      problems.push({ path: at(...resolved.unknown), message });
      continue;
    }
    const { agreement } = resolved;
    const problem = versionProblem(agreement, agreements);
    if (problem !== null) problems.push({ path: at('version'), message: problem });
    agreements.push(agreement);
    const recipient = registry.agencies.get(agreement.recipient);
    const controller = registry.agencies.get(agreement.controller);
    if (!recipient)
      problems.push({ path: at('recipient'), message: `no agency is called ${agreement.recipient}` });
    if (!controller)
      problems.push({ path: at('controller'), message: `no agency is called ${agreement.controller}` });
    if (agreement.validUntil !== null && agreement.validUntil <= agreement.validFrom) {
      problems.push({ path: at('validUntil'), message: 'the agreement ends before it begins' });
    }
    if (!recipient || !controller) continue;
    const parties = { recipient, controller, legalBases, ...(categoryOf ? { categoryOf } : {}) };
    for (const message of checkAgreement(agreement, parties)) {
      problems.push({ path: at(), message: `${agreement.id}: ${message}` });
    }
  }
  refuse(problems);
  return agreements;
};

const byIdAndVersion = (one: Agreement, other: Agreement): number =>
  one.id === other.id ? one.version - other.version : one.id < other.id ? -1 : 1;

/**
 * A short name of what the agreements and the registry say: plans are remembered under it, and the log names it.
 * The order and the layout of the agreements' file do not count (RFC 8785); any change of the registry does.
 */
export const policyVersion = (agreements: readonly Agreement[], registryText: string): string => {
  const content = canonicalize({ agreements: [...agreements].sort(byIdAndVersion), registry: registryText });
  return createHash('sha256')
    .update(content ?? '')
    .digest('hex')
    .slice(0, 16);
};
