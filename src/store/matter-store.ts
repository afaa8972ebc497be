import {
  type MatterParty,
  type PartyRole,
  type PublicKey,
  type SealedDocument,
  type SealedRecipient,
  sealedKind,
} from '../domain/matter.ts';
import type { Database, Transaction } from './database.ts';

type Query = Pick<Database, 'query'>;

/** A matter that somebody has taken. */
export interface MatterRow {
  readonly id: string;
  readonly controller: string;
  /** What its controller calls it. */
  readonly reference: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** What a matter holds: which only the holders of its keys can open. */
export interface SealedUnitRow {
  readonly id: string;
  readonly source: string;
  readonly version: number;
  readonly receivedAt: Date;
  readonly jwe: SealedDocument;
}

const date = (value: string | Date | null): Date | null => (value === null ? null : new Date(value));

/** The public keys of a matter's parties at an instant: what arrives then is sealed for them, too. */
export const findPartyKeys = async (
  query: Query,
  asked: { readonly controller: string; readonly reference: string; readonly at: Date },
): Promise<readonly PublicKey[]> => {
  const rows = await query.query<{ key: PublicKey }>(
    `select distinct party.key from matter join matter_party party on party.matter_id = matter.id
      where matter.controller = ? and matter.reference = ? and matter.closed_at is null and party.key is not null
        and party.valid_from <= ? and (party.valid_until is null or party.valid_until > ?)`,
    [asked.controller, asked.reference, asked.at, asked.at],
  );
  return rows.map(({ key }) => key);
};

/** Whether a controller's register has sealed anything under this name. */
export const isSealedUnder = async (
  query: Query,
  controller: string,
  reference: string,
): Promise<boolean> => {
  const [row] = await query.query<{ found: boolean }>(
    `select exists (select from record where controller = ? and compartment = ? and kind = '${sealedKind}'
      and superseded_at is null and erased_at is null) as found`,
    [controller, reference],
  );
  return row?.found === true;
};

type WrittenMatter = Omit<MatterRow, 'openedAt' | 'closedAt'> & {
  readonly opened_at: string | Date;
  readonly closed_at: string | Date | null;
};

const matterOf = ({ opened_at, closed_at, ...row }: WrittenMatter): MatterRow => ({
  ...row,
  openedAt: new Date(opened_at),
  closedAt: date(closed_at),
});

/** Makes a matter, unless it was made before. @returns whether it is new. */
export const insertMatter = async (
  transaction: Transaction,
  matter: Pick<MatterRow, 'id' | 'controller' | 'reference' | 'openedAt'>,
): Promise<boolean> => {
  const rows = await transaction.query(
    `insert into matter (id, controller, reference, opened_at) values (?::uuid, ?, ?, ?)
      on conflict do nothing returning id`,
    [matter.id, matter.controller, matter.reference, matter.openedAt],
  );
  return rows.length > 0;
};

export interface NewParty extends MatterParty {
  readonly id: string;
  readonly matter: string;
  readonly key: PublicKey | null;
  readonly addedBy: string;
}

export const insertParty = async (transaction: Transaction, party: NewParty): Promise<void> => {
  await transaction.query(
    `insert into matter_party (id, matter_id, agency, actor, role, key, valid_from, valid_until, added_by)
      values (?::uuid, ?::uuid, ?, ?, ?, ?::jsonb, ?, ?, ?)`,
    [
      ...[party.id, party.matter, party.agency, party.actor, party.role],
      ...[party.key === null ? null : JSON.stringify(party.key), party.from, party.until, party.addedBy],
    ],
  );
};

/** Ends what an actor is to a matter. @returns how many there were to end. */
export const endParties = async (
  transaction: Transaction,
  ended: { readonly matter: string; readonly agency: string; readonly actor: string; readonly at: Date },
): Promise<number> => {
  const rows = await transaction.query(
    `update matter_party set valid_until = ? where matter_id = ?::uuid and agency = ? and actor = ?
      and (valid_until is null or valid_until > ?) returning id`,
    [ended.at, ended.matter, ended.agency, ended.actor, ended.at],
  );
  return rows.length;
};

/**
 * The matters to which an actor is party at an instant, the oldest first; one of them where an id is given.
 *
 * @param asked.closed those that are closed instead of those that are open; null for both.
 */
export const findMattersOf = async (
  query: Query,
  asked: {
    readonly agency: string;
    readonly actor: string;
    readonly at: Date;
    readonly role?: PartyRole;
    readonly id?: string;
    readonly closed?: boolean | null;
  },
): Promise<readonly MatterRow[]> => {
  const { closed = false } = asked;
  const rows = await query.query<WrittenMatter>(
    `select matter.id::text as id, matter.controller, matter.reference, matter.opened_at, matter.closed_at from matter
      where (?::boolean is null or (matter.closed_at is not null) = ?::boolean) and (?::uuid is null or matter.id = ?::uuid) and exists (
        select from matter_party party where party.matter_id = matter.id and party.agency = ? and party.actor = ?
          and (?::text is null or party.role = ?)
          and party.valid_from <= ? and (party.valid_until is null or party.valid_until > ?))
      order by matter.opened_at, matter.id`,
    [
      ...[closed, closed, asked.id ?? null, asked.id ?? null, asked.agency, asked.actor],
      ...[asked.role ?? null, asked.role ?? null, asked.at, asked.at],
    ],
  );
  return rows.map(matterOf);
};

/** Everybody who is or was party to a matter, in the order in which they were named. */
export const findParties = async (query: Query, matter: string): Promise<readonly MatterParty[]> => {
  const rows = await query.query<
    Omit<MatterParty, 'from' | 'until'> & { valid_from: string | Date; valid_until: string | Date | null }
  >(
    `select agency, actor, role, valid_from, valid_until from matter_party where matter_id = ?::uuid
      order by valid_from, agency, actor, id`,
    [matter],
  );
  return rows.map(({ valid_from, valid_until, ...party }) => ({
    ...party,
    from: new Date(valid_from),
    until: date(valid_until),
  }));
};

/** What a matter holds now, in the order in which it came. */
export const findSealedUnits = async (
  query: Query,
  matter: Pick<MatterRow, 'controller' | 'reference'>,
): Promise<readonly SealedUnitRow[]> => {
  const rows = await query.query<Omit<SealedUnitRow, 'receivedAt'> & { received_at: string | Date }>(
    `select id::text as id, source, version, received_at, payload -> 'jwe' as jwe from record
      where controller = ? and compartment = ? and kind = '${sealedKind}' and superseded_at is null and erased_at is null
      order by received_at, id`,
    [matter.controller, matter.reference],
  );
  return rows.map(({ received_at, ...row }) => ({ ...row, receivedAt: new Date(received_at) }));
};

/** Adds a recipient to a sealed unit: the content key, wrapped by a party for somebody else. @returns whether it is there. */
export const addRecipient = async (
  transaction: Transaction,
  added: {
    readonly matter: Pick<MatterRow, 'controller' | 'reference'>;
    readonly id: string;
    readonly recipient: SealedRecipient;
  },
): Promise<boolean> => {
  const rows = await transaction.query(
    `update record set payload = jsonb_set(payload, '{jwe,recipients}', (payload #> '{jwe,recipients}') || ?::jsonb)
      where id = ?::uuid and controller = ? and compartment = ? and kind = '${sealedKind}' and superseded_at is null
        and erased_at is null returning id`,
    [JSON.stringify([added.recipient]), added.id, added.matter.controller, added.matter.reference],
  );
  return rows.length > 0;
};

/** A matter by its id, for its controller. */
export const findMatterOf = async (
  query: Query,
  asked: { readonly id: string; readonly controller: string },
): Promise<MatterRow | null> => {
  const [row] = await query.query<WrittenMatter>(
    `select id::text as id, controller, reference, opened_at, closed_at from matter where id = ?::uuid and controller = ?`,
    [asked.id, asked.controller],
  );
  return row ? matterOf(row) : null;
};
