import type { Guardianship } from '../domain/guardianship.ts';
import { GuardianshipTable } from './consent-tables.ts';
import type { Database, Transaction } from './database.ts';

/** A guardianship as it is taken down, with who did it. */
export interface NewGuardianship extends Guardianship {
  readonly certain: boolean;
  readonly agency: string;
  readonly actor: string;
  readonly recordedAt: Date;
}

const columns = `id::text as id, ward::text as ward, guardian::text as guardian, guardian_agency as "guardianAgency", scope,
  issuer, reference, valid_from::text as "from", valid_until::text as until`;

type Query = Pick<Database, 'query'>;

export const insertGuardianship = async (
  transaction: Transaction,
  { from, until, ...rest }: NewGuardianship,
): Promise<void> =>
  await transaction.insert(GuardianshipTable, [{ ...rest, validFrom: from, validUntil: until }]);

/** Everything that was decided of who decides for this child, ended or not, over links that are certain (R20). */
export const findGuardianships = async (query: Query, ward: string): Promise<readonly Guardianship[]> =>
  await query.query<Guardianship>(
    `select ${columns} from guardianship where ward = ?::uuid and certain order by valid_from, id`,
    [ward],
  );

/** Those of one guardian, as a person. */
export const findWards = async (query: Query, guardian: string): Promise<readonly Guardianship[]> =>
  await query.query<Guardianship>(
    `select ${columns} from guardianship where guardian = ?::uuid and certain order by valid_from, id`,
    [guardian],
  );

/** Ends the open guardianships of one decision that this agency took down. @returns how many there were. */
export const endGuardianships = async (
  transaction: Transaction,
  ended: { readonly ward: string; readonly agency: string; readonly reference: string; readonly on: string },
): Promise<number> => {
  const rows = await transaction.query(
    `update guardianship set valid_until = greatest(valid_from, ?::date)
      where ward = ?::uuid and agency = ? and reference = ? and (valid_until is null or valid_until > ?::date) returning id`,
    [ended.on, ended.ward, ended.agency, ended.reference, ended.on],
  );
  return rows.length;
};
