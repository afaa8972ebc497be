/** How a file's letters are written. */
interface Letters {
  /** Any encoding by its usual name, such as `windows-1250`. Absent: a mark at the head of the file says it, or strict UTF-8. */
  readonly encoding?: string;
  /**
   * What a file is read as whose letters are not Unicode, where `encoding` is absent. Absent as well: such a file is refused,
   * because of the old encodings each can be read as another.
   */
  readonly fallbackEncoding?: string;
}

/** Rows under a line of column names. Each row is an object of texts by column. */
interface Table {
  /** Columns that the file must have, each once and in any order. Others that it has are left out. */
  readonly columns: readonly string[];
  /** One of them, in which each row has a number of its own: a row without one, or with another's, cannot be read. */
  readonly keyColumn?: string;
}

export interface DelimitedShape extends Letters, Table {
  readonly format: 'CSV' | 'TSV';
  /** One sign. Absent in CSV: the one of `;`, `,`, tab and `|` under which the first line names the columns. */
  readonly delimiter?: string;
  /** Whether the register ends its last row with a line break too, so that a file without one was cut. */
  readonly endsWithLineBreak?: boolean;
}

export interface SpreadsheetShape extends Table {
  readonly format: 'XLSX';
  /** By its name; absent, the first. */
  readonly sheet?: string;
  /**
   * Columns of signs and not of amounts, such as a number of a file. A number typed there has lost its leading zeros, if it had
   * any, and its row cannot be read; one whose format writes all its digits (`0000000000000`) can.
   */
  readonly textColumns?: readonly string[];
}

/** A message in JSON a line. */
export interface LinesShape extends Letters {
  readonly format: 'NDJSON';
}

/** One text in JSON with a list of messages. */
export interface ListShape extends Letters {
  readonly format: 'JSON';
  /** The names that lead to the list; none, or absent: the whole text is the list. */
  readonly path?: readonly string[];
  /** Whether a message a line, without a list, is taken as well. */
  readonly orLines?: boolean;
}

/** An XML document in which each of some elements is a message: an object of its children by their local names. */
export interface ElementsShape extends Letters {
  readonly format: 'XML';
  /** The local name of the element that is a message, wherever it stands. */
  readonly element: string;
  /** Local names of children that are a list even where there is one of them. */
  readonly lists?: readonly string[];
}

/** What a register's files are like. */
export type FileShape = (DelimitedShape | SpreadsheetShape | LinesShape | ListShape | ElementsShape) & {
  /** Whether each file is the whole register, so that what it leaves out has ended. */
  readonly complete: boolean;
};

/** Where one installation's register drops its files. */
export interface FileDropConnection {
  readonly kind: 'FILE_DROP';
  /** An absolute path. Beneath it: `in`, where files are put; `work`; `done` and `failed`, with a report beside each. */
  readonly folder: string;
  /** Seconds between two looks into it. */
  readonly everySeconds: number;
  /** Of one file; a longer one is refused unread. */
  readonly mostBytes: number;
}

/** What became of one row of a file, for the report beside it. INVARIANT: holds no value, only where and why. */
export interface RowOutcome {
  readonly row: number;
  /** A word such as `QUARANTINED`. */
  readonly outcome: string;
  /** Empty where it is the row's or the file's. */
  readonly column: string;
  readonly reason: string;
}

/** What became of a file. */
export interface FileOutcome {
  /** AGAIN: the hub cannot take it at present; it stays and is taken at a later look. */
  readonly state: 'DONE' | 'FAILED' | 'AGAIN';
  /** How many rows came to each outcome. */
  readonly counts: Readonly<Record<string, number>>;
  /** The rows with something to say of them, such as what was set aside. */
  readonly rows: readonly RowOutcome[];
}
