import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import { general, ownSource } from '../domain/compartment.ts';
import type { PublicKey } from '../domain/matter.ts';
import type { UnitDraft } from '../domain/record-draft.ts';
import { isEnd } from '../domain/unit-end.ts';
import { blockKeys } from '../identity/block-keys.ts';
import { isSomebodyElse } from '../identity/is-somebody-else.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import { isNameMark, marksOf } from '../identity/sought-mark.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { Transaction } from '../store/database.ts';
import { findLinkedMentions, findLinks } from '../store/link-store.ts';
import {
  findProtectingMatters,
  isAnybodyProtected,
  type Protecting,
  type ProtectingMatter,
} from '../store/protective-flag-store.ts';
import { findStatements, type NewRecord } from '../store/record-store.ts';
import { decidePerson } from './decide-person.ts';
import type { LinkScoring } from './link-scoring.ts';
import { saysNewOf } from './says-new-of.ts';
import { sealUnit } from './seal-unit.ts';

/** A unit whose persons are known by their hashes. */
export interface CheckedUnit {
  readonly unit: UnitDraft;
  readonly mentions: readonly PersonMention[];
}

/** Whom of a unit's persons which matters protect, by which marks: local ids. */
type ProtectedInUnit = ReadonlyMap<string, readonly ProtectingMatter[]>;

/** The same by unit. */
export type Protected = ReadonlyMap<UnitDraft, ProtectedInUnit>;

const once = (matters: readonly Protecting[]): readonly Protecting[] => [
  ...new Map(
    matters.map(({ controller, matter }) => [`${controller} ${matter}`, { controller, matter }]),
  ).values(),
];

/** What the lines of one source said that lie apart, by their local ids. */
const findApart = async (
  transaction: Transaction,
  mentions: readonly PersonMention[],
): Promise<ReadonlyMap<string, PersonMention>> => {
  const [first] = mentions;
  if (!first) return new Map();
  const localIds = mentions.map(({ localId }) => localId);
  const standing = await findLinks<PersonMention>(transaction, 'PERSON', first.source, localIds);
  return new Map(
    [...standing].flatMap(([localId, each]) => (each.apart ? [[localId, each.mention] as const] : [])),
  );
};

/**
 * Finds whom of some units' persons, all of one source, a matter in force protects (R11): by number, by name and birth date, and by whatever would
 * link them to a protected person, because a link that only linking finds would show them all the same; and by what would put
 * them before somebody who looks through lines that are open, because what that person is shown is shown.
 */
export const findProtected = async (
  transaction: Transaction,
  units: readonly CheckedUnit[],
  { hashingKey, scoring }: { readonly hashingKey: Uint8Array; readonly scoring: LinkScoring },
): Promise<Protected> => {
  if (!(await isAnybodyProtected(transaction))) return new Map();
  const mentions = units.flatMap((each) => each.mentions);
  const near = await findLinkedMentions<PersonMention>(transaction, 'PERSON', mentions.flatMap(blockKeys));
  // A line that lay apart lies there still while it names the same person, however it is written now.
  const apart = await findApart(transaction, mentions);
  const marks = (mention: PersonMention): readonly string[] => marksOf(mention, hashingKey);
  const flagged = await findProtectingMatters(transaction, [
    ...mentions.flatMap(marks),
    ...near.flatMap((each) => marks(each.mention)),
    ...[...apart.values()].flatMap(marks),
  ]);
  const flaggedBy = (of: readonly PersonMention[]): readonly ProtectingMatter[] => {
    const known = new Set(of.flatMap(marks));
    // A namesake born on the same day whose checked number is another is somebody else.
    const isOther = ({ mark, nationalId }: ProtectingMatter): boolean =>
      isNameMark(mark) &&
      nationalId !== null &&
      of.some(({ nationalIdHash }) => nationalIdHash !== null && nationalIdHash !== nationalId);
    return flagged.filter((each) => known.has(each.mark) && !isOther(each));
  };
  const persons = [...Map.groupBy(near, ({ entityId }) => entityId)]
    .map(([person, all]) => ({ person, mentions: all.map((each) => each.mention) }))
    .map((each) => ({ ...each, matters: flaggedBy(each.mentions) }))
    .filter(({ matters }) => matters.length > 0);
  const protecting = (mention: PersonMention): readonly ProtectingMatter[] => {
    const linked = persons.filter(
      ({ person, mentions: all }) =>
        all.some((each) => each.source === mention.source && each.localId === mention.localId) ||
        // INVARIANT: as if nobody else were like them, so that nothing else that is known lets a line pass.
        decidePerson(
          { mention, unit: [] },
          all.map((each) => ({ ...each, person })),
          scoring,
        ).evidence.outcome !== 'NEW',
    );
    const before = apart.get(mention.localId);
    const still = before && !isSomebodyElse(before, mention) ? flaggedBy([before]) : [];
    return [...flaggedBy([mention]), ...still, ...linked.flatMap(({ matters }) => matters)];
  };
  return new Map(
    units.map(({ unit, mentions: named }) => [
      unit,
      new Map(
        named
          .map((mention) => [mention.localId, protecting(mention)] as const)
          .filter(([, matters]) => matters.length > 0),
      ),
    ]),
  );
};

/** What a unit's newest version says, and whose matters it must not leave. */
export interface Said {
  readonly unit: UnitDraft;
  readonly records: readonly NewRecord[];
}

/**
 * The units that say something new of somebody who is protected, each with the matters that it goes into (R11). It is then for
 * its own source alone, and the general graph keeps what it had.
 */
export const divertedOf = async (
  transaction: Transaction,
  source: string,
  {
    said,
    protects,
    catalogue,
  }: { readonly said: readonly Said[]; readonly protects: Protected; readonly catalogue: Catalogue },
): Promise<ReadonlyMap<UnitDraft, readonly Protecting[]>> => {
  // What a matter seals is in it already.
  const named = said.filter(
    ({ unit }) => unit.compartment === general && (protects.get(unit)?.size ?? 0) > 0,
  );
  const standing = await findStatements(
    transaction,
    source,
    named.map(({ unit }) => unit.localId),
  );
  const diverted = new Map<UnitDraft, readonly Protecting[]>();
  for (const { unit, records } of named) {
    const before = standing.filter((each) => each.unit === unit.localId);
    const news = [...(protects.get(unit) ?? [])].filter(
      ([person]) => isEnd(unit) || saysNewOf({ said: records, standing: before }, person, catalogue),
    );
    if (news.length > 0) diverted.set(unit, once(news.flatMap(([, matters]) => matters)));
  }
  return diverted;
};

/** The records of a unit as they are kept for its own source. */
export const forOwnSource = (records: readonly NewRecord[]): NewRecord[] =>
  records.map((record) => ({ ...record, compartment: ownSource }));

/** The name of a unit's sealed copy in a matter: it tells nothing of what its source calls it. */
export const copyName = (
  source: string,
  localId: string,
  { controller, matter }: Protecting,
  hashingKey: Uint8Array,
): string =>
  createHmac('sha256', hashingKey)
    .update(canonicalize(['sealed copy', source, localId, controller, matter]) ?? '')
    .digest('base64url');

/** By which marks a matter knows those of a unit's persons whom it protects. */
export const copyMarks = (
  protects: ProtectedInUnit | undefined,
  { controller, matter }: Protecting,
): readonly string[] =>
  [...(protects?.values() ?? [])]
    .flat()
    .filter((each) => each.controller === controller && each.matter === matter)
    .map(({ mark }) => mark);

/** Seals a copy of a unit for a matter's keys: its lead reads what its own source said (S04). */
export const sealCopy = async (
  { unit, records }: Said,
  into: Protecting & { readonly id: string; readonly name: string },
  keys: readonly PublicKey[],
): Promise<NewRecord> => ({
  ...(await sealUnit({ ...unit, compartment: into.matter }, records, into.name, keys)),
  id: into.id,
  compartment: into.matter,
  controller: into.controller,
});
