import type { AuditEntry } from './audit-entry.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

// PostgreSQL's jsonb takes neither U+0000 nor half of a surrogate pair; JSON.stringify writes both as escapes.
const unstorable = /\\u0000|\\ud[89a-f]/i;

// UTF-8 has no half pairs either: writing and reading it puts U+FFFD in their place.
const storable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? Buffer.from(value.replaceAll('\u0000', '\uFFFD')).toString() : value;

/**
 * The row of `audit_entry` that an entry becomes, as JSON text: columns for what the log is searched by, the rest in `body`.
 *
 * INVARIANT: PostgreSQL takes every row made here. Rows of many callers are committed together, and one that the database
 * refuses would take the answers of all the others with it: what a caller can put into a name must not reach that far.
 *
 * @throws RangeError where the instant or the uuid is none.
 */
export const auditRowOf = (entry: AuditEntry): string => {
  const { kind, at, agency, ...rest } = entry;
  if (!instant.test(at) || Number.isNaN(Date.parse(at)))
    throw new RangeError('an audit entry without an instant');
  const { through, ...body } = 'through' in rest ? rest : { ...rest, through: null };
  if (through !== null && !uuid.test(through))
    throw new RangeError('an audit entry through something that is no uuid');
  const row = { kind, at, agency, through, body };
  const text = JSON.stringify(row);
  return unstorable.test(text) ? JSON.stringify(row, storable) : text;
};
