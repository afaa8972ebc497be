import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { type About, abouts } from '../domain/about.ts';
import { type Category, categories } from '../domain/category.ts';
import { type CountedInput, countedInputs } from '../domain/counted-input.ts';
import { type Appeal, defaultAppeal } from '../domain/relationship.ts';
import type { Catalogue, Choices, GovernedField, RecordKind } from '../policy/catalogue.ts';
import { directivesOf, onlyUse, refuse, usesOf } from './directive-uses.ts';
import { readNames } from './read-names.ts';

/** What federation adds to every subgraph and no contract labels. */
const federationTypes: ReadonlySet<string> = new Set(['_Service', '_Entity', '_Any']);

interface RecordList {
  readonly coordinate: string;
  readonly adapter: string;
  readonly kind: string;
  readonly type: GraphQLObjectType;
}

const governedTypes = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType =>
      isObjectType(type) &&
      !isIntrospectionType(type) &&
      !federationTypes.has(type.name) &&
      type !== schema.getQueryType() &&
      type !== schema.getMutationType() &&
      type !== schema.getSubscriptionType(),
  );

const recordLists = (types: readonly GraphQLObjectType[]): RecordList[] =>
  types.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) => {
      const coordinate = `${type.name}.${field.name}`;
      const use = onlyUse(directivesOf(field), 'records', coordinate);
      if (!use) return [];
      const shown = getNamedType(field.type);
      if (!isObjectType(shown))
        return refuse(`${coordinate} lists records of ${shown.name}, which is not an object type.`);
      if (isNonNullType(field.type)) refuse(`${coordinate} is governed and must be nullable.`);
      if (!isListType(field.type)) refuse(`${coordinate} is no list, and there can be several records.`);
      return [{ coordinate, adapter: String(use['source']), kind: String(use['kind']), type: shown }];
    }),
  );

const isOneOf = (words: readonly string[], word: unknown): boolean => words.some((each) => each === word);

const countedOf = (
  field: GraphQLField<unknown, unknown>,
  coordinate: string,
  category: unknown,
): CountedInput | null => {
  const use = onlyUse(directivesOf(field), 'counted', coordinate);
  if (!use) return null;
  // R24: of violence only what a municipality counts in a year is told, and never by what single records say.
  if (category === 'PROTECTION')
    refuse(`${coordinate} is of the category PROTECTION: nothing is counted by it.`);
  if (!isOneOf(countedInputs, use['as']))
    refuse(`${coordinate} is counted as what there is not: ${use['as']}.`);
  return use['as'] as CountedInput;
};

const governedField = (
  kind: string,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): GovernedField => {
  const coordinate = `${type.name}.${field.name}`;
  const label =
    onlyUse(directivesOf(field), 'data', coordinate) ?? onlyUse(directivesOf(type), 'data', type.name);
  if (!label) return refuse(`${coordinate} has no @data: its category and whom it is about are missing.`);
  // The labels' own words are not checked where SDL is parsed, and a field of no category is in no agreement's prohibition.
  if (!isOneOf(categories, label['category']))
    refuse(`${coordinate} has a category that there is not: ${label['category']}.`);
  if (!isOneOf(abouts, label['about']))
    refuse(`${coordinate} is about what there is not: ${label['about']}.`);
  // A withheld non-null field would turn the whole answer into null, and so reveal that it was withheld.
  if (isNonNullType(field.type)) refuse(`${coordinate} is governed and must be nullable.`);
  return {
    coordinate,
    field: field.name,
    kind,
    category: label['category'] as Category,
    about: label['about'] as About,
    naturalKey: usesOf(directivesOf(field), 'naturalKey').length > 0,
    counted: countedOf(field, coordinate, label['category']),
  };
};

/** What the hub itself adds to every record type: visible with the record. */
const addedFields: ReadonlySet<string> = new Set(['provenance', 'contested']);

const isPeriod = (text: unknown): boolean => /^P(?=\d)(\d+Y)?(\d+M)?(\d+D)?$/.test(String(text));

const appealOf = (type: GraphQLObjectType): Appeal => {
  const appeal = onlyUse(directivesOf(type), 'appeal', type.name);
  if (!appeal) return defaultAppeal;
  if (String(appeal['citation'] ?? '').trim() === '')
    refuse(`${type.name} has an @appeal without a citation.`);
  if (!isPeriod(appeal['within']))
    refuse(`${type.name} has an @appeal within something that is not a period of years, months and days.`);
  return { period: String(appeal['within']), citation: String(appeal['citation']) };
};

const recordKind = (list: RecordList): RecordKind => {
  const retain =
    onlyUse(directivesOf(list.type), 'retain', list.type.name) ??
    refuse(`${list.type.name} has no @retain: how long a record of kind ${list.kind} is kept is missing.`);
  if (String(retain['citation'] ?? '').trim() === '')
    refuse(`${list.type.name} has a @retain without a citation.`);
  if (!isPeriod(retain['for'])) {
    refuse(`${list.type.name} is retained for something that is not a period of years, months and days.`);
  }
  return {
    kind: list.kind,
    adapter: list.adapter,
    typeName: list.type.name,
    retention: {
      period: String(retain['for']),
      from: String(retain['from']),
      citation: String(retain['citation']),
    },
    appeal: appealOf(list.type),
    fields: Object.values(list.type.getFields())
      .filter((field) => !addedFields.has(field.name))
      .map((field) => governedField(list.kind, list.type, field)),
  };
};

const checkHubField = (
  coordinate: string,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): 'STATED' | 'RECORDS' | 'OPEN' => {
  const directives = directivesOf(field);
  const has = (name: string): boolean => usesOf(directives, name).length > 0;
  if (has('records')) return 'RECORDS';
  if (has('stated')) return 'STATED';
  if (has('open') || usesOf(directivesOf(type), 'open').length > 0) return 'OPEN';
  return refuse(`${coordinate} has no label: @data, @stated, @records or @open is missing.`);
};

/**
 * Reads what the contracts' labels say, and refuses to start where one is missing: a field without its category, a kind
 * without its term of retention, an input without the field it names, a governed field that could not be withheld.
 *
 * @throws ConfigurationError naming what is missing.
 */
export const readLabels = (schema: GraphQLSchema): Catalogue => {
  const types = governedTypes(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type))
      refuse(`${type.name} is an interface: a rule on it could be walked around by a fragment.`);
    if (isUnionType(type) && !federationTypes.has(type.name))
      refuse(`${type.name} is a union: which member it is would tell what the member's own rules keep.`);
    if (isInputObjectType(type)) checkInputRecursion(schema, type.name);
  }
  checkRoots(schema);
  const lists = recordLists(types);
  const kinds = new Map<string, RecordKind>();
  for (const list of lists) {
    if (kinds.has(list.kind)) refuse(`Records of kind ${list.kind} are listed by more than one field.`);
    if ([...kinds.values()].some((kind) => kind.typeName === list.type.name))
      refuse(`${list.type.name} shows records of more than one kind.`);
    kinds.set(list.kind, recordKind(list));
  }
  const recordTypes = new Set([...kinds.values()].map((kind) => kind.typeName));
  const governed = new Map(
    [...kinds.values()].flatMap((kind) => kind.fields.map((field) => [field.coordinate, field] as const)),
  );
  const stated = new Map<string, string[]>();
  const values = new Set<string>();
  for (const type of types) {
    if (recordTypes.has(type.name)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      if (checkHubField(coordinate, type, field) !== 'STATED') continue;
      if (isNonNullType(field.type)) refuse(`${coordinate} is governed and must be nullable.`);
      stated.set(coordinate, []);
      if (isLeafType(getNullableType(field.type))) values.add(coordinate);
    }
  }
  for (const type of types) {
    for (const field of Object.values(type.getFields())) {
      for (const use of usesOf(directivesOf(field), 'states')) {
        const target = String(use['field']);
        const inputs =
          stated.get(target) ??
          refuse(`${type.name}.${field.name} states ${target}, which is not a @stated field.`);
        inputs.push(`${type.name}.${field.name}`);
      }
    }
  }
  for (const [coordinate, inputs] of stated) {
    if (inputs.length === 0)
      refuse(`${coordinate} is @stated by no contract, so nothing could ever be in it.`);
  }
  const shown = lists.map((list): [string, readonly string[]] => [
    list.coordinate,
    kinds.get(list.kind)?.fields.map((field) => field.coordinate) ?? [],
  ]);
  return {
    kinds,
    governed,
    choices: choicesOf(types, governed),
    derived: new Map([...shown, ...stated]),
    stated: new Set(stated.keys()),
    values,
    names: readNames(schema),
  };
};

/** The enumerations of governed fields, so that every language can have words for them. */
const choicesOf = (
  types: readonly GraphQLObjectType[],
  governed: ReadonlyMap<string, GovernedField>,
): ReadonlyMap<string, Choices> =>
  new Map(
    types.flatMap((type) =>
      Object.values(type.getFields()).flatMap((field): [string, Choices][] => {
        const [coordinate, named] = [`${type.name}.${field.name}`, getNamedType(field.type)];
        if (!governed.has(coordinate) || !isEnumType(named)) return [];
        return [[coordinate, { name: named.name, values: named.getValues().map(({ name }) => name) }]];
      }),
    ),
  );

/** Federation's own root fields, which are non-null by its specification. */
const federationRoots: ReadonlySet<string> = new Set(['_entities', '_service']);

/** A refused root field that is non-null would take its neighbours with it, and so tell that it was refused (S17). */
const checkRoots = (schema: GraphQLSchema): void => {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      if (isNonNullType(field.type) && !federationRoots.has(field.name))
        refuse(`${type?.name}.${field.name} can be refused and must be nullable.`);
    }
  }
};

/** A variable of a recursive input type exhausts the compiling executor's memory, so there is none. */
const checkInputRecursion = (schema: GraphQLSchema, root: string): void => {
  const reached = new Set<string>();
  const walk = (name: string): void => {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      const inner = getNamedType(field.type).name;
      if (inner === root) refuse(`The input type ${root} holds itself.`);
      if (!reached.has(inner)) {
        reached.add(inner);
        walk(inner);
      }
    }
  };
  walk(root);
};
