import type { Agreement } from '../domain/agreement.ts';
import type { Category } from '../domain/category.ts';

type CategoryOf = (coordinate: string) => Category | undefined;

const isSubset = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((each) => all.includes(each));

const sameValue = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [left, right] = [Object.entries(one), Object.entries(other)];
  return (
    left.length === right.length &&
    left.every(([key, value]) => sameValue(value, (other as Record<string, unknown>)[key]))
  );
};

const grantsNothing = ({ categories, fields }: Agreement): boolean => categories.length + fields.length === 0;

/** A field is covered by its category; a category by no list of fields, for a contract can add one to it tomorrow. */
const names = (list: readonly string[], name: string, categoryOf: CategoryOf): boolean => {
  const category = categoryOf(name);
  return list.includes(name) || (category !== undefined && list.includes(category));
};

/** Lists of which an empty one means any. */
const withinAny = (next: readonly string[], old: readonly string[]): boolean =>
  old.length === 0 || (next.length > 0 && isSubset(next, old));

/** What it grants is within what the old one grants, to no more people, in no more places, on no more days. */
const grantsNoMore = (next: Agreement, old: Agreement, categoryOf: CategoryOf): boolean =>
  isSubset(next.categories, old.categories) &&
  next.fields.every((field) => names([...old.categories, ...old.fields], field, categoryOf)) &&
  (next.requires === old.requires || (old.requires === 'NOTHING' && next.requires === 'RELATIONSHIP')) &&
  (old.requires === 'NOTHING' || withinAny(next.relationships, old.relationships)) &&
  (!next.mayAsk || old.mayAsk) &&
  (!next.overridesObjection || sameValue(next.overridesObjection, old.overridesObjection)) &&
  isSubset(next.area, old.area) &&
  withinAny(next.roles, old.roles) &&
  next.validFrom >= old.validFrom &&
  (old.validUntil === null || (next.validUntil !== null && next.validUntil <= old.validUntil));

/**
 * What it forbids is at least what the old one forbids, to at least the same people, for at least as long: a prohibition
 * holds against every other agreement between the two (R2, step 3), so whatever loosens it opens what those give.
 */
const forbidsNoLess = (next: Agreement, old: Agreement, categoryOf: CategoryOf): boolean =>
  old.prohibits.length === 0 ||
  (old.prohibits.every((name) => names(next.prohibits, name, categoryOf)) &&
    (next.roles.length === 0 || (old.roles.length > 0 && isSubset(old.roles, next.roles))) &&
    (next.validUntil === null || (old.validUntil !== null && next.validUntil >= old.validUntil)));

/**
 * Whether a version of an agreement opens anything to anybody that was closed before it, given the versions it replaces
 * with the days on which they would have ended. In doubt it widens: that costs a second person's look, the other mistake
 * somebody's secret.
 */
export const widens = (next: Agreement, replaced: readonly Agreement[], categoryOf: CategoryOf): boolean => {
  const [old, ...more] = replaced;
  if (!old) return !grantsNothing(next);
  if (more.length > 0) return true;
  const sameTerms =
    next.id === old.id &&
    next.recipient === old.recipient &&
    next.controller === old.controller &&
    next.purpose === old.purpose &&
    sameValue(next.basis, old.basis);
  return !(sameTerms && grantsNoMore(next, old, categoryOf) && forbidsNoLess(next, old, categoryOf));
};

/** Whether ending these opens what they forbid to what other agreements give. */
export const endingWidens = (ended: readonly Agreement[]): boolean =>
  ended.some(({ prohibits }) => prohibits.length > 0);
