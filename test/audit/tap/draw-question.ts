import { getNamedType, isLeafType } from 'graphql';
import type { Random } from '../../proof/random.ts';
import { type DeclaredKind, objectType } from './contract.ts';
import { isWithinLimits } from './is-within-limits.ts';

/** A question as it is sent. */
export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Whom a question may name, in the caller's own ids. */
export interface Nameable {
  readonly persons: readonly string[];
  readonly households: readonly string[];
  readonly dwellings: readonly string[];
  readonly nationalIds: readonly string[];
  readonly localCommunities: readonly string[];
  /** Whether the caller may ask for lists. */
  readonly lists: boolean;
}

const entities = new Set(['Household', 'Person', 'Dwelling']);

/** Writes selections with aliases, fragments and conditions, so that no field is asked in one way alone. */
class Writer {
  readonly #random: Random;
  readonly #share: number;
  readonly fragments: string[] = [];
  #names = 0;
  #directives = 0;
  #aliases = 0;

  /** @param share how many of the fields are asked for: all of them, and on no condition, where it is 1. */
  constructor(random: Random, share: number) {
    this.#random = random;
    this.#share = share;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  alias(): string {
    if (this.#aliases >= 40 || !this.#random.chance(0.15)) return '';
    this.#aliases += 1;
    return `${this.#name('a')}: `;
  }

  #condition(): string {
    if (this.#share >= 1) return '';
    if (this.#directives >= 20 || !this.#random.chance(0.06)) return '';
    this.#directives += 1;
    return this.#random.pick([
      ' @include(if: $yes)',
      ' @include(if: $no)',
      ' @skip(if: $yes)',
      ' @skip(if: $no)',
      ' @include(if: true)',
      ' @skip(if: false)',
    ]);
  }

  /** @param depth how many entities may still lie inside each other. */
  selection(typeName: string, depth: number): string {
    const fields = Object.values(objectType(typeName).getFields()).flatMap((field) => {
      const type = getNamedType(field.type);
      const isEntity = entities.has(type.name);
      if ((isEntity || type.name === 'Membership') && depth === 0) return [];
      // Of a membership it is asked whose it is and where: nothing else in it says of whom it tells.
      if (type.name === 'Membership')
        return this.#random.chance(this.#share * 0.7)
          ? [
              `${this.alias()}memberships { relation since person { id } household { id } provenance { source } }`,
            ]
          : [];
      const isKept = field.name === 'id' || field.name === 'source' || typeName === 'Difference';
      if (!isKept && !this.#random.chance(isEntity ? this.#share * 0.7 : this.#share)) return [];
      const inner = isLeafType(type) ? '' : ` ${this.selection(type.name, isEntity ? depth - 1 : depth)}`;
      // What says whose data it is, and out of which register, is always there; it may be called otherwise.
      return [`${this.alias()}${field.name}${isKept ? '' : this.#condition()}${inner}`];
    });
    return `{ ${this.#split(typeName, fields)} }`;
  }

  /** Some of the fields in a fragment, named or not, and some of them twice. */
  #split(typeName: string, fields: readonly string[]): string {
    const cut = this.#random.below(fields.length + 1);
    const [plain, other] = [fields.slice(0, cut), fields.slice(cut)];
    if (other.length === 0 || this.#random.chance(0.6)) return ['__typename', ...fields].join(' ');
    const text = other.join(' ');
    if (this.#random.chance(0.5)) return `__typename ${plain.join(' ')} ... on ${typeName} { ${text} }`;
    const name = this.#name('F');
    this.fragments.push(`fragment ${name} on ${typeName} { ${text} }`);
    return `__typename ${plain.join(' ')} ...${name}`;
  }
}

type Root = (writer: Writer, random: Random, nameable: Nameable, index: number) => Question;

const one: Root = (writer, random, nameable, index) => {
  const [field, type, ids] = random.pick([
    ['person', 'Person', nameable.persons],
    ['household', 'Household', nameable.households],
  ] as const);
  const variables = { [`id${index}`]: random.pick(ids) };
  return { query: `r${index}: ${field}(id: $id${index}) ${writer.selection(type, 2)}`, variables };
};

const found: Root = (writer, random, nameable, index) => ({
  query: `r${index}: findPerson(nationalId: "${random.pick(nameable.nationalIds)}") ${writer.selection('Person', 2)}`,
  variables: {},
});

const list: Root = (writer, random, nameable, index) => {
  if (!nameable.lists) return one(writer, random, nameable, index);
  const filter = `filter: { localCommunity: "${random.pick(nameable.localCommunities)}" }`;
  const nodes = `{ edges { cursor node ${writer.selection('Household', 1)} } pageInfo { hasNextPage } }`;
  return { query: `r${index}: households(${filter}, first: ${3 + random.below(6)}) ${nodes}`, variables: {} };
};

const represented: Root = (writer, random, nameable, index) => {
  const named = [
    ...random.some(nameable.persons, 3).map((id) => ({ __typename: 'Person', id })),
    ...random.some(nameable.households, 3).map((id) => ({ __typename: 'Household', id })),
    ...random.some(nameable.dwellings, 2).map((id) => ({ __typename: 'Dwelling', id })),
  ];
  const each = ['Person', 'Household', 'Dwelling'].map(
    (type) => `... on ${type} ${writer.selection(type, 1)}`,
  );
  const query = `r${index}: _entities(representations: $of${index}) { __typename ${each.join(' ')} }`;
  return { query, variables: { [`of${index}`]: named } };
};

/** Asks for every field of a kind's records, of the entities with these ids. */
export const everyFieldOf = (
  { entity, list, type }: DeclaredKind,
  ids: readonly string[],
  random: Random,
): Question => {
  const writer = new Writer(random, 1);
  const records = `${list.split('.')[1]} ${writer.selection(type, 0)}`;
  const query = `query Whole($of: [_Any!]!) { _entities(representations: $of) {
    __typename ... on ${entity} { __typename id ${records} } } } ${writer.fragments.join('\n')}`;
  return { query, variables: { of: ids.map((id) => ({ __typename: entity, id })) } };
};

const typesOf: Readonly<Record<string, string>> = { id: 'ID!', of: '[_Any!]!' };

/** One to three roots of any kind, each with a drawn part of what there is to ask. */
const drawAny = (random: Random, nameable: Nameable): Question => {
  const roots = random.weighed([
    [3, 1],
    [2, 2],
    [1, 3],
  ]);
  const writer = new Writer(random, random.pick([0.9, 0.6, 0.25]) / (roots > 1 ? 1.5 : 1));
  const kinds: readonly (readonly [number, Root])[] = [
    [3, one],
    [2, found],
    [4, list],
    [3, represented],
  ];
  const drawn = Array.from({ length: roots }, (_, index) =>
    random.weighed(kinds)(writer, random, nameable, index),
  );
  const variables = Object.assign({ yes: true, no: false }, ...drawn.map((each) => each.variables)) as object;
  const body = drawn.map(({ query }) => query).join('\n  ');
  const text = [body, ...writer.fragments].join('\n');
  // A variable that is not used is a fault of the document.
  const used = Object.entries(variables).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
  const declared = used.map(([name]) => `$${name}: ${typesOf[name.replace(/\d+$/, '')] ?? 'Boolean!'}`);
  const head = declared.length > 0 ? `query Drawn(${declared.join(', ')})` : 'query Drawn';
  return {
    query: `${head} {\n  ${body}\n}\n${writer.fragments.join('\n')}`,
    variables: Object.fromEntries(used),
  };
};

/** Of many hundred questions not one needs as many draws, unless the graph has outgrown what one question may ask. */
const mostDraws = 12;

/**
 * Draws a question that the hub takes: one beyond its limits is drawn again.
 *
 * @throws Error where one draw after the other is too large: then too little of the graph would be asked for at once.
 */
export const drawQuestion = (random: Random, nameable: Nameable): Question => {
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const question = drawAny(random, nameable);
    if (isWithinLimits(question.query, question.variables)) return question;
  }
  throw new Error(`${mostDraws} questions, one after the other, were beyond the hub's limits`);
};
