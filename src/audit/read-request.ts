import type { Database } from '../store/database.ts';
import type { AuditEntry } from './audit-entry.ts';

interface StoredRow {
  readonly kind: AuditEntry['kind'];
  readonly at: string;
  readonly agency: string | null;
  readonly through: string | null;
  readonly body: object;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Everything the log holds of one request, oldest first; nothing for what is no request's id. */
export const readRequest = async (
  database: Pick<Database, 'query'>,
  request: string,
): Promise<readonly AuditEntry[]> => {
  if (!uuid.test(request)) return [];
  const rows = await database.query<StoredRow>(
    `select kind, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, agency, through::text as through, body
       from audit_entry where (body ->> 'request') = ? order by id`,
    [request],
  );
  return rows.map(({ body, ...columns }) => ({ ...body, ...columns }) as unknown as AuditEntry);
};
