import type { JsonValue } from '../domain/json-value.ts';
import { foldText } from '../identity/fold-text.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import { resolvePerson } from '../identity/resolve-person.ts';
import { type Catalogue, type GovernedField, inputsOf } from '../policy/catalogue.ts';
import type { ComparedLine } from '../store/quality-store.ts';

/** What lines of one controller's registers say of each other. */
export interface LineComparison {
  /** Lines of a register that are about somebody of whom another of its lines is, the first of each person's not counted. */
  readonly duplicates: (source: string) => number;
  /** Lines under a checked national id under which the same register has somebody else as well. */
  readonly sharedNationalIds: (source: string) => number;
  /** Records of a register in which a field differs from what another line says of the same person, by coordinate. */
  readonly conflicting: (source: string) => ReadonlyMap<string, number>;
}

/** People under one number with whom a line is compared: a number that thousands share names nobody, whoever they are. */
const mostUnderOneNumber = 50;

/** The value of the field by which a line states one of the hub's own fields of a person. */
const stated = (line: ComparedLine, coordinate: string, catalogue: Catalogue): string | null => {
  const field = inputsOf(catalogue, coordinate)
    .map((name) => catalogue.governed.get(name))
    .find((each) => each?.kind === line.kind);
  const value = field ? line.payload[field.field] : null;
  return typeof value === 'string' ? value : null;
};

const mentionOf = (line: ComparedLine, catalogue: Catalogue): PersonMention => ({
  source: line.source,
  localId: line.localId,
  unit: line.unit,
  givenName: stated(line, 'Person.givenName', catalogue),
  familyName: stated(line, 'Person.familyName', catalogue),
  birthDate: stated(line, 'Person.birthDate', catalogue),
  nationalIdHash: line.nationalIdHash,
  nationalIdDeletionHashes: [],
  address: null,
  municipality: line.municipality,
});

/** R20, by these two lines alone: the same checked national id and an agreeing name or birth date. */
const areCertainlyOne = (one: PersonMention, other: PersonMention): boolean => {
  const link = resolvePerson(one, [{ ...other, person: '' }]);
  return link.outcome === 'LINKED' && link.certainty === 'CERTAIN';
};

const lineName = ({ source, localId }: Pick<ComparedLine, 'source' | 'localId'>): string =>
  `${source} ${localId}`;

/** Lines by person: a line is one person in whatever contract it stands, and joins the first of its number that it is one with. */
const personsOf = (
  lines: readonly ComparedLine[],
  catalogue: Catalogue,
): readonly (readonly ComparedLine[])[] => {
  const persons = new Map<string, ComparedLine[]>();
  const byNumber = new Map<string, { readonly mention: PersonMention; readonly person: ComparedLine[] }[]>();
  for (const line of lines) {
    const known = persons.get(lineName(line));
    if (known) known.push(line);
    if (known || line.nationalIdHash === null) {
      if (!known) persons.set(lineName(line), [line]);
      continue;
    }
    const mention = mentionOf(line, catalogue);
    const under = byNumber.get(line.nationalIdHash) ?? [];
    byNumber.set(line.nationalIdHash, under);
    const same = under.find((each) => areCertainlyOne(mention, each.mention));
    const person = same?.person ?? [];
    person.push(line);
    persons.set(lineName(line), person);
    if (!same && under.length < mostUnderOneNumber) under.push({ mention, person });
  }
  return [...new Set(persons.values())];
};

/** Text is compared as linking folds it: another script or a missing mark is no other name. */
const comparable = (value: JsonValue | undefined): string | null => {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? foldText(value) : JSON.stringify(value);
};

/**
 * What two lines can contradict each other in: what is so of a person whichever household they are in. A register's own number
 * differs by nature, and so does somebody's place in two households.
 */
const isComparable = ({ about, category, naturalKey }: GovernedField): boolean =>
  about === 'PERSON' && category !== 'HOUSEHOLD' && !naturalKey;

const fieldsOf = (line: ComparedLine, catalogue: Catalogue): readonly GovernedField[] =>
  (catalogue.kinds.get(line.kind)?.fields ?? []).filter(isComparable);

/** Compares lines of one controller's registers with each other, and with nobody else's. */
export const compareLines = (lines: readonly ComparedLine[], catalogue: Catalogue): LineComparison => {
  const persons = personsOf(lines, catalogue);
  const namesIn = (person: readonly ComparedLine[], source: string): number =>
    new Set(person.filter((line) => line.source === source).map(lineName)).size;
  return {
    duplicates: (source) =>
      persons.reduce((total, person) => total + Math.max(namesIn(person, source) - 1, 0), 0),
    sharedNationalIds: (source) => {
      const holders = new Map<string, Set<readonly ComparedLine[]>>();
      const own = persons.flatMap((person) =>
        person
          .filter((line) => line.source === source && line.nationalIdHash !== null)
          .map((line) => ({ person, line })),
      );
      for (const { person, line } of own) {
        const number = line.nationalIdHash ?? '';
        holders.set(number, (holders.get(number) ?? new Set()).add(person));
      }
      const shared = own.filter(({ line }) => (holders.get(line.nationalIdHash ?? '')?.size ?? 0) > 1);
      return new Set(shared.map(({ line }) => lineName(line))).size;
    },
    conflicting: (source) => {
      const counts = new Map<string, number>();
      for (const person of persons) {
        const said = new Map<string, Set<string>>();
        for (const line of person)
          for (const { field } of fieldsOf(line, catalogue)) {
            const value = comparable(line.payload[field]);
            if (value !== null) said.set(field, (said.get(field) ?? new Set()).add(value));
          }
        for (const line of person.filter((each) => each.source === source))
          for (const { field, coordinate } of fieldsOf(line, catalogue)) {
            if (comparable(line.payload[field]) === null || (said.get(field)?.size ?? 0) < 2) continue;
            counts.set(coordinate, (counts.get(coordinate) ?? 0) + 1);
          }
      }
      return counts;
    },
  };
};
