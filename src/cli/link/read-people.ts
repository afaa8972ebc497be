import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { readableId } from '../../linkage/comparable-id.ts';
import type { LinkageMention } from '../../linkage/mention.ts';
import { CommandFailure } from '../command-failure.ts';
import { type ColumnPlaces, type PersonColumns, type PersonField, placesIn } from './person-columns.ts';
import { readBirthDate } from './read-birth-date.ts';

/** Why a value was not taken as it stands. The row is linked by what is left. */
export type ValueProblem =
  | 'NO_NAME'
  | 'NAME_TOO_LONG'
  | 'MIXED_SCRIPTS'
  | 'BIRTH_NOT_READ'
  | 'BIRTH_IN_FUTURE'
  | 'ID_NOT_READ';

/** The people of some files. */
export interface PeopleRead {
  readonly mentions: readonly LinkageMention[];
  /** For each mention its row id. */
  readonly rows: readonly string[];
  readonly problems: ReadonlyMap<ValueProblem, number>;
}

/** No name is longer; what is beyond is not compared. */
const longestName = 100;
const mixedScripts = /\p{Script=Latin}\p{M}*\p{Script=Cyrillic}|\p{Script=Cyrillic}\p{M}*\p{Script=Latin}/u;
const chunk = 1 << 20;

/** A file's name without its ending: what the output calls it. */
export const fileTitle = (file: string): string => basename(file, extname(file));

/** UTF-8, or windows-1250 where it is not that: what registers here export. */
const textOf = (file: string): string => {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch {
    throw new CommandFailure(`The file ${file} cannot be read.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return iconv.decode(content, 'win1250');
  }
};

const delimiters = [';', ',', '\t'] as const;

const rowsOf = async function* (file: string): AsyncGenerator<readonly string[]> {
  const text = textOf(file).replace(/^\uFEFF/, '');
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = delimiters.toSorted(
    (one, next) => header.split(next).length - header.split(one).length,
  )[0];
  const parser = parse({
    delimiter: delimiter ?? ';',
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  });
  const pieces = function* () {
    for (let from = 0; from < text.length; from += chunk) yield text.slice(from, from + chunk);
  };
  try {
    for await (const row of Readable.from(pieces()).pipe(parser)) yield row as readonly string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? ` near line ${error['lines']}` : '';
    throw new CommandFailure(`The file ${file} is no CSV${line}: ${error.code}.`);
  }
};

/** @param today `YYYY-MM-DD`: nobody is born later. */
export const readPeople = async (
  files: readonly string[],
  columns: PersonColumns,
  idColumn: string | undefined,
  today: string,
): Promise<PeopleRead> => {
  const mentions: LinkageMention[] = [];
  const rows: string[] = [];
  const problems = new Map<ValueProblem, number>();
  const note = (problem: ValueProblem) => problems.set(problem, (problems.get(problem) ?? 0) + 1);
  for (const file of files) {
    let places: ColumnPlaces | undefined;
    let number = 0;
    for await (const row of rowsOf(file)) {
      if (places === undefined) {
        places = placesIn(row, columns, idColumn, file);
        continue;
      }
      number += 1;
      mentions.push(mentionOf(row, places, fileTitle(file), today, note));
      rows.push(places.id === null ? String(number) : (row[places.id] ?? '').trim());
    }
    if (places === undefined)
      throw new CommandFailure(`The file ${file} is empty: it has no line with its columns.`);
  }
  return { mentions, rows, problems };
};

const mentionOf = (
  row: readonly string[],
  { fields }: ColumnPlaces,
  source: string,
  today: string,
  note: (problem: ValueProblem) => void,
): LinkageMention => {
  const textAt = (field: PersonField): string | null => {
    const text = (fields.get(field) ?? [])
      .map((place) => row[place]?.trim() ?? '')
      .filter((part) => part !== '')
      .join(' ');
    return text === '' ? null : text;
  };
  const [givenName, familyName, birth, idText] = [
    textAt('given'),
    textAt('family'),
    textAt('birth'),
    textAt('id'),
  ];
  const names = [givenName ?? '', familyName ?? ''];
  if (givenName === null && familyName === null) note('NO_NAME');
  if (names.some((name) => name.length > longestName)) note('NAME_TOO_LONG');
  if (names.some((name) => mixedScripts.test(name.slice(0, longestName)))) note('MIXED_SCRIPTS');
  let birthDate = birth === null ? null : readBirthDate(birth);
  if (birth !== null && birthDate === null) note('BIRTH_NOT_READ');
  if (birthDate !== null && birthDate > today) {
    note('BIRTH_IN_FUTURE');
    birthDate = null;
  }
  const id = idText === null ? null : readableId(idText);
  if (idText !== null && id === null) note('ID_NOT_READ');
  return { source, unit: null, givenName, familyName, birthDate, id, address: textAt('address') };
};
