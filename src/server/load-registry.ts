import { type LegalLists, readLegalBases } from '../access/legal-basis-file.ts';
import { type Registry, readRegistry } from '../access/registry.ts';
import { type Configuration, readSetting, readSettingFolder } from './configuration.ts';

/** The registry that the configuration names. */
export const loadRegistry = (configuration: Configuration): { registry: Registry; text: string } => {
  const text = readSetting('HUB_AGENCIES', configuration.agenciesFile);
  return { registry: readRegistry(text, configuration.agenciesFile), text };
};

/** The code lists of acts that the configuration names. */
export const loadLegalBases = ({ legalBasesDirectory }: Configuration): LegalLists =>
  readLegalBases(readSettingFolder('HUB_LEGAL_BASES', legalBasesDirectory), legalBasesDirectory);
