import type { Facts, Row } from './facts.ts';
import { grouped } from './grouped.ts';
import { reaches } from './purpose-reach.ts';
import { remembered } from './remembered.ts';
import { type Rights, readRights } from './rights.ts';

/** A consent in force, of one person for one recipient. */
export interface HeldConsent {
  readonly id: string;
  readonly controller: string;
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly fields: readonly string[];
}

/** A relationship that is open today (R10). */
export interface OpenRelationship {
  readonly kind: string;
  readonly established: boolean;
  readonly certain: boolean;
  /** The line, `source|local id`, that is its evidence; null for a referral. */
  readonly by: string | null;
  /** The local community of that line; null where nobody said one. */
  readonly place: string | null;
}

/** What holds between a person and one agency today. */
export interface Standing {
  readonly person: string;
  /** None where the agency does not work with them. */
  readonly relationships: readonly OpenRelationship[];
  readonly prohibited: boolean;
  readonly consents: readonly HeldConsent[];
}

/** Who is who in a store, and how each stands towards one agency. */
export interface People {
  /** The person of a source's local id, and whether the link is certain (R20). */
  readonly of: (source: string, localId: string) => { person: string; certain: boolean } | null;
  /** The household of a source's unit. */
  readonly homeOf: (source: string, unit: string) => string | null;
  readonly standing: (person: string) => Standing;
  readonly rights: Rights;
  readonly all: readonly string[];
}

/** The name of a register's line. */
export const key = (source: unknown, localId: unknown): string => `${String(source)}|${String(localId)}`;
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * R20 from the prose: with a checked national id a link is certain if it agreed with another's, or if nobody else of the
 * person has a checked one; without one it is certain only as long as nothing else was joined to it.
 */
const certainty = (facts: Facts): ((link: Row, joined: readonly Row[]) => boolean) => {
  const checked = new Set(
    (facts['mention'] ?? [])
      .filter((each) => each['entity'] === 'PERSON' && each['checked'] === true)
      .map((each) => key(each['source'], each['local_id'])),
  );
  const isChecked = (link: Row): boolean => checked.has(key(link['source'], link['local_id']));
  return (link, joined) => {
    const others = joined.filter((other) => other !== link);
    if (isChecked(link)) return link['certainty'] === 'CERTAIN' || !others.some(isChecked);
    return link['certainty'] === 'CERTAIN' && others.length === 0;
  };
};

/** Whose standing is read, and what may still become of it within the round. */
export interface PeopleInput {
  readonly agency: string;
  readonly today: string;
  /** Relationships that the agency only declared are taken for confirmed ones. */
  readonly promoted: boolean;
  /** Referrals that wait for the agency are taken for accepted ones. */
  readonly accepting: boolean;
  /** Who asks in an emergency (R17), and whether the round may open one: then for anybody. */
  readonly emergency?: { readonly actor: string; readonly opening: boolean } | null;
}

/** The instant at which every question of a round is asked. */
const now = Date.parse('2026-11-21T10:00:00Z');

/** Whether a relationship with these first and last days is open (R10). */
const isOpen = (from: unknown, until: unknown, today: string): boolean =>
  (from === null || String(from) <= today) && (until === null || String(until) > today);

/** The persons and the households behind the lines of registers, whoever asks. */
export const whoIsWho = remembered(['link', 'mention'], (facts) => {
  const links = (facts['link'] ?? []).filter(
    (link) => link['entity'] === 'PERSON' && link['ended_at'] === null,
  );
  const mentioned = new Set(
    (facts['mention'] ?? [])
      .filter((each) => each['entity'] === 'PERSON')
      .map((each) => key(each['source'], each['local_id'])),
  );
  const standingLinks = links.filter((link) => mentioned.has(key(link['source'], link['local_id'])));
  const byPerson = grouped(links, (link) => String(link['entity_id']));
  const isCertain = certainty(facts);
  const who = new Map(
    standingLinks.map((link) => {
      const person = String(link['entity_id']);
      return [
        key(link['source'], link['local_id']),
        { person, certain: isCertain(link, byPerson.get(person) ?? []) },
      ];
    }),
  );
  const homes = new Map(
    (facts['link'] ?? [])
      .filter((link) => link['entity'] === 'HOUSEHOLD' && link['ended_at'] === null)
      .map((link) => [key(link['source'], link['local_id']), String(link['entity_id'])]),
  );
  return { byPerson, who, homes };
});

/** The last event of each consent: what it is now. */
export const lastEvents = remembered(['consent_event'], (facts) => {
  const lastEvent = new Map<string, Row>();
  for (const event of [...(facts['consent_event'] ?? [])].sort(
    (one, other) => Number(one['id']) - Number(other['id']),
  ))
    lastEvent.set(String(event['consent_id']), event);
  return lastEvent;
});

/** Reads who is who, and how each stands towards the agency. */
export const readPeople = (facts: Facts, input: PeopleInput): People => {
  const { agency, today, promoted, accepting } = input;
  const { byPerson, who, homes } = whoIsWho(facts);
  const works = new Map<string, Map<string, OpenRelationship>>();
  const work = (person: string, bond: OpenRelationship): void => {
    const known = works.get(person) ?? new Map<string, OpenRelationship>();
    works.set(
      person,
      known.set(JSON.stringify([bond.kind, bond.by, bond.established, bond.certain, bond.place]), bond),
    );
  };
  for (const record of facts['record'] ?? []) {
    if (record['relationship_with'] !== agency || record['superseded_at'] !== null) continue;
    if (record['erased_at'] !== null || record['compartment'] !== 'general') continue;
    if (!isOpen(record['relationship_from'], record['relationship_until'], today)) continue;
    const linked = who.get(key(record['source'], record['person_local_id']));
    if (!linked) continue;
    work(linked.person, {
      kind: String(record['relationship_kind']),
      established:
        promoted ||
        record['relationship_declared_by'] === null ||
        record['relationship_confirmed_by'] !== null,
      certain: linked.certain,
      by: key(record['source'], record['person_local_id']),
      place: record['local_community'] === null ? null : String(record['local_community']),
    });
  }
  for (const referral of facts['referral'] ?? []) {
    if (referral['to_agency'] !== agency || !isOpen(null, referral['until'], today)) continue;
    const accepted = referral['accepted_at'] !== null || (accepting && referral['ended_at'] === null);
    if (!accepted) continue;
    work(String(referral['person_id']), {
      kind: 'ACCEPTED_REFERRAL',
      established: true,
      certain: referral['certain'] === true,
      by: null,
      place: null,
    });
  }
  const { emergency } = input;
  const inEmergency = (person: string, certain: boolean): void =>
    work(person, { kind: 'EMERGENCY', established: true, certain, by: null, place: null });
  for (const access of emergency ? (facts['emergency_access'] ?? []) : []) {
    if (access['agency'] !== agency || access['actor'] !== emergency?.actor) continue;
    if (access['granted_at'] === null || Date.parse(String(access['until'])) <= now) continue;
    for (const opened of facts['emergency_person'] ?? [])
      if (opened['access_id'] === access['id'])
        inEmergency(String(opened['person_id']), opened['certain'] === true);
  }
  // R20 marks by the link, so what could be opened counts both ways.
  if (emergency?.opening)
    for (const person of byPerson.keys()) for (const certain of [true, false]) inEmergency(person, certain);
  const forbidding = new Set(
    (facts['prohibition'] ?? [])
      .filter((each) => each['recipient'] === agency && each['lifted_at'] === null)
      .map((each) => String(each['person_id'])),
  );
  const lastEvent = lastEvents(facts);
  const consents = (facts['consent'] ?? []).filter(
    (each) =>
      each['recipient'] === agency &&
      each['binding'] === true &&
      String(each['valid_until']) > today &&
      ['ConsentGiven', 'RenewedConsentGiven'].includes(String(lastEvent.get(String(each['id']))?.['state'])),
  );
  const consentsOf = grouped(consents, (each) => String(each['person_id']));
  const standings = new Map<string, Standing>();
  const standingOf = (person: string): Standing => ({
    person,
    relationships: [...(works.get(person) ?? [])].sort().map(([, bond]) => bond),
    prohibited: forbidding.has(person),
    consents: (consentsOf.get(person) ?? []).map((each) => ({
      id: String(each['id']),
      controller: String(each['controller']),
      purpose: String(each['purpose']),
      categories: texts(each['categories']),
      fields: texts(each['fields']),
    })),
  });
  return {
    rights: readRights(facts, agency),
    homeOf: (source, unit) => homes.get(key(source, unit)) ?? null,
    of: (source, localId) => who.get(key(source, localId)) ?? null,
    all: [...new Set([...byPerson.keys(), ...works.keys()])],
    standing: (person) => {
      const standing = standings.get(person) ?? standingOf(person);
      standings.set(person, standing);
      return standing;
    },
  };
};

/** Whether one of these consents speaks of the field, for this controller and purpose. */
export const consentFor = (
  standing: Standing,
  asked: { controller: string; purpose: string; category: string; coordinate: string },
): HeldConsent | undefined =>
  standing.consents.find(
    (each) =>
      each.controller === asked.controller &&
      reaches(each.purpose, asked.purpose) &&
      (each.categories.includes(asked.category) || each.fields.includes(asked.coordinate)),
  );
