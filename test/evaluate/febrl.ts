import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { readableId } from '../../src/linkage/comparable-id.ts';
import type { LabelledSet } from './labelled-set.ts';

const folder = '../shared/data/febrl';

/** Why a set cannot be read here; null where it can: the sets are kept apart from the project. */
export const febrlAbsent = (...files: readonly string[]): string | null => {
  const absent = files.find((file) => !existsSync(`${folder}/${file}.csv`));
  return absent === undefined ? null : `no ${folder}/${absent}.csv`;
};

const addressColumns = ['street_number', 'address_1', 'address_2', 'suburb', 'postcode', 'state'];

/** Reads FEBRL sets as `hub link` would: `rec-N-org` and `rec-N-dup-K` are one person. */
export const readFebrl = (files: readonly string[], withId: boolean): LabelledSet => {
  const rows = files.flatMap((file) => {
    const text = readFileSync(`${folder}/${file}.csv`, 'utf8');
    const parsed = parse(text, {
      columns: (names: string[]) => names.map((name) => name.trim()),
      trim: true,
    }) as unknown as Record<string, string>[];
    return parsed.map((row) => ({ file, row }));
  });
  return {
    mentions: rows.map(({ file, row }) => ({
      source: file,
      unit: null,
      givenName: row['given_name'] || null,
      familyName: row['surname'] || null,
      birthDate: (row['date_of_birth'] ?? '').replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3') || null,
      id: withId ? readableId(row['soc_sec_id'] ?? '') : null,
      address: addressColumns.map((column) => row[column] ?? '').join(' '),
    })),
    truth: rows.map(({ row }) => row['rec_id']?.split('-')[1] ?? ''),
  };
};
