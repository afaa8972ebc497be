import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder as `HUB_DOCUMENTS` names one. */
export interface RegisteredOperations {
  readonly folder: string;
  readonly remove: () => void;
}

/** Writes files into a folder of their own. */
export const registerOperations = (files: Readonly<Record<string, string>>): RegisteredOperations => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-documents-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
