import { parseDecimal } from '../../src/domain/reading/decimal.ts';
import { ItemReader } from '../../src/domain/reading/item-reader.ts';
import type { Problem } from '../../src/domain/record-draft.ts';
import type { Tenancy } from './contract.generated.ts';
import type { Cells, Column, RegisterRow } from './register-row.ts';
import { statusOf } from './vocabulary.ts';

/** What every row of a contract says of the contract. */
type ContractValues = Required<Omit<Tenancy, 'contractNumber' | 'condition' | 'memberCount'>>;

const LONGEST_TEXT = 200;
const LONGEST_NOTE = 2000;
const MOST_ROOMS = 50;

const AMOUNT_REASON = 'This amount cannot be read. Write it with a comma before the cents.';

/** Where each value stands in the register, for problems. */
export const columnOf = {
  status: 'status_ugovora',
  address: 'adresa',
  flat: 'stan',
  localCommunity: 'mjesna_zajednica',
  floorArea: 'povrsina_m2',
  rooms: 'broj_soba',
  movedInOn: 'datum_useljenja',
  rent: 'zakup_eur',
  arrears: 'dug_eur',
} as const satisfies Readonly<Record<keyof ContractValues, Column>>;

const parseRooms = (text: string): number | null => {
  const rooms = /^\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return rooms <= MOST_ROOMS ? rooms : null;
};

const readContractValues = (reader: ItemReader<Cells>): ContractValues => ({
  status: reader.word(columnOf.status, statusOf),
  address: reader.text(columnOf.address, LONGEST_TEXT),
  flat: reader.text(columnOf.flat, LONGEST_TEXT),
  localCommunity: reader.text(columnOf.localCommunity, LONGEST_TEXT),
  floorArea: reader.parsed(columnOf.floorArea, parseDecimal, 'This measure cannot be read.'),
  rooms: reader.parsed(columnOf.rooms, parseRooms, `This is not a whole number from 0 to ${MOST_ROOMS}.`),
  movedInOn: reader.date(columnOf.movedInOn),
  rent: reader.parsed(columnOf.rent, parseDecimal, AMOUNT_REASON),
  arrears: reader.parsed(columnOf.arrears, parseDecimal, AMOUNT_REASON),
});

/** A contract of the register, read from its rows. */
interface TenancyReading {
  readonly tenancy: Required<Tenancy>;
  readonly problems: readonly Problem[];
}

/**
 * Reads what the rows of one contract say of it. The head's row decides; another row that says something else is
 * noted and not taken, and nothing is put together from both. A row that leaves a value empty says nothing.
 *
 * Notes are not rivals: a damp wall and a missing lift can both be true, so all are kept, each once.
 */
export const readTenancy = (
  contractNumber: string,
  head: RegisterRow,
  rows: readonly RegisterRow[],
  options: { readonly today: string; readonly complete: boolean },
): TenancyReading => {
  const problems: Problem[] = [];
  const readerOf = ({ row, cells }: RegisterRow): ItemReader<Cells> =>
    new ItemReader<Cells>(cells, { row, today: options.today, problems });
  const headReader = readerOf(head);
  const values = readContractValues(headReader);
  const notes = new Set<string>();
  for (const each of rows) {
    const reader = readerOf(each);
    const note = reader.freeText('napomena', LONGEST_NOTE);
    if (note !== null) notes.add(note);
    if (each !== head) noteRivals(values, readContractValues(reader), reader);
  }
  if (!options.complete) {
    headReader.note('broj_ugovora', 'A row of this contract was left out, so its tenants were not counted.');
  }
  const tenancy: Required<Tenancy> = {
    contractNumber,
    status: values.status,
    address: values.address,
    flat: values.flat,
    localCommunity: values.localCommunity,
    floorArea: values.floorArea,
    rooms: values.rooms,
    condition: notes.size === 0 ? null : [...notes].join('; '),
    movedInOn: values.movedInOn,
    rent: values.rent,
    arrears: values.arrears,
    memberCount: options.complete ? rows.length : null,
  };
  return { tenancy, problems };
};

const noteRivals = (kept: ContractValues, other: ContractValues, reader: ItemReader<Cells>): void => {
  for (const field of Object.keys(columnOf) as (keyof typeof columnOf)[]) {
    if (other[field] === null || other[field] === kept[field]) continue;
    reader.note(
      columnOf[field],
      "This is not what the holder's row of the same contract says. The holder's row was kept.",
    );
  }
};
