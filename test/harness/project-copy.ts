import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../src/server/configuration.ts';

/** A copy of the project that an adapter can be made in: its own contracts and adapters, the rest by links. */
export interface ProjectCopy {
  readonly path: string;
  readonly remove: () => void;
}

/** Copies what a new adapter changes, and links what it leans on. */
export const copyProject = (): ProjectCopy => {
  const path = mkdtempSync(join(tmpdir(), 'hub-project-'));
  for (const name of ['schema', 'adapters', 'package.json'])
    cpSync(projectFile(name), join(path, name), { recursive: true });
  for (const name of ['src', 'node_modules']) symlinkSync(projectFile(name), join(path, name));
  mkdirSync(join(path, 'test', 'adapters'), { recursive: true });
  for (const name of ['conformance.ts', 'conformance', 'read-through.ts'])
    symlinkSync(projectFile('test', 'adapters', name), join(path, 'test', 'adapters', name));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
