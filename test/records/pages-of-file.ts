import type { Adapter } from '../../src/domain/adapter.ts';
import type { Page } from '../../src/domain/delivered.ts';
import { contentOfBytes } from '../../src/sources/file/file-content.ts';
import { readRegisterFile } from '../../src/sources/file/read-register-file.ts';

/** A file's pages, as the hub reads them. */
export const pagesOfFile = (adapter: Adapter, content: Uint8Array): AsyncIterable<Page> =>
  readRegisterFile(adapter, contentOfBytes(content), new AbortController().signal);

/** For a test in which no translation may break. */
export const failOnFault = (error: unknown): never => {
  throw error;
};
