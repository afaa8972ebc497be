import { readLegalBases } from '../../src/access/legal-basis-file.ts';
import { projectFile, readSettingFolder } from '../../src/server/configuration.ts';

/** The project's own code lists, as a start reads them. */
export const { bases: legalBases } = readLegalBases(
  readSettingFolder('HUB_LEGAL_BASES', projectFile('config', 'legal-bases')),
  'legal-bases',
);
