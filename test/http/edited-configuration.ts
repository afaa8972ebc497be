import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { projectFile } from '../../src/server/configuration.ts';

/** What the demo's files hold, as far as tests change it. */
export interface Edited {
  readonly agencies: {
    agencies: {
      id: string;
      keys: object;
      objectsPerHour?: number;
      senderConstrained?: boolean;
      purposes: Record<string, { class: string; operations: string[] }>;
    }[];
    persons: { keys: object };
    sources: { id: string; pushers: string[]; connection?: object }[];
  };
  readonly agreements: {
    agreements: { id: string; recipient: string; categories: string[]; fields?: string[] }[];
  };
}

export interface EditedConfiguration {
  /** For `openTestHub`. */
  readonly files: { readonly agenciesFile: string; readonly agreementsFile: string };
  readonly remove: () => void;
}

const demo = (name: string): unknown => parse(readFileSync(projectFile('config', 'demo', name), 'utf8'));

/** Writes the demo's agencies and agreements with changes. */
export const editConfiguration = (edit: (edited: Edited) => void): EditedConfiguration => {
  const edited = { agencies: demo('agencies.yaml'), agreements: demo('agreements.yaml') } as Edited;
  edit(edited);
  const directory = mkdtempSync(join(tmpdir(), 'hub-configuration-'));
  const agenciesFile = join(directory, 'agencies.yaml');
  const agreementsFile = join(directory, 'agreements.yaml');
  writeFileSync(agenciesFile, stringify(edited.agencies));
  writeFileSync(agreementsFile, stringify(edited.agreements));
  return {
    files: { agenciesFile, agreementsFile },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** One of the demo's agencies. */
export const agencyIn = (edited: Edited, id: string): Edited['agencies']['agencies'][number] => {
  const agency = edited.agencies.agencies.find((each) => each.id === id);
  if (!agency) throw new Error(`the demo has no agency ${id}`);
  return agency;
};
