import type { Category } from '../domain/category.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { Catalogue } from '../policy/catalogue.ts';

/** A record as far as it says where somebody is, with whom, and who helps them. */
export interface Statement {
  readonly kind: string;
  readonly localId: string;
  readonly personLocalId: string | null;
  readonly signatories: readonly string[];
  readonly members: readonly string[];
  readonly municipality: string;
  readonly localCommunity: string | null;
  readonly dwellingId: string | null;
  readonly payload: { readonly [key: string]: JsonValue };
}

/** Where somebody is. */
const place: readonly Category[] = ['CONTACT'];
/** Where somebody is, and who helps them. */
const help: readonly Category[] = [...place, 'SOCIAL_CARE', 'PROTECTION'];

const isOf = (statement: Statement, person: string): boolean =>
  statement.personLocalId === person || statement.signatories.includes(person);

const names = (statement: Statement, person: string): boolean =>
  isOf(statement, person) || statement.members.includes(person);

/**
 * Whether a unit's newest version says something new of a protected person (R11): a place, a membership, a lease or a service.
 * What their household is told besides, say an arrear, is nothing new of them: a household whose data stood still from the day
 * of a flag would tell everybody who lives there.
 *
 * @param said what the version says; `standing` what the general graph says of the same unit.
 * @param person their local id in the source. One whom the unit did not name before is new in it, whatever it says.
 */
export const saysNewOf = (
  { said, standing }: { readonly said: readonly Statement[]; readonly standing: readonly Statement[] },
  person: string,
  catalogue: Catalogue,
): boolean => {
  if (!standing.some((each) => names(each, person))) return true;
  const differs = (one: Statement, other: Statement, categories: readonly Category[]): boolean =>
    one.municipality !== other.municipality ||
    one.localCommunity !== other.localCommunity ||
    one.dwellingId !== other.dwellingId ||
    (catalogue.kinds.get(one.kind)?.fields ?? []).some(
      ({ field, category }) =>
        categories.includes(category) && (one.payload[field] ?? null) !== (other.payload[field] ?? null),
    );
  return said
    .filter((each) => names(each, person))
    .some((each) => {
      const before = standing.find(({ kind, localId }) => kind === each.kind && localId === each.localId);
      if (isOf(each, person)) return !before || !isOf(before, person) || differs(each, before, help);
      // A record of a household that they were known to live in: its being there is no news of theirs, its place would be.
      if (!before) return standing.every((other) => differs(each, other, place));
      return !before.members.includes(person) || differs(each, before, place);
    });
};
