import type { Delivered } from '../../domain/delivered.ts';
import { usableKey } from '../../domain/reading/storable-text.ts';
import type { Problem } from '../../domain/record-draft.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import type { JsonPath, RestShape } from '../../domain/source-shape.ts';
import { UnusableJson, unusableIn } from './parse-json.ts';

/** What lies at a path; undefined where nothing does. Own fields alone: `constructor` leads nowhere. */
export const valueAt = (whole: unknown, path: JsonPath): unknown => {
  let value = whole;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
};

/** A text or a whole number where an answer says how to go on; null where it says that there is no more. @throws SourceFault */
export const nextAt = (whole: unknown, path: JsonPath): string | null => {
  const value = valueAt(whole, path);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new SourceFault('WRONG_FORM', 'what leads to its next page is neither text nor number');
};

const unreadable = (row: number, path: JsonPath, reason: string): Delivered => {
  const problem: Problem = { row, column: path.join('.') || '(row)', reason };
  return { kind: 'UNREADABLE', row, problem };
};

const keyOf = (value: unknown): string | null =>
  usableKey(Number.isSafeInteger(value) ? String(value) : value);

type ItemShape = Pick<RestShape, 'items' | 'localId' | 'version' | 'deleted'>;

const readItem = (item: unknown, row: number, shape: ItemShape): Delivered => {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return unreadable(row, [], 'This is no item with fields.');
  const unusable = unusableIn(item);
  if (unusable !== null) return unreadable(row, [], unusable.reason);
  const { deleted, localId, version } = shape;
  const isDeleted = deleted === undefined ? false : (valueAt(item, deleted) ?? false);
  if (typeof isDeleted !== 'boolean')
    return unreadable(row, deleted ?? [], 'This says neither that it is gone nor that it is not.');
  if (!isDeleted) return { kind: 'ITEM', row, item };
  const key = keyOf(valueAt(item, localId));
  if (key === null) return unreadable(row, localId, 'This is gone, and has no usable number.');
  const last = version === undefined ? null : valueAt(item, version);
  if (last !== null && !(Number.isSafeInteger(last) && (last as number) >= 0))
    return unreadable(row, version ?? [], 'This is gone, and its version is no whole number.');
  return { kind: 'END', row, localId: key, version: last as number | null };
};

/**
 * The items of one answer, each by itself: one that cannot be read costs no other.
 *
 * @throws SourceFault where the answer is not what the shape says.
 */
export const readItems = (whole: unknown, shape: ItemShape): readonly Delivered[] => {
  const list = valueAt(whole, shape.items);
  if (!Array.isArray(list) || whole instanceof UnusableJson)
    throw new SourceFault('WRONG_FORM', 'its answer has no list where its items should be');
  return list.map((item, index) => readItem(item, index + 1, shape));
};
