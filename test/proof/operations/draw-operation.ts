import { type GraphQLArgument, isNonNullType } from 'graphql';
import { argumentKey } from '../../../src/policy/input-positions.ts';
import type { Random } from '../random.ts';
import { drawInput } from './draw-input.ts';
import { type Chosen, drawBelow, type Shape } from './draw-selection.ts';
import type { InputDraw } from './input-draw.ts';
import { isRequestName, type Pools } from './pools.ts';
import { printValue } from './print-value.ts';
import type { MapField, Route, SchemaMap } from './schema-map.ts';

/** One operation as it can be sent, with what it asks for. */
export interface DrawnOperation {
  readonly body: { readonly query: string; readonly variables?: object; readonly operationName?: string };
  readonly headers: Readonly<Record<string, string>>;
  readonly roots: readonly string[];
  readonly isMutation: boolean;
  readonly chosen: readonly Chosen[];
  /** Input positions that were given a value, each with how: as a literal or by a variable. */
  readonly positions: readonly (readonly [position: string, how: 'literal' | 'variable'])[];
}

/** What one operation is drawn with. */
export interface OperationDraw {
  readonly random: Random;
  readonly map: SchemaMap;
  readonly pools: Pools;
  readonly names: ReadonlyMap<string, string | null>;
  /** Root fields the caller's purpose may run. */
  readonly allowed: ReadonlySet<string>;
  readonly wanted: {
    readonly coordinate: string;
    readonly shape: Shape;
    readonly route: Route | null;
  } | null;
  /** The root that is asked for, whatever is wanted; null for any. */
  readonly aim: SchemaMap['roots'][number] | null;
  /** Whether mutations may be drawn. */
  readonly mutations: boolean;
  /** An idempotency key that nothing was sent under yet. */
  readonly freshKey: () => string;
}

type Root = SchemaMap['roots'][number];

const pickRoot = (draw: OperationDraw): Root => {
  const { random, map, allowed, wanted, aim } = draw;
  if (aim) return aim;
  const usable = map.roots.filter(({ operation }) => draw.mutations || operation === 'query');
  const own = usable.filter(({ definition }) => allowed.has(definition.name));
  if (own.length === 0 || random.chance(0.05)) return random.pick(usable);
  // A purpose that may write does so in a third of what it asks.
  const kinds =
    own.some(({ operation }) => operation === 'query') &&
    own.some(({ operation }) => operation === 'mutation');
  if (kinds && wanted === null) return random.pick(own.filter(({ operation }) => operation === 'mutation'));
  const target = wanted?.coordinate.split('.')[0] ?? '';
  const leading = own.filter(({ types }) => types.some((type) => map.distance(type, target) !== undefined));
  const routed = leading.filter(({ route }) => wanted?.route === null || route === wanted?.route);
  return random.pick(routed.length > 0 ? routed : leading.length > 0 ? leading : own);
};

const accepts = ['application/graphql-response+json', 'application/json'];

/** How often a position stays empty, where that would end the round: without it every token of the actor is revoked. */
const leftOut: Readonly<Record<string, number>> = { 'Mutation.revokeAccess(tokenId:)': 0.03 };

/** Draws one operation of a caller: its root, its arguments, its selection. */
export const drawOperation = (draw: OperationDraw): DrawnOperation => {
  const { random, map, pools } = draw;
  const first = pickRoot(draw);
  const more = random.chance(0.12)
    ? map.roots.filter((each) => each.operation === first.operation && draw.allowed.has(each.definition.name))
    : [];
  const roots = [first, ...random.some(more, 1)];
  const definitions: string[] = [];
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  const positions: [string, 'literal' | 'variable'][] = [];

  const variable = (type: string, value: unknown): string => {
    const name = `v${definitions.length + 1}`;
    definitions.push(`$${name}: ${type}`);
    if (value !== undefined) variables[name] = value;
    return `$${name}`;
  };
  const argument = (field: MapField, each: GraphQLArgument, marks: Set<string>): string[] => {
    const position = argumentKey(field.coordinate.split('.')[0] ?? '', field.definition.name, each.name);
    const optional = !isNonNullType(each.type) || each.defaultValue !== undefined;
    if (optional && random.chance(leftOut[position] ?? (each.name === 'after' ? 0.65 : 0.35))) return [];
    const reached: string[] = [];
    const input: InputDraw = {
      random,
      pools,
      names: draw.names,
      person,
      towards: draw.wanted?.coordinate.split('.')[0] ?? null,
      onPosition: (it) => reached.push(it),
    };
    const value = drawInput(each.type, position, each.name, input);
    if (each.name === 'after') marks.add('cursor');
    // An earlier request is another one in each world: in the document itself its id would make it another document.
    const drawn = random.chance(0.5) ? 'variable' : 'literal';
    const how = isRequestName(value) ? 'variable' : drawn;
    for (const it of [position, ...reached]) positions.push([it, how]);
    if (how === 'literal') return [`${each.name}: ${printValue(value, each.type)}`];
    return [`${each.name}: ${variable(String(each.type), value)}`];
  };
  const person = random.pick(pools.people);
  const printArguments = (field: MapField, marks: Set<string> = new Set()): string => {
    const parts = field.definition.args.flatMap((each) => argument(field, each, marks));
    return parts.length === 0 ? '' : `(${parts.join(', ')})`;
  };
  const conditions = new Map<boolean, string>();
  const condition = (value: boolean): string => {
    const known = conditions.get(value) ?? variable('Boolean!', value);
    conditions.set(value, known);
    return known;
  };
  const used = new Set<string>();
  const chosen: Chosen[] = [];
  const parts = roots.map((root) => {
    const marks = new Set<string>([root.route]);
    const name = root.definition.name;
    const given = printArguments(root, marks);
    const key = used.has(name) ? 'second' : random.chance(0.15) ? 'first' : name;
    used.add(name);
    const below =
      root.types.length === 0
        ? null
        : drawBelow(
            {
              random,
              map,
              wanted: draw.wanted,
              printArguments: (field) => printArguments(field),
              fragments,
              condition,
            },
            root,
            [],
            [...marks],
          );
    chosen.push({ key, coordinate: root.coordinate, marks: [...marks], children: below?.chosen ?? [] });
    return `${key === name ? '' : `${key}: `}${name}${given}${below ? ` { ${below.text} }` : ''}`;
  });
  const head =
    definitions.length > 0 ? ` Asked(${definitions.join(', ')})` : random.chance(0.5) ? ' Asked' : '';
  const query = [`${first.operation}${head} { ${parts.join(' ')} }`, ...fragments].join('\n');
  const needsKey = first.operation === 'mutation';
  return {
    body: { query, ...(Object.keys(variables).length > 0 ? { variables } : {}) },
    headers: {
      accept: random.weighed([
        [5, accepts[0] as string],
        [1, accepts[1] as string],
      ]),
      ...(needsKey && random.chance(0.94) ? { 'idempotency-key': draw.freshKey() } : {}),
    },
    roots: roots.map(({ definition }) => definition.name),
    isMutation: first.operation === 'mutation',
    chosen,
    positions,
  };
};
