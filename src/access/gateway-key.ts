import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '../domain/configuration-error.ts';

const shortest = 32;

/**
 * The word by which the core of a split graph knows its gateway, from a file that both can read.
 *
 * @param file of `HUB_GATEWAY_KEY`, or null.
 * @param isMade whether it is made where it is missing, as in the demo; whoever comes first makes it.
 * @throws ConfigurationError naming the setting.
 */
export const openGatewayKey = (file: string | null, isMade: boolean): string => {
  if (file === null)
    throw new ConfigurationError(
      'HUB_GATEWAY_KEY is missing: the core and the gateway know each other by it.',
    );
  if (isMade) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigurationError(`HUB_GATEWAY_KEY: the file ${file} cannot be read.`);
  }
  if (text.length < shortest || !/^[\x21-\x7e]+$/.test(text))
    throw new ConfigurationError(
      `HUB_GATEWAY_KEY: the file holds no word of ${shortest} characters or more.`,
    );
  return text;
};
