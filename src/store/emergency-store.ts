import type { Database, Transaction } from './database.ts';

type Query = Pick<Database, 'query'>;

/** An access as it is asked for. */
export interface NewEmergencyAccess {
  readonly id: string;
  readonly agency: string;
  readonly actor: string;
  /** Who the actor is as a person, by the hash of their national id: another account of theirs is no second person. */
  readonly self: string;
  readonly reason: string;
  /** Local date. */
  readonly openedOn: string;
  readonly askedAt: Date;
  /** Null while somebody of another agency has still to stand by it. */
  readonly until: Date | null;
}

/** Whom an access opens: the person whom the terms name, and their minor children. */
export interface EmergencyPerson {
  readonly person: string;
  /** Whether the terms name them over a certain link (R20). */
  readonly certain: boolean;
  /** Whether as a child of whom the terms name. */
  readonly isChild: boolean;
}

/** An access that waits for its review. */
export interface UnreviewedAccess {
  readonly id: string;
  readonly agency: string;
  readonly actor: string;
  readonly reason: string;
  readonly openedOn: string;
  readonly askedAt: Date;
  readonly confirmedAgency: string | null;
  readonly confirmedActor: string | null;
}

export const insertEmergencyAccess = async (
  transaction: Transaction,
  access: NewEmergencyAccess,
  persons: readonly EmergencyPerson[],
): Promise<void> => {
  await transaction.query(
    `insert into emergency_access (id, agency, actor, actor_self, reason, opened_on, asked_at, granted_at, until)
      values (?::uuid, ?, ?, ?, ?, ?::date, ?, ?, ?)`,
    [
      ...[access.id, access.agency, access.actor, access.self],
      ...[access.reason, access.openedOn, access.askedAt],
      ...[access.until === null ? null : access.askedAt, access.until],
    ],
  );
  await transaction.query(
    `insert into emergency_person (access_id, person_id, is_child, certain)
      select ?::uuid, it.person, it."isChild", it.certain
        from jsonb_to_recordset(?::jsonb) as it(person uuid, "isChild" boolean, certain boolean)`,
    [access.id, JSON.stringify(persons)],
  );
};

/**
 * The minor children of a person, as far as the general registers and the guardianship authority say who they are: wards, and
 * children's lines in the person's own units, where the person is no child there: a brother is nobody's child.
 *
 * @param bornAfter local date: who was born after it is a child today.
 */
export const findMinorsOf = async (
  query: Query,
  asked: { readonly person: string; readonly bornAfter: string; readonly today: string },
): Promise<readonly EmergencyPerson[]> =>
  await query.query<EmergencyPerson>(
    `with beside as (
       select ward as person, true as certain from guardianship
         where guardian = ?::uuid and certain and valid_from <= ?::date and (valid_until is null or valid_until > ?::date)
       union
       select other.entity_id, other.certain from person_link mine
         join mention here on here.entity = 'PERSON' and here.source = mine.source and here.local_id = mine.local_id
           and not here.apart
         join mention there on there.entity = 'PERSON' and there.source = here.source and there.unit = here.unit
           and not there.apart
         join person_link other on other.source = there.source and other.local_id = there.local_id
         where mine.entity_id = ?::uuid and other.entity_id <> mine.entity_id
           and (there.mention ->> 'birthDate') > ? and coalesce(here.mention ->> 'birthDate', '') <= ?)
     select person::text as person, bool_or(certain) as certain, true as "isChild" from beside
       where exists (select from mention join link using (entity, source, local_id) where link.entity = 'PERSON'
         and link.entity_id = beside.person and link.ended_at is null and (mention.mention ->> 'birthDate') > ?)
       group by person order by person`,
    [
      ...[asked.person, asked.today, asked.today, asked.person],
      ...[asked.bornAfter, asked.bornAfter, asked.bornAfter],
    ],
  );

/** Whether an actor is too near to a person (R15). */
export const isTooNear = async (query: Query, self: string, person: string): Promise<boolean> => {
  const [row] = await query.query<{ near: boolean }>(
    `select is_near_somebody(?) and exists (select from conflict_of(?) near where near.person = ?::uuid) as near`,
    [self, self, person],
  );
  return row?.near === true;
};

/** The accesses of one human that nobody has looked over: on which local day, and whether they opened this person. */
export const findUnreviewedOf = async (
  query: Query,
  asked: { readonly self: string; readonly person: string },
): Promise<readonly { readonly day: string; readonly samePerson: boolean }[]> =>
  await query.query<{ day: string; samePerson: boolean }>(
    `select opened_on::text as day, exists (select from emergency_person opened
        where opened.access_id = access.id and opened.person_id = ?::uuid) as "samePerson"
      from emergency_access access where actor_self = ? and granted_at is not null and reviewed_at is null`,
    [asked.person, asked.self],
  );

/** Grants an access that waits for somebody of another agency. @returns whether there was one. */
export const confirmEmergencyAccess = async (
  transaction: Transaction,
  confirmed: {
    readonly id: string;
    readonly agency: string;
    readonly actor: string;
    readonly self: string;
    readonly since: Date;
    readonly at: Date;
    readonly until: Date;
  },
): Promise<{ readonly agency: string; readonly actor: string } | null> => {
  const [row] = await transaction.query<{ agency: string; actor: string }>(
    `update emergency_access set confirmed_agency = ?, confirmed_actor = ?, confirmed_self = ?,
        granted_at = coalesce(granted_at, ?), until = coalesce(until, ?)
      where id = ?::uuid and agency <> ? and actor_self <> ? and confirmed_agency is null and asked_at > ?
      returning agency, actor`,
    [
      ...[confirmed.agency, confirmed.actor, confirmed.self, confirmed.at, confirmed.until],
      ...[confirmed.id, confirmed.agency, confirmed.self, confirmed.since],
    ],
  );
  return row ?? null;
};

type Written = Omit<UnreviewedAccess, 'askedAt'> & { readonly asked_at: string | Date };

/** What waits to be looked over by somebody of this agency: its own accesses, and those it stood by. */
export const findUnreviewedAccesses = async (
  query: Query,
  agency: string | null,
): Promise<readonly UnreviewedAccess[]> => {
  const rows = await query.query<Written>(
    `select id::text as id, agency, actor, reason, opened_on::text as "openedOn", asked_at,
        confirmed_agency as "confirmedAgency", confirmed_actor as "confirmedActor"
      from emergency_access where granted_at is not null and reviewed_at is null
        and (?::text is null or agency = ? or confirmed_agency = ?) order by asked_at, id`,
    [agency, agency, agency],
  );
  return rows.map(({ asked_at, ...row }) => ({ ...row, askedAt: new Date(asked_at) }));
};

/**
 * Writes a review down.
 *
 * @returns whether there was an access that this reviewer may look over: neither the actor nor who stood by it, under whichever account.
 */
export const reviewEmergencyAccess = async (
  transaction: Transaction,
  reviewed: {
    readonly id: string;
    readonly agency: string;
    readonly actor: string;
    readonly self: string;
    readonly at: Date;
    readonly outcome: string;
    readonly shown: boolean;
  },
): Promise<boolean> => {
  const { id, agency, actor, self, at, outcome, shown } = reviewed;
  const rows = await transaction.query(
    `update emergency_access set reviewed_agency = ?, reviewed_actor = ?, reviewed_at = ?, outcome = ?, shown = ?
      where id = ?::uuid and granted_at is not null and reviewed_at is null and (agency = ? or confirmed_agency = ?)
        and actor_self <> ? and confirmed_self is distinct from ?
      returning id`,
    [agency, actor, at, outcome, shown, id, agency, agency, self, self],
  );
  return rows.length > 0;
};

/** The overdue ones of which nobody was told yet are marked as told. @returns those. */
export const takeUntold = async (
  transaction: Transaction,
  openedBefore: string,
  at: Date,
): Promise<readonly UnreviewedAccess[]> => {
  const rows = await transaction.query<Written>(
    `update emergency_access set told_at = ? where granted_at is not null and reviewed_at is null and told_at is null
        and opened_on < ?::date
      returning id::text as id, agency, actor, reason, opened_on::text as "openedOn", asked_at,
        confirmed_agency as "confirmedAgency", confirmed_actor as "confirmedActor"`,
    [at, openedBefore],
  );
  return rows.map(({ asked_at, ...row }) => ({ ...row, askedAt: new Date(asked_at) }));
};
