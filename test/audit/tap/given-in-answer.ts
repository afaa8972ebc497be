import { type FieldNode, getNamedType, type SelectionSetNode } from 'graphql';
import { AskedOperation } from './asked-operation.ts';
import {
  type DeclaredKind,
  has,
  kindsByList,
  kindsByType,
  objectType,
  published,
  statementsOf,
} from './contract.ts';
import { givenAsCopy, givenAsHeld, givenOnPaper, type OwnDatum, partsOnPaper } from './own-file-given.ts';
import { consentMissing, datumOf, edges, fileOf, nobody, type Told } from './told.ts';

/** One question and its answer, as they went over the wire. */
export interface Answered {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answer: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly path?: readonly (string | number)[];
      readonly extensions: { code: string };
    }[];
  };
  /** The hub's own id of an entity that the answer calls by the caller's. */
  readonly idOf: (entity: string, shown: string) => string;
  /** Whose file it is: the token's own person's, or of a session at a counter. */
  readonly personOf: (session: string | null) => string;
  /** Whom a card at the counter names. */
  readonly personByCard: (nationalId: string) => string;
}

/** Where in the answer something stands. */
interface Place {
  readonly type: string;
  readonly selections: readonly SelectionSetNode[];
  readonly path: readonly (string | number)[];
  /** What it is of: the entity, for an entity and for the records in it. */
  readonly of: string;
  /** The record it is, by its kind and place in the entity's list. */
  readonly record?: { readonly kind: DeclaredKind; readonly index: number };
}

interface GivenRecord {
  readonly of: string;
  readonly coordinates: Set<string>;
  source: string | null;
}

type Members = Record<string, unknown>;

const entityNames = new Set(['Household', 'Person', 'Dwelling']);
const foundBy = new Set(['person', 'household', 'findPerson', 'acceptReferral', '_entities', 'node']);

/**
 * Reads, out of an answer's bytes and the text of its question alone, what was given of whom. Knows the published schema and
 * nothing of how the hub decides or logs.
 */
class AnswerReader {
  readonly #asked: Answered;
  readonly #question: AskedOperation;
  readonly #given: Told = new Map();
  readonly #records = new Map<string, GivenRecord>();
  readonly #missing: ReadonlySet<string>;

  constructor(asked: Answered) {
    this.#asked = asked;
    this.#question = new AskedOperation(asked.query, asked.variables);
    this.#missing = new Set(
      (asked.answer.errors ?? [])
        .filter(({ extensions }) => extensions.code === 'CONSENT_REQUIRED')
        .map(({ path }) => JSON.stringify(path)),
    );
  }

  read(): Told {
    const { data } = this.#asked.answer;
    if (data) {
      const root = this.#question.operation.operation === 'mutation' ? 'Mutation' : 'Query';
      this.#object(data, {
        type: root,
        selections: [this.#question.operation.selectionSet],
        path: [],
        of: nobody,
      });
    }
    for (const { of, coordinates, source } of this.#records.values())
      for (const coordinate of coordinates) this.#count(datumOf(of, coordinate), source);
    return this.#given;
  }

  #count(datum: string, source: string | null): void {
    const known = this.#given.get(datum);
    if (!known) {
      this.#given.set(datum, { times: 1, isEdge: false, sources: source === null ? null : [source] });
      return;
    }
    known.times += 1;
    known.sources = known.sources && source !== null ? [...known.sources, source] : null;
  }

  /** Once, however often the answer repeats it: an entity has one value of a field in one answer. */
  #once(datum: string, isEdge = false): void {
    if (this.#given.has(datum)) return;
    this.#given.set(datum, { times: 1, isEdge, sources: null });
  }

  #entity(type: string, value: Members, selections: readonly SelectionSetNode[], named?: unknown): string {
    const shown = [...this.#question.fields(selections, type)].find(
      ([, [field]]) => field?.name.value === 'id',
    );
    const id = shown ? value[shown[0]] : named;
    if (typeof id !== 'string') throw new Error(`neither answer nor question says which ${type} it is`);
    return `${type.toUpperCase()} ${this.#asked.idOf(type.toUpperCase(), id)}`;
  }

  #object(value: Members, place: Place): void {
    for (const [key, nodes] of this.#question.fields(place.selections, place.type)) {
      const [node] = nodes;
      if (!node || node.name.value === '__typename') continue;
      this.#field(node, nodes, value[key], { ...place, path: [...place.path, key] });
    }
  }

  #field(node: FieldNode, nodes: readonly FieldNode[], value: unknown, place: Place): void {
    const name = node.name.value;
    const coordinate = `${place.type}.${name}`;
    if (value === undefined) throw new Error(`the answer leaves out ${place.path.join('.')}`);
    if (value === null) {
      if (this.#missing.has(JSON.stringify(place.path))) this.#consentMissing(place.of, coordinate);
      return;
    }
    const selections = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    if (coordinate === 'Query.me') {
      const session = (this.#question.argument(node, 'session') ?? null) as string | null;
      this.#ownFile(value as Members, selections, this.#asked.personOf(session), session !== null);
      return;
    }
    if (coordinate === 'Mutation.openAssistedSession') {
      const { nationalId } = this.#question.argument(node, 'person') as { nationalId: string };
      this.#once(datumOf(`PERSON ${this.#asked.personByCard(nationalId)}`, 'AssistedSession.session'));
      return;
    }
    if (coordinate === 'Query.endedConsents') {
      for (const each of value as readonly Members[])
        for (const name of ['fields', 'person', 'purpose'])
          if (name in each)
            this.#once(
              datumOf(`PERSON ${this.#asked.idOf('PERSON', String(each['person']))}`, `EndedConsent.${name}`),
            );
      return;
    }
    const listed = kindsByList.get(coordinate);
    if (listed) {
      (value as readonly Members[]).forEach((record, index) => {
        const inside = {
          ...place,
          type: listed.type,
          selections,
          path: [...place.path, index],
          record: { kind: listed, index },
        };
        this.#record(inside).coordinates.add(coordinate);
        this.#object(record, inside);
      });
      return;
    }
    if (place.record && name === 'provenance') {
      this.#provenance(value as Members, selections, place);
      return;
    }
    if (place.record && name === 'contested') {
      this.#contested(value as readonly Members[], selections, place);
      return;
    }
    if (place.record && kindsByType.has(place.type)) {
      this.#record(place).coordinates.add(coordinate);
      return;
    }
    if (name === 'memberships') {
      this.#memberships(value as readonly Members[], selections, place);
      return;
    }
    if (name === 'differing') {
      this.#differing(value as readonly Members[], selections, place);
      return;
    }
    const field = objectTypeField(place.type, name);
    if (!field) return;
    if (coordinate === 'Query.statistics') {
      this.#once(datumOf(nobody, 'StatisticsTable.lines'));
      return;
    }
    if (coordinate === 'Query.projectIndicators') {
      this.#once(datumOf(nobody, 'ProjectIndicators.indicators'));
      return;
    }
    if (coordinate === 'Query.sourceQuality') {
      this.#once(datumOf(nobody, 'SourceQuality.fields'));
      return;
    }
    if (!entityNames.has(field.type) && field.type !== '_Entity') {
      if (field.isStated) this.#once(datumOf(place.of, coordinate));
      else if (selections.length > 0) this.#inside(value, { ...place, type: field.type, selections });
      return;
    }
    this.#entities(node, value, selections, coordinate, place, field.type);
  }

  /** Somebody's own file, each form of it: what registers hold, the copies, the paper; and beside a clerk what is no record's. */
  #ownFile(
    value: Members,
    selections: readonly SelectionSetNode[],
    person: string,
    isAssisted: boolean,
  ): void {
    const count = (told: readonly OwnDatum[]): void => {
      for (const { coordinate, source } of told) this.#count(datumOf(fileOf(person), coordinate), source);
    };
    const shown = (parts: readonly string[]): void => {
      if (isAssisted) for (const part of parts) this.#once(datumOf(`PERSON ${person}`, part));
    };
    for (const [key, [node]] of this.#question.fields(selections, 'Me')) {
      const given = value[key];
      const name = node?.name.value ?? '';
      if (name === 'held') count(givenAsHeld(given as Parameters<typeof givenAsHeld>[0]));
      if (name === 'portableCopy') count(givenAsCopy(String(given)));
      if (name === 'printed') {
        count(givenOnPaper(String(given)));
        shown(partsOnPaper(String(given)));
      }
      if (['consents', 'prohibitions', 'accesses'].includes(name)) shown([`Me.${name}`]);
    }
  }

  /** Objects that hold nobody's data themselves, such as a page and its edges. */
  #inside(value: unknown, place: Place): void {
    const objects = Array.isArray(value) ? (value as readonly Members[]) : [value as Members];
    objects.forEach((each, index) => {
      const path = Array.isArray(value) ? [...place.path, index] : place.path;
      this.#object(each, { ...place, path });
    });
  }

  #entities(
    node: FieldNode,
    value: unknown,
    selections: readonly SelectionSetNode[],
    coordinate: string,
    place: Place,
    typeName: string,
  ): void {
    const representations = this.#question.argument(node, 'representations') as
      | readonly Members[]
      | undefined;
    const isList = Array.isArray(value);
    const objects = (isList ? value : [value]) as readonly (Members | null)[];
    objects.forEach((each, index) => {
      if (each === null) return;
      const type = representations ? String(representations[index]?.['__typename']) : typeName;
      const named = representations ? representations[index]?.['id'] : this.#question.argument(node, 'id');
      const of = this.#entity(type, each, selections, named);
      if (foundBy.has(node.name.value)) this.#once(datumOf(of, `${type}.id`));
      else if (edges.has(coordinate)) this.#once(datumOf(place.of, coordinate, of), true);
      else this.#once(datumOf(place.of, coordinate));
      this.#object(each, { type, selections, path: isList ? [...place.path, index] : place.path, of });
    });
  }

  #record({ of, record }: Place): GivenRecord {
    const key = `${of} ${record?.kind.type} ${record?.index}`;
    const known = this.#records.get(key) ?? { of, coordinates: new Set<string>(), source: null };
    this.#records.set(key, known);
    return known;
  }

  #provenance(value: Members, selections: readonly SelectionSetNode[], place: Place): void {
    for (const [key, [node]] of this.#question.fields(selections, 'Provenance'))
      if (node?.name.value === 'source') this.#record(place).source = String(value[key]);
  }

  /** To say that a field is contested is to give it: it is one of the record's that are open. */
  #contested(value: readonly Members[], selections: readonly SelectionSetNode[], place: Place): void {
    for (const [key, [node]] of this.#question.fields(selections, 'Contest'))
      if (node?.name.value === 'field')
        for (const each of value) this.#record(place).coordinates.add(String(each[key]));
  }

  /** Who lives where by which register: each statement is a member of the household, or a household of the person. */
  #memberships(value: readonly Members[], selections: readonly SelectionSetNode[], place: Place): void {
    const [far, coordinate] =
      place.type === 'Household'
        ? (['Person', 'Household.members'] as const)
        : (['Household', 'Person.households'] as const);
    for (const [key, [node]] of this.#question.fields(selections, 'Membership'))
      if (node?.name.value === far.toLowerCase())
        for (const each of value) {
          const inside = node.selectionSet ? [node.selectionSet] : [];
          const of = this.#entity(far, each[key] as Members, inside, undefined);
          this.#once(datumOf(place.of, coordinate, of), true);
        }
  }

  /** To say that statements differ is to give each of them: as many records tell the field as there are statements. */
  #differing(value: readonly Members[], selections: readonly SelectionSetNode[], place: Place): void {
    const shown = new Map(
      [...this.#question.fields(selections, 'Difference')].map(([key, [node]]) => [node?.name.value, key]),
    );
    const [field, statements] = [shown.get('field'), shown.get('statements')];
    if (value.length === 0) return;
    if (!field || !statements) throw new Error('the question does not ask which field it is that differs');
    for (const each of value)
      this.#given.set(datumOf(place.of, String(each[field])), {
        times: (each[statements] as readonly unknown[]).length,
        isEdge: false,
        sources: null,
      });
  }

  #consentMissing(of: string, coordinate: string): void {
    const coordinates = kindsByList.get(coordinate)?.fields ?? statementsOf.get(coordinate) ?? [coordinate];
    for (const each of coordinates) this.#once(datumOf(of, consentMissing(each)));
  }
}

const objectTypeField = (typeName: string, name: string): { type: string; isStated: boolean } | null => {
  if (name === '_entities') return { type: '_Entity', isStated: false };
  if (!published.getType(typeName)) return null;
  const field = objectType(typeName).getFields()[name];
  return field ? { type: getNamedType(field.type).name, isStated: has(field, 'stated') } : null;
};

/** What an answer gave of whom, read from its bytes. */
export const givenIn = (answered: Answered): Told => new AnswerReader(answered).read();
