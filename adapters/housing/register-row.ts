/** The register's columns, in its own order. A file with other columns is another register. */
export const columns = [
  'rb',
  'broj_ugovora',
  'ime',
  'prezime',
  'jmbg',
  'datum_rodjenja',
  'srodstvo',
  'adresa',
  'stan',
  'mjesna_zajednica',
  'povrsina_m2',
  'broj_soba',
  'status_ugovora',
  'datum_useljenja',
  'zakup_eur',
  'dug_eur',
  'napomena',
] as const;

export type Column = (typeof columns)[number];

/** One tenant's row as the register writes it: text by column. */
export type Cells = Readonly<Record<Column, string>>;

/** A row whose two keys are usable. */
export interface RegisterRow {
  /** The line of the file it begins at; the header is line 1. */
  readonly row: number;
  readonly entryNumber: string;
  readonly contractNumber: string;
  readonly cells: Cells;
}

/** What a row problem that is not one column's is filed under. */
export const wholeRow = '(row)';
