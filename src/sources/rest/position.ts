import { z } from 'zod';

/** Which page is asked for, and how it was when it was last read. */
export interface Position {
  /** An address, a number or a cursor, as the paging has it; null for the first page. */
  readonly at: string | null;
  readonly etag: string | null;
}

const beginning: Position = { at: null, etag: null };

const form = z.strictObject({ at: z.string().nullable(), etag: z.string().nullable() });

/** A cursor that is none of this connector's, as after a change of the adapter, begins anew: nothing is lost by it. */
export const readPosition = (cursor: string | null): Position => {
  if (cursor === null) return beginning;
  try {
    return form.parse(JSON.parse(cursor));
  } catch {
    return beginning;
  }
};

export const printPosition = ({ at, etag }: Position): string => JSON.stringify({ at, etag });

const entityTag = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]{0,200}"$/;

/** The tag of an answer (RFC 9110, 8.8.3), where it is one that can be sent back. */
export const etagOf = (response: Response): string | null => {
  const tag = response.headers.get('etag');
  return tag !== null && entityTag.test(tag) ? tag : null;
};
