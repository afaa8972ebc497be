import type { JsonValue } from '../../../src/domain/json-value.ts';
import type { Random } from '../../proof/random.ts';
import { chainAnew, rehashOne } from './forged-chain.ts';
import { type MutationKind, vouchedBefore } from './log-mutation.ts';

/** A value anywhere in a body, put into words, and where it lies. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly value: JsonValue;
}

const placesIn = (value: JsonValue, path: Place['path'] = []): readonly Place[] => {
  if (value === null || typeof value !== 'object') return [{ path, value }];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    placesIn(each as JsonValue, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [{ path, value }, ...inner];
};

/** Put in the place of a number that JSON.stringify would round. */
const exactly = (digits: string): string => `exactly ${digits} exactly`;

const otherText = (random: Random, text: string): JsonValue =>
  random.pick<JsonValue>([
    `${text} `,
    `x${text}`,
    text.slice(0, -1),
    text.toUpperCase(),
    [...text].reverse().join(''),
    text.normalize('NFD'),
    `${text}\u200b`,
    `${text}\n`,
    text.replaceAll('a', 'а'),
    '',
    null,
    0,
    [text],
  ]);

const otherArray = (random: Random, list: readonly JsonValue[]): JsonValue =>
  random.pick<JsonValue>([
    [...list, 'Tenancy.rent'],
    ['Tenancy.rent', ...list],
    list.slice(1),
    list.slice(0, -1),
    [...list, ...list],
    [...list].reverse(),
    [list as JsonValue],
    [],
    null,
    list.map(String).join(','),
  ]);

const otherObject = (random: Random, members: { readonly [key: string]: JsonValue }): JsonValue => {
  const keys = Object.keys(members);
  const key = random.maybe(keys) ?? 'none';
  const { [key]: taken = null, ...rest } = members;
  return random.pick<JsonValue>([
    rest,
    { ...rest, [`${key} `]: taken },
    { ...rest, [key.toUpperCase()]: taken },
    { ...members, added: null },
    { ...members, added: 'by somebody' },
    { ...members, [random.maybe(keys) ?? key]: taken },
    {},
    null,
    [members as JsonValue],
  ]);
};

const otherThan = (random: Random, value: JsonValue): JsonValue => {
  if (value === null) return random.pick<JsonValue>(['', 0, false, {}, [], 'null']);
  if (typeof value === 'string') return otherText(random, value);
  if (typeof value === 'boolean') return random.pick<JsonValue>([!value, null, String(value), Number(value)]);
  if (typeof value === 'number')
    return random.pick<JsonValue>([
      value + 1,
      value - 1,
      -value - 1,
      value * 1e16 + 1,
      String(value),
      null,
      exactly(`${value}.0`),
      exactly(`${value}.00000000000000000001`),
      exactly(`${value}e400`),
    ]);
  return Array.isArray(value)
    ? otherArray(random, value)
    : otherObject(random, value as { readonly [key: string]: JsonValue });
};

const withValue = (whole: JsonValue, [key, ...path]: Place['path'], value: JsonValue): JsonValue => {
  if (key === undefined) return value;
  const inner = (whole as { readonly [key: string]: JsonValue })[key] ?? null;
  if (Array.isArray(whole))
    return whole.map((each, index) => (index === key ? withValue(inner, path, value) : (each as JsonValue)));
  return { ...(whole as { readonly [key: string]: JsonValue }), [key]: withValue(inner, path, value) };
};

const kinds = [
  { kind: 'a value somewhere in a body is another', weight: 60, forge: null },
  {
    kind: 'a value somewhere in a body is another, and the entry carries its new hash',
    weight: 12,
    forge: rehashOne,
  },
  {
    kind: 'a value somewhere in a body is another, and the chain is computed anew',
    weight: 12,
    forge: chainAnew,
  },
] as const;

/** Changes of any value of any body, however deep, with and without hashes that fit. @param bodies by position, from 1 on. */
export const bodyMutations = (bodies: readonly JsonValue[]): readonly MutationKind[] =>
  kinds.map(({ kind, weight, forge }) => ({
    kind,
    weight,
    draw: (random, log) => {
      const one = 1 + random.below(log.length);
      const body = bodies[one - 1] ?? null;
      const place = random.pick(placesIn(body));
      const other = otherThan(random, place.value);
      if (JSON.stringify(other) === JSON.stringify(place.value)) return null;
      const text = JSON.stringify(withValue(body, place.path, other));
      // What JavaScript cannot hold is found at once, whatever hash a forger gives it.
      const written = text.replaceAll(/"exactly (\S+) exactly"/g, '$1');
      const chained = forge === chainAnew && written === text;
      // With its new hash an entry is whole, and the next one does not follow it.
      const whole = forge === rehashOne && written === text;
      const isHead = one % log.betweenHeads === 0;
      const first = whole && !isHead ? one + 1 : chained || whole ? vouchedBefore(one, log) + 1 : one;
      return {
        kind,
        name: `${kind}: ${one}, ${place.path.join('.') || 'all of it'} is ${JSON.stringify(other)}`,
        mutate: async (transaction) => {
          await transaction.query('update audit_entry set body = ?::jsonb where position = ?', [
            written,
            one,
          ]);
          // Infinity has no canonical form: its forger has no hash for it.
          if (!written.includes('e400')) await forge?.(transaction, one);
        },
        found: { position: first },
      };
    },
  }));
