import { posix } from 'node:path';
import { z } from 'zod';

const MEBIBYTE = 1024 ** 2;

/** A folder of this machine or a share of it, written in one way: nothing in it leads elsewhere. */
const folder = z
  .string()
  .max(1000)
  .refine(
    (path) =>
      posix.isAbsolute(path) && posix.normalize(path) === path && !path.endsWith('/') && !path.includes('\0'),
    'an absolute path is expected, without ".." and without a slash at its end',
  );

/**
 * Where a register's files are dropped, as the registry says it.
 *
 * @param every how often is looked there, as every connection says how often it is fetched.
 */
export const fileDropForm = <Every extends z.ZodType<number>>(every: Every) =>
  z.strictObject({
    kind: z.literal('FILE_DROP'),
    folder,
    every,
    mostBytes: z
      .int()
      .min(1024)
      .max(1024 * MEBIBYTE)
      .default(256 * MEBIBYTE),
  });
