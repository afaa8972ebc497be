import { z } from 'zod';
import type { CounsellingAges } from '../domain/counselling-age.ts';
import { jurisdictions } from '../domain/legal-basis.ts';
import { readConfiguration } from './configuration-file.ts';

const text = z.string().trim().min(1).max(500);
const entry = z.strictObject({ age: z.int().min(1).max(18), act: text, note: text.nullable() });
const schema = z.record(z.enum(jurisdictions), entry);

/** Reads the table of ages (R9): every jurisdiction has a line, or there is no start. @throws ConfigurationError */
export const readCounsellingAges = (fileText: string, fileName: string): CounsellingAges =>
  new Map(
    jurisdictions.map((jurisdiction) => [
      jurisdiction,
      readConfiguration(fileText, fileName, schema).value[jurisdiction].age,
    ]),
  );
