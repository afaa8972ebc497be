/** Why nothing of a file was taken, as a word that keeps its meaning. */
export type RefusalReason =
  /** Longer than may be, packed or unpacked. */
  | 'TOO_LARGE'
  /** Not in an encoding that it may have. */
  | 'ENCODING'
  /** The first line does not name the columns of the register. */
  | 'COLUMNS'
  /** Not what its format is, or cut. */
  | 'STRUCTURE'
  /** It has no such sheet, or no list where it should be. */
  | 'MISSING_PART'
  /** It declares a document type, which no register needs and every attack by entities does. */
  | 'DOCUMENT_TYPE'
  /** It was written to while it was read. */
  | 'CHANGED';

const sentences: Readonly<Record<RefusalReason, string>> = {
  TOO_LARGE: 'The file is larger than may be. Nothing was read.',
  ENCODING: 'The file is not written in an encoding that is expected of it. Nothing was read.',
  COLUMNS: 'The first line must name the columns of the register, each once. Nothing was read.',
  STRUCTURE: 'The file is not whole, or not of its format; it may have been cut. Nothing was read.',
  MISSING_PART: 'The file has not the part in which the rows should be. Nothing was read.',
  DOCUMENT_TYPE: 'The file declares a document type, which is not allowed. Nothing was read.',
  CHANGED: 'The file was changed while it was read. Put it there again.',
};

/**
 * Nothing of a file may be taken.
 *
 * INVARIANT: its message is a sentence of the program's own and repeats nothing of the file.
 */
export class FileRefusal extends Error {
  readonly reason: RefusalReason;
  /** The line or item where it was found, 1 where it is the whole. */
  readonly row: number;

  constructor(reason: RefusalReason, row = 1) {
    super(sentences[reason]);
    this.name = 'FileRefusal';
    this.reason = reason;
    this.row = row;
  }
}
