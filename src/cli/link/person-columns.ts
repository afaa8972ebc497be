import { InvalidArgumentError } from 'commander';
import { CommandFailure } from '../command-failure.ts';

/** What a file can say of a person. */
export const personFields = ['given', 'family', 'birth', 'id', 'address'] as const;
export type PersonField = (typeof personFields)[number];

/** For each field its columns, in the order they are put together; of each, the names it may have in one file or the other. */
export type PersonColumns = ReadonlyMap<PersonField, readonly (readonly string[])[]>;

/** Reads `given=first_name,family=surname,address=street+number,birth=dob|born`. */
export const readPersonColumns = (text: string): PersonColumns => {
  const columns = new Map<PersonField, readonly (readonly string[])[]>();
  for (const part of text.split(',')) {
    const [key = '', ...rest] = part.split('=');
    const field = personFields.find((each) => each === key.trim());
    if (field === undefined) {
      throw new InvalidArgumentError(`"${key.trim()}" is none of ${personFields.join(', ')}.`);
    }
    const named = rest
      .join('=')
      .split('+')
      .map((names) =>
        names
          .split('|')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
      );
    if (named.some((names) => names.length === 0))
      throw new InvalidArgumentError(`${field} names no column.`);
    if (columns.has(field)) throw new InvalidArgumentError(`${field} is said twice.`);
    columns.set(field, named);
  }
  return columns;
};

/** The places of a file's columns. */
export interface ColumnPlaces {
  readonly fields: ReadonlyMap<PersonField, readonly number[]>;
  /** Null where rows are named by their numbers. */
  readonly id: number | null;
}

/** Finds the columns in a file's header; `CommandFailure` names the one that is not there, and those that are. */
export const placesIn = (
  header: readonly string[],
  columns: PersonColumns,
  idColumn: string | undefined,
  file: string,
): ColumnPlaces => {
  const names = header.map((name) => name.trim());
  const placeOf = (wanted: readonly string[]): number => {
    const found = wanted.map((name) => names.indexOf(name)).find((place) => place >= 0);
    if (found !== undefined) return found;
    throw new CommandFailure(
      `The file ${file} has no column ${wanted.join(' or ')}. Its columns: ${names.join(', ')}.`,
    );
  };
  return {
    fields: new Map([...columns].map(([field, parts]) => [field, parts.map(placeOf)])),
    id: idColumn === undefined ? null : placeOf([idColumn]),
  };
};
