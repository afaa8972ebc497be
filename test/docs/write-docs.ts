import { readFileSync, writeFileSync } from 'node:fs';
import { projectFile } from '../../src/server/configuration.ts';
import { sections, withSection } from './sections.ts';

// Writes what the docs say of the code anew: `npm run generate:docs`. The test beside this file holds them to it.
for (const [name, parts] of Object.entries(sections)) {
  const file = projectFile(...name.split('/'));
  let text = readFileSync(file, 'utf8');
  for (const [section, content] of Object.entries(parts)) text = withSection(text, section, content);
  writeFileSync(file, text);
}
