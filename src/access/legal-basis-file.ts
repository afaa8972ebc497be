import { z } from 'zod';
import { ConfigurationError } from '../domain/configuration-error.ts';
import {
  type AccessRestriction,
  type AccessRestrictions,
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
  accessRestriction: z.strictObject({ act: text, article: text, gazette: text, note: text.nullable() }),
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
        restrictsObjection: z.boolean().default(false),
        flows: list(z.enum(flows)).min(1, 'an entry is for at least one kind of flow'),
        note: text.nullable(),
      }),
    )
    .min(1, 'the list has no entry'),
});

/** What is read of a jurisdiction's law: its code list, and by which article a person's own view is restricted. */
export interface LegalLists {
  readonly bases: LegalBasisLists;
  readonly accessRestrictions: AccessRestrictions;
}

const readList = (
  fileText: string,
  fileName: string,
  jurisdiction: Jurisdiction,
): { readonly entries: ReadonlyMap<string, LegalBasisEntry>; readonly restriction: AccessRestriction } => {
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
  const { note: _note, ...cited } = value.accessRestriction;
  return {
    entries: new Map(value.entries.map((entry) => [entry.code, { jurisdiction, ...entry }])),
    restriction: { jurisdiction, ...cited },
  };
};

/**
 * Reads the code lists of acts, one file a jurisdiction (R3). A list that lacks something, that is missing or that is
 * nobody's stops the start with a ConfigurationError that names file, line and path.
 *
 * @param files Texts by jurisdiction, as the folder has them.
 */
export const readLegalBases = (files: ReadonlyMap<string, string>, folder: string): LegalLists => {
  const strangers = [...files.keys()].filter((name) => !(jurisdictions as readonly string[]).includes(name));
  if (strangers.length > 0) {
    throw new ConfigurationError(`${folder}: ${strangers.join(', ')}: no jurisdiction is called so.`);
  }
  const lists = new Map(
    jurisdictions.map((jurisdiction) => {
      const fileText = files.get(jurisdiction);
      if (fileText === undefined) {
        throw new ConfigurationError(`${folder}: the list of ${jurisdiction} is missing.`);
      }
      return [jurisdiction, readList(fileText, `${folder}/${jurisdiction}.yaml`, jurisdiction)];
    }),
  );
  return {
    bases: new Map([...lists].map(([jurisdiction, { entries }]) => [jurisdiction, entries])),
    accessRestrictions: new Map(
      [...lists].map(([jurisdiction, { restriction }]) => [jurisdiction, restriction]),
    ),
  };
};
