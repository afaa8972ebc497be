import type { Facts, Row } from './facts.ts';
import { grouped } from './grouped.ts';

const text = (value: unknown): string => String(value ?? '');

/** A record that a steward sees, as far as it says who somebody is or where. */
export interface SeenLine {
  readonly source: string;
  readonly unit: string;
  /** Of whom it is; null for what is about a household. */
  readonly localId: string | null;
  /** Of the steward's own agency. */
  readonly own: boolean;
  readonly fields: ReadonlySet<string>;
}

const says = ({ fields }: SeenLine, ...names: readonly string[]): boolean =>
  names.every((name) => fields.has(name));

const rowsOf = (facts: Facts, table: string, entity: string): ReadonlyMap<string, Row> =>
  new Map(
    (facts[table] ?? [])
      .filter((each) => each['entity'] === entity && (table !== 'link' || each['ended_at'] === null))
      .map((each) => [`${text(each['source'])}|${text(each['local_id'])}`, each]),
  );

/** What of a line's own link shows in a queue: whether it waits, why, and since when. */
const waits = (link: Row | undefined): unknown => {
  const evidence = (link?.['evidence'] ?? {}) as Row;
  return evidence['outcome'] === 'TO_DECIDE' ? [link?.['id'], link?.['linked_at'], evidence['reason']] : null;
};

/**
 * What a data steward is told of who is who: lines of which they may read names and birth date are compared, with what else of
 * them they may read, and so are the contracts and cases whose address they may read, with the members whom they see. Which of
 * its own lines wait, an agency may know.
 */
export const toldToSteward = (facts: Facts, seen: readonly SeenLine[]): unknown => {
  const [mentions, links] = [rowsOf(facts, 'mention', 'PERSON'), rowsOf(facts, 'link', 'PERSON')];
  const [homes, homeLinks] = [rowsOf(facts, 'mention', 'HOUSEHOLD'), rowsOf(facts, 'link', 'HOUSEHOLD')];
  const placed = new Set(
    seen.filter((each) => says(each, 'address')).map(({ source, unit }) => `${source}|${unit}`),
  );
  const lines = seen.flatMap((each) => {
    if (each.localId === null || !says(each, 'givenName', 'familyName', 'birthDate')) return [];
    const name = `${each.source}|${each.localId}`;
    const said = (mentions.get(name)?.['mention'] ?? {}) as Row;
    const isPlaced = placed.has(`${each.source}|${each.unit}`);
    const isChecked = says(each, 'nationalIdChecked');
    return [
      {
        ...{ name, unit: `${each.source}|${each.unit}`, own: each.own },
        person: text(links.get(name)?.['entity_id']),
        said: [
          ['givenName', 'familyName', 'birthDate', 'municipality'].map((field) => said[field] ?? null),
          isChecked ? [said['nationalIdHash'], said['nationalIdDeletionHashes']] : [],
          isPlaced ? said['address'] : null,
          each.own ? waits(links.get(name)) : null,
        ],
      },
    ];
  });
  const inUnit = grouped(lines, ({ unit }) => unit);
  const units = [...placed].map((unit) => {
    const said = (homes.get(unit)?.['mention'] ?? {}) as Row;
    const isOwn = seen.some((each) => each.own && `${each.source}|${each.unit}` === unit);
    return [
      unit,
      ['address', 'municipality', 'localCommunity'].map((field) => said[field] ?? null),
      isOwn ? [said['headName'] ?? null, waits(homeLinks.get(unit))] : [],
      (inUnit.get(unit) ?? []).map(({ name }) => name).sort(),
    ];
  });
  return [lines.map(({ name, said }) => [name, said]).sort(), units.sort()];
};

/** The persons whom a round may make one: a line of the steward's own that waits, and whoever shares a key with it. */
export const perhapsOne = (facts: Facts, seen: readonly SeenLine[]): ReadonlySet<string> => {
  const links = rowsOf(facts, 'link', 'PERSON');
  const names = new Set(
    seen.flatMap(({ source, localId }) => (localId === null ? [] : [`${source}|${localId}`])),
  );
  const waiting = new Set(
    seen.flatMap(({ source, localId, own }) => {
      const name = `${source}|${text(localId)}`;
      return own && localId !== null && waits(links.get(name)) !== null ? [name] : [];
    }),
  );
  const keyed = grouped(
    (facts['mention_key'] ?? []).filter((each) => each['entity'] === 'PERSON'),
    (each) => text(each['key']),
  );
  return new Set(
    [...keyed.values()].flatMap((rows) => {
      const met = rows.map((each) => `${text(each['source'])}|${text(each['local_id'])}`);
      if (!met.some((name) => waiting.has(name))) return [];
      return met.filter((name) => names.has(name)).map((name) => text(links.get(name)?.['entity_id']));
    }),
  );
};
