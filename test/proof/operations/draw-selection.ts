import type { Random } from '../random.ts';
import type { MapField, SchemaMap } from './schema-map.ts';

/** In which form a field is asked for. */
export const shapes = ['plain', 'alias', 'twice', 'fragment', 'inline', 'nested', 'conditional'] as const;
export type Shape = (typeof shapes)[number];

/** A field that was asked for, as the answer will hold it. */
export interface Chosen {
  readonly key: string;
  readonly coordinate: string;
  /** Its form, and what leads to it. */
  readonly marks: readonly string[];
  readonly children: readonly Chosen[];
}

/** What a selection is drawn with, and what it adds to its document. */
export interface SelectionDraw {
  readonly random: Random;
  readonly map: SchemaMap;
  /** The field the operation is to reach, in which form; null for any. */
  readonly wanted: { readonly coordinate: string; readonly shape: Shape } | null;
  /** Prints a field's arguments. */
  readonly printArguments: (field: MapField) => string;
  readonly fragments: string[];
  /** Name a Boolean variable of this value. */
  readonly condition: (value: boolean) => string;
}

interface Selection {
  readonly text: string;
  readonly chosen: readonly Chosen[];
}

/** What is relation enough to be said: an entity that was reached through another. */
const stepOf = (field: MapField, trail: readonly string[]): string | null => {
  const [type] = field.types;
  if (type === undefined) return null;
  return trail.includes(type) ? 'relation back' : 'relation';
};

const marksOf = (marks: readonly string[], more: string | null): readonly string[] =>
  more === null || marks.includes(more) ? marks : [...marks, more];

const deepest = 4;

/** Draws a selection of one type; `used` keeps apart what the answer names. */
const drawSelection = (
  draw: SelectionDraw,
  type: string,
  trail: readonly string[],
  marks: readonly string[],
  used: Set<string> = new Set(),
): Selection => {
  const { random, map, wanted } = draw;
  const target = wanted?.coordinate.split('.')[0] ?? '';
  const fields = map.fields(type);
  const depth = trail.length;
  const left = deepest - depth;
  const reaching = (field: MapField): number =>
    Math.min(...field.types.map((each) => map.distance(each, target) ?? Number.POSITIVE_INFINITY));
  const isWanted = wanted?.coordinate.startsWith(`${type}.`) === true;
  const picked = new Map<MapField, Shape | null>();
  if (wanted && isWanted) {
    const field = fields.find(({ coordinate }) => coordinate === wanted.coordinate);
    if (field) picked.set(field, wanted.shape);
  } else if (wanted && depth < deepest + 2) {
    const nearest = Math.min(...fields.map(reaching));
    const way = random.maybe(fields.filter((field) => field.types.length > 0 && reaching(field) === nearest));
    if (way && Number.isFinite(nearest)) picked.set(way, null);
  }
  const leaves = fields.filter(({ types }) => types.length === 0);
  for (const field of random.some(leaves, 1 + random.below(4)))
    if (!picked.has(field)) picked.set(field, null);
  if (left > 0 && random.chance(0.55 - depth * 0.12)) {
    const branch = random.maybe(fields.filter(({ types }) => types.length > 0));
    if (branch && !picked.has(branch)) picked.set(branch, null);
  }
  if (picked.size === 0) {
    const any = random.maybe(fields);
    if (any) picked.set(any, null);
  }
  const parts: string[] = [];
  const chosen: Chosen[] = [];
  const freeKey = (name: string): string => {
    for (let number = 1; ; number += 1) if (!used.has(`${name}${number}`)) return `${name}${number}`;
  };
  const put = (field: MapField, key: string, shape: Shape): string => {
    used.add(key);
    const name = field.definition.name;
    const inner = marksOf(marks, stepOf(field, trail));
    // Once it is reached nothing more is sought: a type that leads to itself would be sought for ever.
    const onward = isWanted || depth >= deepest + 2 ? { ...draw, wanted: null } : draw;
    const below = field.types.length === 0 ? null : drawBelow(onward, field, [...trail, type], inner);
    chosen.push({
      key,
      coordinate: field.coordinate,
      marks: [...marks, shape],
      children: below?.chosen ?? [],
    });
    const prefix = key === name ? '' : `${key}: `;
    return `${prefix}${name}${draw.printArguments(field)}${below ? ` { ${below.text} }` : ''}`;
  };
  for (const [field, wish] of picked) {
    const name = field.definition.name;
    const drawn: Shape =
      wish ??
      random.weighed<Shape>([
        [6, 'plain'],
        [2, 'alias'],
        [1, 'twice'],
        [2, 'fragment'],
        [2, 'inline'],
        [1, 'nested'],
        [1.5, 'conditional'],
      ]);
    const taken = used.has(name);
    const shape: Shape = taken && drawn !== 'alias' && drawn !== 'twice' ? 'alias' : drawn;
    if (shape === 'alias' || shape === 'twice') {
      // Under the name of another field, whether or not that one may be read (S1).
      const other = random.pick(fields).definition.name;
      const key = other !== name && !used.has(other) && random.chance(0.5) ? other : freeKey('a');
      parts.push(put(field, key, shape));
      if (shape === 'twice') parts.push(put(field, freeKey('b'), shape));
      continue;
    }
    const text = put(field, name, shape);
    parts.push(wrapped(draw, type, text, shape));
  }
  if (random.chance(0.15) && !used.has('__typename')) {
    used.add('__typename');
    parts.push('__typename');
  }
  return { text: parts.join(' '), chosen };
};

const wrapped = (draw: SelectionDraw, type: string, text: string, shape: Shape): string => {
  const { random, fragments } = draw;
  const named = (body: string): string => {
    const name = `F${fragments.length + 1}`;
    fragments.push(`fragment ${name} on ${type} { ${body} }`);
    return `...${name}`;
  };
  switch (shape) {
    case 'fragment':
      return named(text);
    case 'inline':
      return random.chance(0.7) ? `... on ${type} { ${text} }` : `... { ${text} }`;
    case 'nested':
      return named(random.chance(0.5) ? `... on ${type} { ${text} }` : named(text));
    case 'conditional': {
      const condition = random.chance(0.5)
        ? `@include(if: ${draw.condition(true)})`
        : `@skip(if: ${draw.condition(false)})`;
      const off = random.chance(0.2) ? ` ... @skip(if: ${draw.condition(true)}) { ${text} }` : '';
      return `... on ${type} ${condition} { ${text} }${off}`;
    }
    default:
      return text;
  }
};

/** The selection under a field: of its type, or of each member of its union by a fragment on the concrete type. */
export const drawBelow = (
  draw: SelectionDraw,
  field: MapField,
  trail: readonly string[],
  marks: readonly string[],
): Selection => {
  const [only] = field.types;
  if (field.types.length === 1 && only !== undefined) return drawSelection(draw, only, trail, marks);
  const used = new Set<string>(['__typename']);
  const members = field.types.map((type) => {
    const { text, chosen } = drawSelection(draw, type, trail, marks, used);
    return { text: `... on ${type} { ${text} }`, chosen };
  });
  return {
    text: `__typename ${members.map(({ text }) => text).join(' ')}`,
    chosen: members.flatMap(({ chosen }) => chosen),
  };
};
