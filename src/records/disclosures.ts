import type { Opening } from '../policy/subject-mask.ts';
import type { GovernedRecord } from './governed-record.ts';

/** What one record's fields gave, by one opening: the unit of the log before caller and operation are added. */
export interface Disclosure {
  readonly source: string;
  readonly kind: string;
  readonly controller: string;
  readonly household: string | null;
  /** The subjects whose datum it was, where a person is known. */
  readonly persons: readonly string[];
  readonly opening: Opening;
  readonly fields: ReadonlySet<string>;
}

/** Why something of a person was given without a record of theirs. */
export type KnownStep = 'RELATIONSHIP' | 'CONSENT_REQUIRED' | 'CONSENT_ENDED' | 'CORRECTED' | 'ASSISTED';

export interface KnownPerson {
  readonly person: string;
  readonly step: KnownStep;
  /** The sealed consents, referrals and assisted sessions without which it would not have been given (R11). */
  readonly sealed: readonly string[];
  readonly fields: ReadonlySet<string>;
}

/** What a person was shown of one record in their own file. */
export interface OwnReading {
  readonly person: string;
  readonly household: string | null;
  readonly source: string;
  readonly kind: string;
  readonly controller: string;
  /** Coordinates. */
  readonly fields: readonly string[];
  /** The sealed assisted session in which it was shown, if it was (R11). */
  readonly sealed: readonly string[];
}

/** Collects what was in fact given during one request. */
export interface DisclosureCollector {
  readonly add: (
    record: GovernedRecord,
    coordinate: string,
    opening: Opening,
    persons: readonly string[],
  ) => void;
  /** What was given of a person without a record: that the agency's client is known, or that consent is what is missing. */
  readonly addKnown: (
    person: string,
    coordinates: readonly string[],
    step: KnownStep,
    sealed?: readonly string[],
  ) => void;
  readonly addOwn: (reading: OwnReading) => void;
  readonly all: () => readonly Disclosure[];
  readonly own: () => readonly OwnReading[];
  readonly known: () => readonly KnownPerson[];
}

const agreementKey = (opening: Opening): string =>
  opening.agreement ? `${opening.agreement.id}@${opening.agreement.version}` : '';

/** Gathers fields per record and opening, so that a person's log has a line per reading and not per field. */
export const createDisclosureCollector = (): DisclosureCollector => {
  const persons = new Map<string, KnownPerson & { fields: Set<string> }>();
  const own: OwnReading[] = [];
  const collected = new Map<string, { disclosure: Disclosure; fields: Set<string> }>();
  return {
    add: (record, coordinate, given, persons) => {
      // R11: a reading of what is for its own source alone would tell whoever opens the person's file that there is such a record.
      const opening = record.row.apart ? { ...given, sealed: [...given.sealed, record.row.id] } : given;
      const key = JSON.stringify([
        record.row.id,
        opening.step,
        agreementKey(opening),
        opening.through,
        // Two fields of one record can rest on two consents: each line names those that its own fields rest on.
        opening.consents,
        opening.sealed,
        persons,
      ]);
      const known = collected.get(key);
      if (known) {
        known.fields.add(coordinate);
        return;
      }
      const fields = new Set([coordinate]);
      collected.set(key, {
        fields,
        disclosure: {
          source: record.row.source,
          kind: record.row.kind,
          controller: record.row.controller,
          household: record.row.household,
          persons,
          opening,
          fields,
        },
      });
    },
    addKnown: (person, coordinates, step, sealed = []) => {
      const key = JSON.stringify([person, step, sealed]);
      const known = persons.get(key) ?? { person, step, sealed, fields: new Set<string>() };
      persons.set(key, known);
      for (const coordinate of coordinates) known.fields.add(coordinate);
    },
    addOwn: (reading) => void own.push(reading),
    own: () => own,
    known: () => [...persons.values()],
    all: () => [...collected.values()].map((each) => each.disclosure),
  };
};
