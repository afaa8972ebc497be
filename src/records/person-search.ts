import type { PersonReference } from '../domain/caller.ts';
import { bornKeys } from '../identity/block-keys.ts';
import { foldText } from '../identity/fold-text.ts';
import { nationalIdHashes } from '../identity/national-id.ts';
import { type SoughtTerms, soughtMarks } from '../identity/sought-mark.ts';
import type { Database } from '../store/database.ts';
import { findMentions, findNamed } from '../store/search-store.ts';
import { openingOfField } from './governed-record.ts';
import { apartKey } from './link-apart.ts';
import type { EntityView, Projection } from './projection.ts';

/** What a search found: the one person, or nobody. */
export interface Found {
  readonly view: EntityView | null;
  /** Somebody whom the terms may mean was hidden because the actor is too near to them (R15): for the log alone. */
  readonly conflicted: boolean;
}

/** The nil UUID (RFC 9562, section 5.9): no entity has it. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Finds persons by exact match alone: no list, no score, no "did you mean". */
export interface PersonSearch {
  /**
   * The one person that the terms name among what the caller may read: by a national id, or by a full name with a birth
   * date. Nothing less names one person.
   */
  readonly find: (
    projection: Projection,
    municipalities: readonly string[],
    terms: SoughtTerms,
  ) => Promise<Found>;
  /**
   * Whom the terms name in any general register, whatever anybody may read: for an emergency alone (R17). Exactly, as `find`
   * has it; null for nobody and for more than one.
   */
  readonly seek: (
    terms: SoughtTerms,
  ) => Promise<{ readonly person: string; readonly certain: boolean } | null>;
  /** What stands in the log for these terms. */
  readonly marksOf: (terms: SoughtTerms) => readonly string[];
  /** The one person whom a checked national id and a birth date name over a link that is certain (R20), or null. */
  readonly self: (reference: PersonReference) => Promise<string | null>;
}

/**
 * A person with whom the agency works is found by the id of the very line that says so; anyone else by a statement it may
 * read. By any other register's id the answer would tell what that register holds.
 */
const identifies = (view: EntityView, localIds: ReadonlySet<string>): boolean =>
  (view.known && [...view.knownBy].some((line) => localIds.has(line))) ||
  view.records.some(
    (record) =>
      record.row.person_local_id !== null &&
      localIds.has(`${record.row.source} ${record.row.person_local_id}`) &&
      openingOfField(record, 'nationalIdChecked') !== null,
  );

const isNamed = (view: EntityView, terms: SoughtTerms): boolean =>
  view.records.some((record) => {
    const said = (field: string): string =>
      openingOfField(record, field) === null ? '' : String(record.row.payload[field] ?? '');
    return (
      record.row.person_local_id !== null &&
      foldText(said('givenName')) === foldText(terms.givenName ?? '') &&
      foldText(said('familyName')) === foldText(terms.familyName ?? '') &&
      said('birthDate') === terms.birthDate
    );
  });

/**
 * Makes the search. Candidates come from the index of mentions; a candidate counts only if a statement that this caller
 * may read says what was asked: asking by a field is reading it, for that very record.
 */
export const createPersonSearch = (database: Database, hashingKey: Uint8Array): PersonSearch => {
  const viewsOf = async (
    projection: Projection,
    persons: ReadonlySet<string>,
  ): Promise<readonly EntityView[]> => {
    // Whoever is in no register costs the same statement as one whom this caller may not see (THREATS.md I10).
    const read = persons.size === 0 ? [nobody] : [...persons];
    const views = await Promise.all(read.map((person) => projection.view('PERSON', person)));
    return views.filter((view) => view !== null);
  };
  const only = (
    projection: Projection,
    persons: ReadonlySet<string>,
    views: readonly EntityView[],
  ): Found => ({
    view: views.length === 1 ? (views[0] ?? null) : null,
    conflicted: [...persons].some((person) => projection.isConflicted('PERSON', person)),
  });

  return {
    find: async (projection, municipalities, terms) => {
      if (terms.nationalId !== null) {
        const { nationalIdHash } = nationalIdHashes(terms.nationalId, hashingKey);
        if (nationalIdHash === null) return { view: null, conflicted: false };
        const own = apartKey(projection.agency, nationalIdHash);
        const found = await findMentions(database, [`id:${nationalIdHash}`, own]);
        const localIds = new Set(found.map((mention) => `${mention.source} ${mention.local_id}`));
        const named = new Set(found.map((mention) => mention.person));
        const views = await viewsOf(projection, named);
        const identified = views.filter((view) => identifies(view, localIds));
        // What the agency's own register says newest of somebody is whom it means; whoever else the number names, others know.
        const apart = new Set(found.filter((mention) => mention.apart).map((mention) => mention.person));
        const newest = identified.filter((view) => apart.has(view.id));
        return only(projection, named, newest.length > 0 ? newest : identified);
      }
      const persons = new Set<string>();
      for (const municipality of municipalities) {
        for (const key of nameKeys(terms, municipality)) {
          for (const mention of await findMentions(database, [key])) persons.add(mention.person);
        }
      }
      const views = await viewsOf(projection, persons);
      return only(
        projection,
        persons,
        views.filter((view) => isNamed(view, terms)),
      );
    },
    seek: async (terms) => {
      const { nationalIdHash } = nationalIdHashes(terms.nationalId, hashingKey);
      const found =
        terms.nationalId === null
          ? await findNamed(database, {
              birthDate: terms.birthDate ?? '',
              isNamed: ({ givenName, familyName }) =>
                foldText(givenName) === foldText(terms.givenName ?? '') &&
                foldText(familyName) === foldText(terms.familyName ?? ''),
            })
          : nationalIdHash === null
            ? []
            : await findMentions(database, [`id:${nationalIdHash}`]);
      const [person, ...more] = new Set(found.map((each) => each.person));
      return person !== undefined && more.length === 0
        ? { person, certain: found.some((each) => each.certain) }
        : null;
    },
    marksOf: (terms) => soughtMarks(terms, hashingKey),
    self: async (reference) => {
      const found = await findMentions(database, [`id:${reference.nationalIdHash}`]);
      const persons = new Set(
        found
          .filter((each) => each.certain && each.birth_date === reference.birthDate)
          .map((each) => each.person),
      );
      return persons.size === 1 ? ([...persons][0] ?? null) : null;
    },
  };
};

const nameKeys = ({ familyName, birthDate }: SoughtTerms, municipality: string): readonly string[] =>
  bornKeys({ givenName: null, familyName, birthDate, municipality });
