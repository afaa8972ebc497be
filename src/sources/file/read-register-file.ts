import type { Adapter } from '../../domain/adapter.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import type { Page } from '../../domain/delivered.ts';
import type { FileContent } from './file-content.ts';
import { readFile } from './read-file.ts';

/**
 * Reads a file of a register, by what its adapter declares of it, page by page.
 *
 * @throws ConfigurationError where the adapter takes no files; FileRefusal, while it is read, before the first page.
 */
export const readRegisterFile = (
  { name, connection, gather }: Pick<Adapter, 'name' | 'connection' | 'gather'>,
  content: FileContent,
  signal: AbortSignal,
): AsyncIterable<Page> => {
  const shape = connection.FILE_DROP;
  if (!shape) throw new ConfigurationError(`The adapter ${name} takes no files.`);
  return readFile(content, shape, gather ?? null, signal);
};
