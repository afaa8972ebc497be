import { countTry, isNear } from './assisted-session-store.ts';
import type { Database, Transaction } from './database.ts';
import { markedPersons } from './marked-persons.ts';
import type { MatterRow, SealedUnitRow } from './matter-store.ts';

/** A session as one of its two staff opens it. */
export interface NewInPersonSession {
  readonly id: string;
  /** Null where the card names nobody who can be shown anything. */
  readonly person: string | null;
  readonly agency: string;
  readonly actor: string;
  /** Who the actor is as a person, by the hash of their national id: two accounts of one human are one. */
  readonly self: string;
  readonly cardKind: string;
  readonly cardHash: string;
  readonly openedAt: Date;
  readonly until: Date;
  /** Local date. */
  readonly today: string;
  readonly mostTries: number;
}

/** What became of it: LIMITED, the actor tried too often today; NOBODY and CONFLICTED (R15) look the same from outside. */
export type InPersonOutcome = 'OPENED' | 'LIMITED' | 'NOBODY' | 'CONFLICTED';

/** Opens a session that shows nothing until somebody else has confirmed it. The try counts whatever becomes of it. */
export const openInPersonSession = async (
  transaction: Transaction,
  session: NewInPersonSession,
): Promise<InPersonOutcome> => {
  const { id, person, agency, actor, self, cardKind, cardHash, openedAt, until } = session;
  const { query } = transaction;
  if ((await countTry(transaction, session)) > session.mostTries) return 'LIMITED';
  if (person === null) return 'NOBODY';
  const [near] = await query<{ near: boolean }>(`select ${isNear} as near`, [self, self, person]);
  if (near?.near !== false) return 'CONFLICTED';
  await query(
    `insert into in_person_session (id, person_id, agency, opened_by, opened_self, card_kind, card_hash, opened_at, until)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, person, agency, actor, self, cardKind, cardHash, openedAt, until],
  );
  return 'OPENED';
};

/** Whose session, and when it is used. */
export interface InPersonUse {
  readonly id: string;
  readonly agency: string;
  readonly actor: string;
  readonly self: string;
  readonly at: Date;
}

const isFar = `not (${isNear.replace('?::uuid', 'person_id')})`;

/** Somebody else of the agency, another human, stands by. @returns whether there was a session that waited for it. */
export const confirmInPersonSession = async (
  { query }: Transaction,
  { id, agency, actor, self, at, isOfficer }: InPersonUse & { readonly isOfficer: boolean },
): Promise<boolean> => {
  const rows = await query(
    `update in_person_session set confirmed_by = ?, confirmed_as_officer = ? where id = ? and agency = ?
      and opened_by <> ? and opened_self <> ? and confirmed_by is null and until > ? and ${isFar} returning id`,
    [actor, isOfficer, id, agency, actor, self, at, self, self],
  );
  return rows.length > 0;
};

/** A session that its opener may use now, with the two who stand by it. */
export interface OpenInPersonSession {
  readonly id: string;
  readonly person: string;
  readonly agency: string;
  readonly openedBy: string;
  readonly confirmedBy: string;
  readonly confirmedAsOfficer: boolean;
}

const openColumns = `id::text as id, person_id::text as person, agency, opened_by as "openedBy", confirmed_by as "confirmedBy",
  confirmed_as_officer as "confirmedAsOfficer"`;

/** INVARIANT: of the one who opened it alone, once somebody else has confirmed it, and before it ends. */
const isOpen = `id = ? and agency = ? and opened_by = ? and confirmed_by is not null and until > ? and ${isFar}`;

/** Uses a session up: it is shown once. @returns null where there is none to show. */
export const takeInPersonSession = async (
  { query }: Transaction,
  { id, agency, actor, self, at }: InPersonUse,
): Promise<OpenInPersonSession | null> => {
  const [taken] = await query<OpenInPersonSession>(
    `update in_person_session set shown_at = ? where ${isOpen} and shown_at is null returning ${openColumns}`,
    [at, id, agency, actor, at, self, self],
  );
  return taken ?? null;
};

/** A session that was shown and has not ended: what the person then decides in it is done in it. */
export const findShownSession = async (
  { query }: Pick<Database, 'query'>,
  { id, agency, actor, self, at }: InPersonUse,
): Promise<OpenInPersonSession | null> => {
  const [found] = await query<OpenInPersonSession>(
    `select ${openColumns} from in_person_session where ${isOpen} and shown_at is not null`,
    [id, agency, actor, at, self, self],
  );
  return found ?? null;
};

/** A matter that protects the person of a session, with what of it names them. */
export interface ShownMatter extends MatterRow {
  readonly units: readonly SealedUnitRow[];
}

/** Whether an actor of the session's agency is party to the matter now (R12). */
const isParty = `exists (select from matter_party party where party.matter_id = matter.id and party.agency = ? and party.actor = ?
  and party.valid_from <= ? and (party.valid_until is null or party.valid_until > ?))`;

/**
 * The agency's matters that protect the session's person, each with the sealed units that name them as protected, and the sealed copies
 * of what other registers said of them: those to which who opened the session is party, and who stands by it is party or the agency's data protection officer. What was sealed is
 * shown after the matter's end, too.
 *
 * INVARIANT: no unit but those that protect this very person; whom else a matter is about is nothing of theirs.
 */
export const findShownMatters = async (
  { query }: Pick<Database, 'query'>,
  session: OpenInPersonSession,
  at: Date,
): Promise<readonly ShownMatter[]> => {
  const { person, agency, openedBy, confirmedBy, confirmedAsOfficer } = session;
  type Written = Omit<MatterRow, 'openedAt' | 'closedAt'> & {
    readonly opened_at: string | Date;
    readonly closed_at: string | Date | null;
    readonly units: readonly (Omit<SealedUnitRow, 'receivedAt'> & { readonly receivedAt: string })[];
  };
  const rows = await query<Written>(
    `with mine as materialized (
       select distinct controller, compartment, source, unit
         from (${markedPersons('protective_flag')} union all ${markedPersons('sealed_copy_mark')}) named
         where person_id = ?::uuid and controller = ?)
     select matter.id::text as id, matter.controller, matter.reference, matter.opened_at, matter.closed_at, held.units from matter
       join lateral (
         select jsonb_agg(jsonb_build_object('id', record.id, 'source', record.source, 'version', record.version,
             'receivedAt', to_char(record.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'jwe', record.payload -> 'jwe') order by record.received_at, record.id) as units
           from mine join record on record.source = mine.source and record.unit = mine.unit
             and record.compartment = mine.compartment and record.controller = mine.controller
             and record.superseded_at is null and record.erased_at is null
           where mine.controller = matter.controller and mine.compartment = matter.reference) held on held.units is not null
       where matter.controller = ? and ${isParty} and (?::boolean or ${isParty})
       order by matter.opened_at, matter.id`,
    [
      ...[person, agency, agency, agency, openedBy, at, at],
      ...[confirmedAsOfficer, agency, confirmedBy, at, at],
    ],
  );
  return rows.map(({ opened_at, closed_at, units, ...row }) => ({
    ...row,
    openedAt: new Date(opened_at),
    closedAt: closed_at === null ? null : new Date(closed_at),
    units: units.map((unit) => ({ ...unit, receivedAt: new Date(unit.receivedAt) })),
  }));
};

/** Forgets sessions a year after their end: until then they prove who showed what to whom, with which card in hand. */
export const sweepInPersonSessions = async (database: Pick<Database, 'query'>, at: Date): Promise<void> => {
  await database.query(`delete from in_person_session where until < ?::timestamptz - interval '1 year'`, [
    at,
  ]);
};
