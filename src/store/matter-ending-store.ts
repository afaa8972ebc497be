import type { Transaction } from './database.ts';

/** A named person who acts in a matter, at an instant. */
export interface EndingActor {
  readonly agency: string;
  readonly actor: string;
  /** Who they are as a person, by the hash of their national id: two accounts of one human are one. */
  readonly self: string;
  readonly at: Date;
}

const proposed = `proposed_agency = excluded.proposed_agency, proposed_by = excluded.proposed_by,
  proposed_self = excluded.proposed_self, proposed_at = excluded.proposed_at`;
const byAnother = `confirmed_by is null and proposed_self <> ? and (proposed_agency, proposed_by) <> (?, ?)`;

/** A lead proposes that a matter be closed; proposed again, it is the newer proposal. */
export const proposeClosing = async (
  { query }: Transaction,
  matter: string,
  { agency, actor, self, at }: EndingActor,
): Promise<void> => {
  await query(
    `insert into matter_closing (matter_id, proposed_agency, proposed_by, proposed_self, proposed_at) values (?, ?, ?, ?, ?)
      on conflict (matter_id) do update set ${proposed} where matter_closing.confirmed_by is null`,
    [matter, agency, actor, self, at],
  );
};

/** Somebody else confirms it: the matter is closed. @returns whether a proposal of another human waited for it. */
export const confirmClosing = async (
  { query }: Transaction,
  matter: string,
  { agency, actor, self, at }: EndingActor,
): Promise<boolean> => {
  const rows = await query(
    `update matter_closing set confirmed_agency = ?, confirmed_by = ?, confirmed_at = ?
      where matter_id = ? and ${byAnother} returning matter_id`,
    [agency, actor, at, matter, self, agency, actor],
  );
  if (rows.length === 0) return false;
  await query(`update matter set closed_at = coalesce(closed_at, ?) where id = ?`, [at, matter]);
  return true;
};

/** That the protected person was heard. */
export interface Hearing {
  /** Local date. */
  readonly on: string;
  /** Who heard them, by name. */
  readonly by: string;
}

/**
 * A lead proposes that a sealed consent or referral be unsealed; proposed again, it is the newer proposal, which needs a second
 * human anew: what another matter kept sealed at the first may be free by now.
 */
export const proposeUnsealing = async (
  { query }: Transaction,
  unsealing: { readonly matter: string; readonly act: string; readonly heard: Hearing },
  { agency, actor, self, at }: EndingActor,
): Promise<void> => {
  const { matter, act, heard } = unsealing;
  await query(
    `insert into matter_unsealing (matter_id, act_id, heard_on, heard_by, proposed_agency, proposed_by, proposed_self, proposed_at)
      values (?, ?, ?::date, ?, ?, ?, ?, ?)
      on conflict (matter_id, act_id) do update set ${proposed}, heard_on = excluded.heard_on, heard_by = excluded.heard_by,
        confirmed_agency = null, confirmed_by = null, confirmed_at = null`,
    [matter, act, heard.on, heard.by, agency, actor, self, at],
  );
};

/** Somebody else confirms it. @returns whether a proposal of another human waited for it. */
export const confirmUnsealing = async (
  { query }: Transaction,
  { matter, act }: { readonly matter: string; readonly act: string },
  { agency, actor, self, at }: EndingActor,
): Promise<boolean> => {
  const rows = await query(
    `update matter_unsealing set confirmed_agency = ?, confirmed_by = ?, confirmed_at = ?
      where matter_id = ? and act_id = ? and ${byAnother} returning act_id`,
    [agency, actor, at, matter, act, self, agency, actor],
  );
  return rows.length > 0;
};
