import pg from 'pg';
import type { Gather, GatheredRow } from '../../domain/adapter.ts';
import type { AskedUnits, LiveConnector } from '../../domain/live-connector.ts';
import type { LivePostgresqlShape } from '../../domain/live-shape.ts';
import { addressRule } from '../../outbound/egress.ts';
import type { PostgresqlSource } from '../postgresql/connector.ts';
import { inSession, type Row } from '../postgresql/session.ts';

const quoted = pg.escapeIdentifier;

/** Columns of the adapter's alone go into the statement, and every id is a parameter. */
const statementOf = (
  { query, idColumn }: LivePostgresqlShape,
  { columns }: AskedUnits,
  gather: Gather | null,
): string => {
  const key = gather?.by ?? idColumn;
  const wanted = [...new Set([key, idColumn, ...columns])].map(quoted).join(', ');
  return `select ${wanted} from (${query}) as register where ${quoted(key)}::text = any($1) order by ${quoted(key)}, ${quoted(idColumn)}`;
};

const gathered = (rows: readonly Row[], { by }: Gather): readonly (readonly GatheredRow[])[] => [
  ...Map.groupBy(
    rows.map((columns, index): GatheredRow => ({ row: index + 1, columns })),
    ({ columns }) => columns[by],
  ).values(),
];

/** Asks a register in its own PostgreSQL for some units, each time over a connection of its own. */
export const openPostgresqlLive = ({
  shape,
  gather,
  place,
  credential,
  guard,
  resolveName,
}: Omit<PostgresqlSource, 'shape' | 'units'> & { readonly shape: LivePostgresqlShape }): LiveConnector => {
  const rule = addressRule(place.internal, resolveName);
  return {
    ask: async (asked, read, signal) =>
      await guard.run(async (limit) => {
        const statement = statementOf(shape, asked, gather);
        const rows = await inSession(
          { place, credential, rule, signal: limit },
          async (ask) => await ask(statement, [asked.ids]),
        );
        return read(gather === null ? rows : gathered(rows, gather));
      }, signal),
  };
};
