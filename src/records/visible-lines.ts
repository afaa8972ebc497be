import type { LinkedMention, PersonMention } from '../identity/person-mention.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { Database } from '../store/database.ts';
import { findLinesOfPersons } from '../store/link-decision-store.ts';
import type { GovernedRecord } from './governed-record.ts';
import { openAddress, openStatement, type ReadField } from './open-statement.ts';
import type { EntityView, Projection } from './projection.ts';

/** A line of a register that names a person, as one caller may read it. */
export interface VisibleLine {
  /** Without what the caller may not read. */
  readonly mention: LinkedMention;
  /** The record that says it. */
  readonly record: GovernedRecord;
  readonly read: readonly ReadField[];
}

/** Reads lines as a caller may. */
export interface VisibleLines {
  /** The lines of some persons by the hub's own ids; of a person who is not visible there are none. */
  readonly of: (persons: readonly string[]) => Promise<readonly VisibleLine[]>;
}

/** What names somebody: a line of which the caller may not read all of it is not there. */
const naming = ['Person.givenName', 'Person.familyName', 'Person.birthDate'] as const;

/**
 * Makes the lines of one request.
 *
 * INVARIANT: built of what the caller's mask gives and of nothing else: what is weighed of them can tell nothing that their
 * records would not (R2, S04).
 */
export const createVisibleLines = (
  projection: Projection,
  catalogue: Catalogue,
  database: Pick<Database, 'transaction'>,
): VisibleLines => {
  const openIn = (record: GovernedRecord, coordinate: string) => openStatement(catalogue, record, coordinate);

  const visible = async (view: EntityView, mention: PersonMention): Promise<VisibleLine | null> => {
    for (const record of view.records) {
      const { source, person_local_id: localId } = record.row;
      if (source !== mention.source || localId !== mention.localId) continue;
      const named = naming.map((coordinate) => openIn(record, coordinate)).filter((each) => each !== null);
      if (named.length < naming.length) continue;
      const id = openIn(record, 'Person.nationalIdChecked');
      const { household } = record.row;
      const home = household === null ? null : await projection.view('HOUSEHOLD', household);
      const address = openAddress(catalogue, home, mention);
      return {
        mention: {
          ...mention,
          person: view.id,
          nationalIdHash: id && mention.nationalIdHash,
          nationalIdDeletionHashes: id ? mention.nationalIdDeletionHashes : [],
          address: address && mention.address,
        },
        record,
        read: [...named, id, address].filter((each) => each !== null),
      };
    }
    return null;
  };

  return {
    of: async (persons) => {
      const views = (
        await Promise.all([...new Set(persons)].map((person) => projection.view('PERSON', person)))
      ).filter((view) => view !== null);
      if (views.length === 0) return [];
      const byId = new Map(views.map((view) => [view.id, view]));
      const lines = await database.transaction(
        async (transaction) => await findLinesOfPersons<PersonMention>(transaction, [...byId.keys()]),
      );
      const found = await Promise.all(
        lines.map(async ({ person, mention }) => {
          const view = byId.get(person);
          return view ? await visible(view, mention) : null;
        }),
      );
      return found.filter((line) => line !== null);
    },
  };
};
