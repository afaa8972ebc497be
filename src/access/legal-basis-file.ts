import { z } from 'zod';
import { ConfigurationError } from '../domain/configuration-error.ts';
import {
  article6Bases,
  article9Bases,
  article10Bases,
  flows,
  type Jurisdiction,
  jurisdictions,
  type LegalBasisEntry,
  type LegalBasisLists,
} from '../domain/legal-basis.ts';
import { readConfiguration } from './configuration-file.ts';

const text = z.string().trim().min(1).max(500);
const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item).refine((values) => new Set(values).size === values.length, 'something is named twice');

const schema = z.strictObject({
  jurisdiction: z.enum(jurisdictions),
  entries: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'a code of a-z, 0-9 and hyphens is expected'),
        act: text,
        article: text,
        gazette: text,
        article6: list(z.enum(article6Bases)).min(1, 'an entry carries at least one Art. 6 basis'),
        article9: list(z.enum(article9Bases)).default([]),
        article10: list(z.enum(article10Bases)).default([]),
        flows: list(z.enum(flows)).min(1, 'an entry is for at least one kind of flow'),
        note: text.nullable(),
      }),
    )
    .min(1, 'the list has no entry'),
});

const readList = (
  fileText: string,
  fileName: string,
  jurisdiction: Jurisdiction,
): ReadonlyMap<string, LegalBasisEntry> => {
  const { value, refuse } = readConfiguration(fileText, fileName, schema);
  if (value.jurisdiction !== jurisdiction) {
    refuse([{ path: ['jurisdiction'], message: `the list of ${jurisdiction} names another jurisdiction` }]);
  }
  const codes = value.entries.map(({ code }) => code);
  refuse(
    codes.flatMap((code, index) =>
      codes.indexOf(code) < index
        ? [{ path: ['entries', index, 'code'], message: `${code} is named twice` }]
        : [],
    ),
  );
  return new Map(value.entries.map((entry) => [entry.code, { jurisdiction, ...entry }]));
};

/**
 * Reads the code lists of acts, one file a jurisdiction (R3). A list that lacks something, that is missing or that is
 * nobody's stops the start with a ConfigurationError that names file, line and path.
 *
 * @param files Texts by jurisdiction, as the folder has them.
 */
export const readLegalBases = (files: ReadonlyMap<string, string>, folder: string): LegalBasisLists => {
  const strangers = [...files.keys()].filter((name) => !(jurisdictions as readonly string[]).includes(name));
  if (strangers.length > 0) {
    throw new ConfigurationError(`${folder}: ${strangers.join(', ')}: no jurisdiction is called so.`);
  }
  return new Map(
    jurisdictions.map((jurisdiction) => {
      const fileText = files.get(jurisdiction);
      if (fileText === undefined) {
        throw new ConfigurationError(`${folder}: the list of ${jurisdiction} is missing.`);
      }
      return [jurisdiction, readList(fileText, `${folder}/${jurisdiction}.yaml`, jurisdiction)];
    }),
  );
};
