import type { Database, Transaction } from './database.ts';
import { markedPersons } from './marked-persons.ts';

/** What staff recorded of somebody whom a matter protects, and what is therefore sealed (R11). */
export interface SealedAct {
  readonly id: string;
  readonly kind: 'CONSENT' | 'REFERRAL';
  /** The agency that recorded or referred, and the one that may read. */
  readonly from: string;
  readonly to: string;
  /** The number on the form; null once what proves a consent has been let go of. */
  readonly reference: string | null;
  readonly at: Date;
}

/** The persons of the graph whom some flags protect. */
const protectedBy = (flags: string): string =>
  `select distinct flag.person_id from (${markedPersons('protective_flag')}) flag where ${flags}`;

/** What is sealed of the persons whom a matter protects or protected, the newest first. */
export const findSealedActs = async (
  { query }: Pick<Database, 'query'>,
  matter: { readonly controller: string; readonly reference: string },
): Promise<readonly SealedAct[]> => {
  const rows = await query<Omit<SealedAct, 'at'> & { readonly at: string | Date }>(
    `with person as materialized (${protectedBy('flag.controller = ? and flag.compartment = ?')})
     select id::text as id, 'CONSENT' as kind, coalesce(first.agency, '') as "from", recipient as "to",
         evidence ->> 'reference' as reference, created_at as at
       from consent join lateral (
         select agency from consent_event where consent_id = consent.id order by consent_event.id limit 1) first on true
       where sealed and person_id in (select person_id from person)
     union all
     select id::text, 'REFERRAL', from_agency, to_agency, reference, made_at from referral
       where sealed and person_id in (select person_id from person)
     order by at desc, id`,
    [matter.controller, matter.reference],
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
};

/**
 * Unseals a consent or a referral, unless another matter in force protects its person: that one's lead decides for itself, and
 * nobody is told that there is one (R12).
 */
export const unsealAct = async (
  { query }: Transaction,
  act: string,
  matter: { readonly controller: string; readonly reference: string },
): Promise<void> => {
  const others = protectedBy(`(flag.controller, flag.compartment) <> (?, ?)
    and exists (select from record where record.source = flag.source and record.unit = flag.unit
      and record.compartment = flag.compartment and record.superseded_at is null and record.erased_at is null)
    and not exists (select from matter other where other.controller = flag.controller and other.reference = flag.compartment
      and other.closed_at is not null)`);
  for (const table of ['consent', 'referral']) {
    await query(`update ${table} set sealed = false where id = ?::uuid and person_id not in (${others})`, [
      ...[act, matter.controller, matter.reference],
    ]);
  }
};
