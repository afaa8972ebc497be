import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Transaction } from '../../../src/store/database.ts';

interface Row {
  readonly id: string;
  readonly [column: string]: unknown;
}

const selectFrom = `
select entry.id::text as id, kind, agency, through::text as through, body, hash,
  to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
from audit_entry entry where entry.position >= ? order by entry.position`;

const update = `
update audit_entry set position = forged.position, hash = forged.hash
from jsonb_to_recordset(?::jsonb) as forged (id bigint, position bigint, hash text) where audit_entry.id = forged.id`;

const hashAfter = (previous: string, content: object): string =>
  createHash('sha256')
    .update(Buffer.from(previous, 'hex'))
    .update(canonicalize(content) ?? '')
    .digest('hex');

/** A forger's own chain, from a position on: as good as the sealer's, but for the signature of heads. */
export const chainAnew = async ({ query }: Pick<Transaction, 'query'>, from: number): Promise<void> => {
  const rows = await query<Row>(selectFrom, [from - 1]);
  let previous = from === 1 ? '00'.repeat(32) : String(rows.shift()?.['hash']);
  const forged = rows.map(({ id, kind, at, agency, through, body }, index) => {
    const position = from + index;
    previous = hashAfter(previous, { position, id, kind, at, agency, through, body });
    return { id, position, hash: previous };
  });
  await query(update, [JSON.stringify(forged)]);
};

/** One entry with a hash that fits what it says, and nothing behind it. */
export const rehashOne = async ({ query }: Pick<Transaction, 'query'>, position: number): Promise<void> => {
  const rows = await query<Row>(selectFrom, [Math.max(position - 1, 1)]);
  const [before, row] = position === 1 ? [null, rows[0]] : [rows[0], rows[1]];
  if (!row) throw new Error(`no entry at ${position}`);
  const { id, kind, at, agency, through, body } = row;
  const previous = before ? String(before['hash']) : '00'.repeat(32);
  const hash = hashAfter(previous, { position, id, kind, at, agency, through, body });
  await query('update audit_entry set hash = ? where position = ?', [hash, position]);
};
