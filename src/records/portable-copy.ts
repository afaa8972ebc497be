import type { JsonValue } from '../domain/json-value.ts';
import { type Catalogue, inputsOf } from '../policy/catalogue.ts';
import type { OwnRecord } from './own-records.ts';

/** What a copy says besides the records. */
export interface CopyContext {
  /** The id under which the person's own token knows them. */
  readonly person: string;
  /** Local date. */
  readonly today: string;
  readonly catalogue: Catalogue;
}

const recordAsJson = ({ row, since, values }: OwnRecord): JsonValue => ({
  source: row.source,
  controller: row.controller,
  kind: row.kind,
  since,
  values: Object.fromEntries(values.map(({ field, value }) => [field.coordinate, value])),
});

/** All that is held, to take along (GDPR art. 20): structured, by the coordinates of the published schema. */
export const copyAsJson = (records: readonly OwnRecord[], { person, today }: CopyContext): JsonValue => ({
  madeOn: today,
  person,
  records: records.map(recordAsJson),
});

/** Namespaces that the Core Person Vocabulary 2.1 uses, written out so that nothing has to be fetched to read a copy. */
const context = {
  person: 'http://www.w3.org/ns/person#',
  foaf: 'http://xmlns.com/foaf/0.1/',
  cv: 'http://data.europa.eu/m8g/',
  locn: 'http://www.w3.org/ns/locn#',
  dct: 'http://purl.org/dc/terms/',
  schema: 'https://schema.org/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

const asText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Every different value that registers state of one of the hub's own fields: the vocabulary has each 0..n times. */
const statedOf = (records: readonly OwnRecord[], catalogue: Catalogue, coordinate: string): string[] => {
  const inputs = new Set(inputsOf(catalogue, coordinate));
  const stated = records.flatMap(({ values }) =>
    values.filter(({ field }) => inputs.has(field.coordinate)).map(({ value }) => asText(value)),
  );
  return [...new Set(stated)];
};

const statementOf = ({ row, since, values }: OwnRecord): JsonValue => ({
  '@type': 'schema:Dataset',
  'dct:source': row.source,
  'dct:publisher': row.controller,
  'dct:type': row.kind,
  'dct:date': { '@type': 'xsd:date', '@value': since },
  'schema:variableMeasured': values.map(({ field, value }) => ({
    '@type': 'schema:PropertyValue',
    'schema:propertyID': field.coordinate,
    'schema:value': asText(value),
  })),
});

/**
 * The same as JSON-LD: a `person:Person` of SEMIC's Core Person Vocabulary 2.1.2 with every value that registers state
 * (DOMAIN.md 2.5), and each record as it is, so that nothing is lost for which the vocabulary has no word.
 */
export const copyAsCorePerson = (
  records: readonly OwnRecord[],
  { person, today, catalogue }: CopyContext,
): JsonValue => {
  const stated = (coordinate: string): string[] => statedOf(records, catalogue, coordinate);
  return {
    '@context': context,
    '@type': 'person:Person',
    'dct:identifier': person,
    'dct:issued': { '@type': 'xsd:date', '@value': today },
    'foaf:givenName': stated('Person.givenName'),
    'foaf:familyName': stated('Person.familyName'),
    'cv:birthDate': stated('Person.birthDate').map((day) => ({ '@type': 'xsd:date', '@value': day })),
    'cv:domicile': stated('Household.address').map((address) => ({
      '@type': 'locn:Address',
      'locn:fullAddress': address,
    })),
    'dct:isReferencedBy': records.map(statementOf),
  };
};
