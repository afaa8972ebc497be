import { z } from 'zod';
import { type Nicknames, readNicknames } from '../linkage/nicknames.ts';
import { readConfiguration } from './configuration-file.ts';

const name = z.string().trim().min(1).max(60);
const form = z.record(name, z.array(name).min(1));

/** The languages that have a list of nicknames in `config/nicknames`. */
const nicknameLanguages = ['cnr', 'sr', 'bs', 'pl', 'lt'] as const;

/**
 * Reads the lists of nicknames, one file a language: a full name, and what people are called by it.
 *
 * @param read Gives the text of a file of that name.
 * @throws ConfigurationError with file and line of what does not fit.
 */
export const readNicknameFiles = (read: (fileName: string) => string): Nicknames =>
  readNicknames(
    nicknameLanguages.map((language) => {
      const fileName = `${language}.yaml`;
      return readConfiguration(read(fileName), fileName, form).value;
    }),
  );
