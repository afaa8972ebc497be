import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { projectFile } from '../server/configuration.ts';
import { printLine } from './print-line.ts';

/** Writes a generated file of the project, and says so. One that is unchanged keeps its date: what is made from it need not be made anew. */
export const writeGenerated = (folder: string, name: string, text: string): void => {
  const file = projectFile(folder, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) {
    printLine(`${folder}/${name} is up to date.`);
    return;
  }
  writeFileSync(file, text);
  printLine(`${folder}/${name} was written.`);
};
