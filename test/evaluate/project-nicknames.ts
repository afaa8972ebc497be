import { readFileSync } from 'node:fs';
import { readNicknameFiles } from '../../src/access/nickname-files.ts';
import { projectFile } from '../../src/server/configuration.ts';

/** The lists of nicknames that the project comes with. */
export const projectNicknames = readNicknameFiles((name) =>
  readFileSync(projectFile('config', 'nicknames', name), 'utf8'),
);
