import type { Facts, Row } from './facts.ts';
import { grouped } from './grouped.ts';
import { remembered } from './remembered.ts';

/** Whom, and which homes, an actor is too near to (R15). */
export interface Near {
  readonly persons: ReadonlySet<string>;
  readonly households: ReadonlySet<string>;
}

/** Who is near to whom in a store, whoever asks. */
export interface Nearness {
  /** Of an actor with this hash of a national id: own household, whoever stands beside them, and whom they declared. */
  readonly ofActor: (self: string) => Near;
  /** What a declaration would hide: these persons, and all who live with one of them. */
  readonly ofDeclared: (persons: readonly string[]) => Near;
  /** The persons whom a register knows under this hash. */
  readonly named: (hash: string) => readonly string[];
  /** Whoever else a register knows under one of this person's national ids. */
  readonly sameIds: (person: string) => readonly string[];
}

const text = (value: unknown): string => String(value ?? '');
const place = (row: Row): string => `${text(row['source'])}|${text(row['local_id'])}`;
const unitOf = (row: Row): string => `${text(row['source'])}|${text(row['unit'])}`;

/** The lines of registers by place, unit, person and key. */
const whereIsWho = remembered(['link', 'mention', 'mention_key'], (facts) => {
  const links = (facts['link'] ?? []).filter((link) => link['ended_at'] === null);
  const personLinks = links.filter((link) => link['entity'] === 'PERSON');
  const personAt = new Map(personLinks.map((link) => [place(link), text(link['entity_id'])]));
  const placesOf = grouped(personLinks, (link) => text(link['entity_id']));
  const homeOf = new Map(
    links
      .filter((link) => link['entity'] === 'HOUSEHOLD')
      .map((link) => [place(link), text(link['entity_id'])]),
  );
  const unitsOfHome = grouped([...homeOf], ([, household]) => household);
  const mentions = (facts['mention'] ?? []).filter((each) => each['entity'] === 'PERSON');
  const unitAt = new Map(mentions.map((each) => [place(each), unitOf(each)]));
  const inUnit = grouped(mentions, unitOf);
  const keys = grouped(
    (facts['mention_key'] ?? []).filter((each) => each['entity'] === 'PERSON'),
    (each) => text(each['key']),
  );
  const idsAt = grouped(
    [...keys].flatMap(([key, rows]) => (key.startsWith('id:') ? rows : [])),
    place,
  );
  return { personAt, placesOf, homeOf, unitsOfHome, unitAt, inUnit, keys, idsAt };
});

// What a matter seals plays no part: it must not show in what is missing (R11).
const openUnits = remembered(
  ['record'],
  (facts) =>
    new Set(
      (facts['record'] ?? [])
        .filter(
          (each) =>
            each['superseded_at'] === null && each['erased_at'] === null && each['compartment'] === 'general',
        )
        .map(unitOf),
    ),
);

/** Reads who lives with whom and who is named beside whom, from the prose of R15. */
export const readNearness = (facts: Facts): Nearness => {
  const { personAt, placesOf, homeOf, unitsOfHome, unitAt, inUnit, keys, idsAt } = whereIsWho(facts);
  const open = openUnits(facts);
  const unitsOf = (person: string): readonly string[] =>
    (placesOf.get(person) ?? []).flatMap((link) => unitAt.get(place(link)) ?? []);
  const peopleIn = (unit: string): readonly string[] =>
    (inUnit.get(unit) ?? []).flatMap((mention) => personAt.get(place(mention)) ?? []);
  const named = (hash: string): readonly string[] => [
    ...new Set((keys.get(`id:${hash}`) ?? []).flatMap((key) => personAt.get(place(key)) ?? [])),
  ];
  const withHomes = (near: ReadonlySet<string>): Near => {
    const households = new Set([...near].flatMap(unitsOf).flatMap((unit) => homeOf.get(unit) ?? []));
    const living = [...households].flatMap((home) =>
      (unitsOfHome.get(home) ?? []).flatMap(([unit]) => peopleIn(unit)),
    );
    return { persons: new Set([...near, ...living]), households };
  };
  return {
    named,
    sameIds: (person) =>
      (placesOf.get(person) ?? [])
        .flatMap((link) => idsAt.get(place(link)) ?? [])
        .flatMap((row) => named(text(row['key']).slice('id:'.length))),
    ofDeclared: (persons) => withHomes(new Set(persons)),
    ofActor: (self) => {
      const own = named(self);
      const beside = own
        .flatMap(unitsOf)
        .filter((unit) => open.has(unit))
        .flatMap(peopleIn);
      const declared = (facts['conflict_of_interest'] ?? [])
        .filter((each) => each['self_hash'] === self)
        .flatMap((each) => {
          if (each['other_person'] !== null) return [text(each['other_person'])];
          if (each['other_hash'] !== null) return named(text(each['other_hash']));
          const line = `${text(each['other_source'])}|${text(each['other_local_id'])}`;
          // A line that says of whom it is otherwise than then is somebody else's now.
          const says = (keys.get(text(each['other_key'])) ?? []).some((key) => place(key) === line);
          return says ? (personAt.get(line) ?? []) : [];
        });
      return withHomes(new Set([...own, ...beside, ...declared]));
    },
  };
};
