import type { FormerPerson, LinkDecision } from '../domain/link-decision.ts';
import type { Transaction } from './database.ts';
import type { LinkedEntity } from './link-store.ts';

/** A general line that is linked now, with what it says. */
export interface StandingLine<Mention> {
  readonly link: string;
  readonly source: string;
  readonly localId: string;
  readonly unit: string;
  readonly person: string;
  readonly checked: boolean;
  /** What the link itself says, and what it is worth by all of its person's links. */
  readonly certainty: 'CERTAIN' | 'PROBABLE';
  readonly certain: boolean;
  readonly linkedAt: Date;
  readonly joined: readonly FormerPerson[];
  readonly joinedBy: string | null;
  readonly mention: Mention;
}

/** A line by its register and its number there. */
export interface LineName {
  readonly source: string;
  readonly localId: string;
}

const columns = `link.id::text as link, link.source, link.local_id as "localId", mention.unit, link.entity_id::text as person,
  mention.checked, link.certainty, link.certain, link.linked_at as "linkedAt", link.joined, link.joined_by::text as "joinedBy", mention.mention`;
const lines = `person_link link join mention on mention.entity = 'PERSON' and mention.source = link.source
  and mention.local_id = link.local_id and not mention.apart`;

type Written<Mention> = Omit<StandingLine<Mention>, 'linkedAt'> & { readonly linkedAt: string | Date };
const read = <Mention>(row: Written<Mention>): StandingLine<Mention> => ({
  ...row,
  linkedAt: new Date(row.linkedAt),
});

/** These lines, as far as they are there: nothing of what lies apart (R11). */
export const findStandingLines = async <Mention>(
  transaction: Transaction,
  names: readonly LineName[],
): Promise<readonly StandingLine<Mention>[]> =>
  (
    await transaction.query<Written<Mention>>(
      `select ${columns} from jsonb_to_recordset(?::jsonb) as it(source text, "localId" text)
         join ${lines} on link.source = it.source and link.local_id = it."localId" order by link.source, link.local_id`,
      [JSON.stringify(names)],
    )
  ).map(read);

/** All general lines of some persons. */
export const findLinesOfPersons = async <Mention>(
  transaction: Transaction,
  persons: readonly string[],
): Promise<readonly StandingLine<Mention>[]> =>
  (
    await transaction.query<Written<Mention>>(
      `select ${columns} from ${lines}
        where link.entity_id in (select jsonb_array_elements_text(?::jsonb)::uuid) order by link.source, link.local_id`,
      [JSON.stringify(persons)],
    )
  ).map(read);

/** A decision as it is taken. */
export interface NewLinkDecision {
  readonly id: string;
  /** Of whom: then `person` and `other` are persons or households, and lines are of persons or of units. */
  readonly entity: LinkedEntity;
  readonly decision: LinkDecision;
  readonly person: string;
  readonly other: string;
  readonly requestId: string | null;
  readonly agency: string;
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
  /** Ids of rows that went from the one to the other, by table and column. */
  readonly moved: Readonly<Record<string, readonly string[]>>;
  readonly lines: readonly (LineName & {
    readonly side: 'PERSON' | 'OTHER';
    readonly signature: string;
    readonly linkedAt: Date;
  })[];
}

export const insertLinkDecision = async (
  { query }: Transaction,
  { lines: both, ...decision }: NewLinkDecision,
): Promise<void> => {
  await query(
    `insert into link_decision (id, entity, decision, person_id, other_id, request_id, agency, actor, reason, at, moved)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)`,
    [
      ...[
        decision.id,
        decision.entity,
        decision.decision,
        decision.person,
        decision.other,
        decision.requestId,
      ],
      ...[decision.agency, decision.actor, decision.reason, decision.at, JSON.stringify(decision.moved)],
    ],
  );
  await query(
    `insert into link_decision_line (decision_id, side, source, local_id, signature, linked_at)
      select ?::uuid, side, source, "localId", signature, "linkedAt"
        from jsonb_to_recordset(?::jsonb) as it(side text, source text, "localId" text, signature text, "linkedAt" timestamptz)`,
    [decision.id, JSON.stringify(both)],
  );
};

/** A line that another must not be joined to by itself: somebody said that they are two people. */
export interface ApartLine extends LineName {
  /** The line's own number, of whom it is said. */
  readonly of: string;
  readonly signature: string;
}

/**
 * What is kept apart from these lines of one source by decisions that stand: by the number that the line had, or by what it
 * says, for a register renumbers.
 */
export const findApartLines = async (
  { query }: Transaction,
  source: string,
  fresh: readonly { readonly localId: string; readonly signature: string; readonly sameLine: boolean }[],
): Promise<readonly ApartLine[]> => {
  if (fresh.length === 0) return [];
  return await query<ApartLine>(
    `with it as (select * from jsonb_to_recordset(?::jsonb) as it("localId" text, signature text, "sameLine" boolean)),
     own as (
       select it."localId", line.decision_id, line.side from it join link_decision_line line on line.signature = it.signature
       union
       select it."localId", line.decision_id, line.side from it
         join link_decision_line line on line.source = ? and line.local_id = it."localId" where it."sameLine")
     select distinct own."localId" as of, other.source, other.local_id as "localId", other.signature
       from own join link_decision decided on decided.id = own.decision_id and decided.entity = 'PERSON'
         and decided.decision in ('SPLIT', 'APART') and decided.undone_by is null
       join link_decision_line other on other.decision_id = own.decision_id and other.side <> own.side`,
    [JSON.stringify(fresh), source],
  );
};

/** Ends a JOIN: the id that was gone is somebody's again. */
export const undoJoin = async ({ query }: Transaction, join: string, by: string): Promise<void> => {
  await query(`update link_decision set undone_by = ?::uuid where id = ?::uuid`, [by, join]);
};

/** Ends the decisions that two persons or households are two, by lines that are theirs now. */
export const undoSplits = async (
  { query }: Transaction,
  undone: {
    readonly entity: LinkedEntity;
    readonly one: readonly LineName[];
    readonly other: readonly LineName[];
    readonly by: string;
  },
): Promise<void> => {
  const hasLine = (side: string, parameter: string): string =>
    `exists (select from link_decision_line line join jsonb_to_recordset(${parameter}::jsonb) as it(source text, "localId" text)
       on it.source = line.source and it."localId" = line.local_id where line.decision_id = decided.id and line.side = '${side}' and line.passed_on_at is null)`;
  await query(
    `update link_decision decided set undone_by = ? where decided.entity = ? and decided.decision in ('SPLIT', 'APART') and decided.undone_by is null
       and decided.id <> ? and (${hasLine('PERSON', '?')} and ${hasLine('OTHER', '?')}
         or ${hasLine('PERSON', '?')} and ${hasLine('OTHER', '?')})`,
    [
      ...[undone.by, undone.entity, undone.by],
      ...[JSON.stringify(undone.one), JSON.stringify(undone.other)],
      ...[JSON.stringify(undone.other), JSON.stringify(undone.one)],
    ],
  );
};

/** What a standing JOIN moved from one id to another: null where there is none. */
export const findJoin = async (
  { query }: Transaction,
  asked: { readonly person: string; readonly other: string },
): Promise<{ readonly id: string; readonly moved: NewLinkDecision['moved'] } | null> => {
  const [found] = await query<{ id: string; moved: NewLinkDecision['moved'] }>(
    `select id::text as id, moved from link_decision
      where entity = 'PERSON' and decision = 'JOIN' and undone_by is null and person_id = ? and other_id = ? order by at desc limit 1`,
    [asked.person, asked.other],
  );
  return found ?? null;
};
