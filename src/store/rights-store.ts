import type { Citation } from '../domain/legal-basis.ts';
import type { RequestedRight, RightsOutcome } from '../domain/rights-request.ts';
import type { Database, Transaction } from './database.ts';
import type { NamedRecord } from './named-record-store.ts';
import { RightsDecisionTable, RightsRequestTable } from './rights-tables.ts';

/** A request as it is made. */
export interface NewRightsRequest {
  readonly id: string;
  readonly personId: string;
  readonly requested: RequestedRight;
  readonly controller: string;
  /** Null where it is asked of everything that the controller holds. */
  readonly record: NamedRecord | null;
  readonly field: string | null;
  readonly recipient: string | null;
  /** The number by which the person names a record that they are not shown; `record` is what it was found to mean. */
  readonly reference: string | null;
  /** Of LINK: whether the person says that the record is theirs; else that it is not. */
  readonly mine: boolean;
  readonly statement: string | null;
  readonly askedAt: Date;
  /** Local dates. */
  readonly askedOn: string;
  readonly dueOn: string;
}

/** What was decided, as the person is told it. */
export interface RightsDecision {
  readonly outcome: RightsOutcome;
  /** Null once its time is over. */
  readonly reason: string | null;
  readonly citations: readonly Citation[];
  readonly agency: string;
  readonly at: Date;
}

/** That what rested is opened again, as the person is told it. */
export interface RightsLifting {
  readonly announcedAt: Date;
  readonly effectiveAt: Date;
  /** Null where the person did it themselves. */
  readonly agency: string | null;
  readonly reason: string | null;
}

/** A request as its person, or the controller's staff, read it. */
export interface RightsRequestRow {
  readonly id: string;
  readonly person: string;
  readonly requested: RequestedRight;
  readonly controller: string;
  readonly source: string | null;
  readonly kind: string | null;
  readonly unit: string | null;
  readonly local_id: string | null;
  readonly field: string | null;
  readonly recipient: string | null;
  readonly reference: string | null;
  readonly mine: boolean;
  readonly statement: string | null;
  readonly asked_at: Date;
  readonly due_on: string;
  readonly decision: RightsDecision | null;
  readonly lifting: RightsLifting | null;
}

interface Written extends Omit<RightsRequestRow, 'asked_at' | 'decision' | 'lifting'> {
  readonly asked_at: string | Date;
  readonly decision: (Omit<RightsDecision, 'at'> & { readonly at: string }) | null;
  readonly lifting:
    | (Omit<RightsLifting, 'announcedAt' | 'effectiveAt'> & Record<'announcedAt' | 'effectiveAt', string>)
    | null;
}

// INVARIANT: what a reference was found to mean is told to nobody: it would tell a person of a line that is linked to somebody
// else, and the controller how its line is linked (R2, step 4).
const shownName = ['source', 'kind', 'unit', 'local_id']
  .map((column) => `case when asked.reference is null then asked.${column} end as ${column}`)
  .join(', ');
const columns = `asked.id::text as id, asked.person_id::text as person, asked.requested, asked.controller, ${shownName},
  asked.field, asked.recipient, asked.reference, asked.mine, asked.statement, asked.asked_at, asked.due_on::text,
  case when said.request_id is not null then jsonb_build_object('outcome', said.outcome, 'reason', said.reason,
    'citations', said.citations, 'agency', said.agency, 'at', said.at) end as decision,
  case when lifted.request_id is not null then jsonb_build_object('announcedAt', lifted.announced_at,
    'effectiveAt', lifted.effective_at, 'agency', lifted.agency, 'reason', lifted.reason) end as lifting`;
const requests = `rights_request asked left join rights_decision said on said.request_id = asked.id
  left join rights_lifting lifted on lifted.request_id = asked.id`;

/** R15: a request of somebody whom the actor, by the hash of their national id, is too near to is not there for them. */
const isFar = `not (is_near_somebody(?) and exists (select from conflict_of(?) near where near.person = asked.person_id))`;

const read = (row: Written): RightsRequestRow => ({
  ...row,
  asked_at: new Date(row.asked_at),
  decision: row.decision && { ...row.decision, at: new Date(row.decision.at) },
  lifting: row.lifting && {
    ...row.lifting,
    announcedAt: new Date(row.lifting.announcedAt),
    effectiveAt: new Date(row.lifting.effectiveAt),
  },
});

/** Stores a request, unless its person has made as many since an instant. Requests of one person come one after the other. */
export const insertRightsRequest = async (
  database: Database,
  { record, ...request }: NewRightsRequest,
  limit: { readonly since: Date; readonly most: number },
): Promise<boolean> =>
  await database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock(hashtextextended(?, 0))', [request.personId]);
    const made = await transaction.query(
      `select from rights_request where person_id = ? and asked_at > ?::timestamptz`,
      [request.personId, limit.since],
    );
    if (made.length >= limit.most) return false;
    const {
      recordId = null,
      source = null,
      kind = null,
      unit = null,
      localId = null,
      subject = null,
    } = record ?? {};
    await transaction.insert(RightsRequestTable, [
      { ...request, recordId, source, kind, unit, localId, subject },
    ]);
    return true;
  });

/** Everything that a person asked, the newest first. */
export const findOwnRequests = async (
  database: Pick<Database, 'query'>,
  person: string,
): Promise<readonly RightsRequestRow[]> =>
  (
    await database.query<Written>(
      `select ${columns} from ${requests} where asked.person_id = ? order by asked.asked_at desc, asked.id`,
      [person],
    )
  ).map(read);

/** One line of the controller's own registers that is the person with certainty. */
export interface OwnLine {
  readonly source: string;
  readonly localId: string;
}

/** What waits for a controller's decision, with the lines by which its own registers know the person. */
export interface WaitingRequest extends RightsRequestRow {
  readonly lines: readonly OwnLine[];
}

const ownLines = `coalesce((
        select jsonb_agg(distinct jsonb_build_object('source', link.source, 'localId', link.local_id))
        from person_link link where link.entity_id = asked.person_id and link.certain and exists (
          select from record where record.source = link.source and record.controller = asked.controller
            and record.superseded_at is null and record.erased_at is null and record.compartment = 'general'
            and link.local_id = any (record.signatories || record.members || coalesce(array[record.person_local_id], '{}')))
      ), '[]'::jsonb) as lines`;

/** What waits for the controller's decision, the one that is due first before the others, less those of whom R15 hides. */
export const findWaitingRequests = async (
  database: Pick<Database, 'query'>,
  asked: {
    readonly controller: string;
    readonly self: string | null;
    /** Local date: only what was due before it; null for all. */
    readonly dueBefore: string | null;
    readonly limit: number;
  },
): Promise<readonly WaitingRequest[]> => {
  const rows = await database.query<Written & Pick<WaitingRequest, 'lines'>>(
    `select ${columns}, ${ownLines}
     from ${requests}
     where asked.controller = ? and said.request_id is null and lifted.request_id is null and (?::date is null or asked.due_on < ?::date) and ${isFar}
     order by asked.due_on, asked.asked_at, asked.id limit ?`,
    [asked.controller, asked.dueBefore, asked.dueBefore, asked.self, asked.self, asked.limit],
  );
  return rows.map((row) => ({ ...read(row), lines: row.lines }));
};

/** What a controller granted that closes something, and of which no end is announced; less those of whom R15 hides. */
export const findStandingRequests = async (
  database: Pick<Database, 'query'>,
  asked: { readonly controller: string; readonly self: string | null; readonly limit: number },
): Promise<readonly WaitingRequest[]> => {
  const rows = await database.query<Written & Pick<WaitingRequest, 'lines'>>(
    `select ${columns}, ${ownLines}
     from ${requests}
     where asked.controller = ? and asked.requested in ('OBJECTION', 'RESTRICTION') and said.outcome <> 'REFUSED'
       and lifted.request_id is null and ${isFar}
     order by said.at, asked.id limit ?`,
    [asked.controller, asked.self, asked.self, asked.limit],
  );
  return rows.map((row) => ({ ...read(row), lines: row.lines }));
};

/** One request of a person's own, locked against a concurrent decision; null where there is none. */
export const findOwnRequest = async (
  transaction: Transaction,
  asked: { readonly id: string; readonly person: string },
): Promise<RightsRequestRow | null> => {
  await transaction.query('select from rights_request where id = ?::uuid for update', [asked.id]);
  const [row] = await transaction.query<Written>(
    `select ${columns} from ${requests} where asked.id = ?::uuid and asked.person_id = ?::uuid`,
    [asked.id, asked.person],
  );
  return row ? read(row) : null;
};

/** One request to a controller, decided or not, locked against a concurrent decision; null where there is none for this actor. */
export const findRequestTo = async (
  transaction: Transaction,
  asked: { readonly id: string; readonly controller: string; readonly self: string | null },
): Promise<RightsRequestRow | null> => {
  await transaction.query('select from rights_request where id = ? for update', [asked.id]);
  const [row] = await transaction.query<Written>(
    `select ${columns} from ${requests} where asked.id = ? and asked.controller = ? and ${isFar}`,
    [asked.id, asked.controller, asked.self, asked.self],
  );
  return row ? read(row) : null;
};

/** A line that a person said to be theirs, or not theirs: hidden from who decides where it was named by a number. */
export interface ContestedLine {
  readonly source: string;
  readonly localId: string;
  /** Whether the person says that it is theirs; else that it is not. */
  readonly mine: boolean;
  /** Whether it is linked to the asker now. */
  readonly own: boolean;
  /** Another line that is the asker's with certainty, by a checked number before any; null where there is none. */
  readonly asker: { readonly source: string; readonly localId: string } | null;
}

/** The line that a request of the kind LINK is about, with its standing link; null where it is about none that is there. */
export const findContestedLine = async (
  transaction: Transaction,
  requestId: string,
): Promise<ContestedLine | null> => {
  const [found] = await transaction.query<ContestedLine>(
    `select link.source, link.local_id as "localId", asked.mine, link.entity_id = asked.person_id as own, (
         select jsonb_build_object('source', mine.source, 'localId', mine.local_id) from person_link mine
           join mention on mention.entity = 'PERSON' and mention.source = mine.source and mention.local_id = mine.local_id
           where mine.entity_id = asked.person_id and mine.certain and not mention.apart and mine.id <> link.id
           order by mention.checked desc, mine.source, mine.local_id limit 1) as asker
       from rights_request asked join link on link.entity = 'PERSON' and link.source = asked.source
         and link.local_id = asked.subject and link.ended_at is null
       where asked.id = ?::uuid and asked.requested = 'LINK'`,
    [requestId],
  );
  return found ?? null;
};

/** Whether a request is about a link, read without a lock: what it is does not change. */
export const isAboutLink = async ({ query }: Transaction, requestId: string): Promise<boolean> =>
  (await query(`select from rights_request where id = ?::uuid and requested = 'LINK'`, [requestId])).length >
  0;

/** Remembers that a link is mended as it was asked for. */
export const markCarriedOut = async (transaction: Transaction, requestId: string): Promise<void> => {
  await transaction.query(`update rights_decision set carried_out = true where request_id = ?::uuid`, [
    requestId,
  ]);
};

export const insertRightsDecision = async (
  transaction: Transaction,
  decision: RightsDecision & { readonly requestId: string; readonly actor: string },
): Promise<void> => await transaction.insert(RightsDecisionTable, [{ ...decision, carriedOut: false }]);
