import type { Catalogue } from '../../../src/policy/catalogue.ts';
import type { Facts, Row } from './facts.ts';
import { reaches } from './purpose-reach.ts';
import type { Rules } from './spoken-agreements.ts';

const text = (value: unknown): string => String(value ?? '');

/** Whose records of which municipality the asker may have counted: its own, and what others agreed to for this purpose. */
const countable = ({ asker, agreements, today }: Rules): ReadonlySet<string> =>
  new Set([
    ...asker.agency.municipalities.map((place) => `${asker.agency.id}|${place}`),
    ...agreements
      .filter(
        (each) =>
          each.recipient === asker.agency.id &&
          each.requires === 'NOTHING' &&
          each.categories.includes('HOUSEHOLD') &&
          !each.prohibits.includes('HOUSEHOLD') &&
          today >= each.validFrom &&
          (each.validUntil === null || today < each.validUntil) &&
          reaches(each.purpose, asker.purpose) &&
          (each.roles.length === 0 || each.roles.some((role) => asker.roles.includes(role))),
      )
      .flatMap((each) => each.area.map((place) => `${each.controller}|${place}`)),
  ]);

/**
 * Persons and households by area, as R24's counts are made: a household is where its latest record says it is, one without
 * a known member is not counted, and records that say nothing of a household count nobody.
 */
export const countedAreas = (facts: Facts, rules: Rules, catalogue: Catalogue): unknown => {
  const mayCount = countable(rules);
  const counts = (kind: string): boolean =>
    catalogue.kinds.get(kind)?.fields.some(({ category }) => category === 'HOUSEHOLD') ?? false;
  const linkOf = (entity: string): ReadonlyMap<string, string> =>
    new Map(
      (facts['link'] ?? [])
        .filter((link) => link['entity'] === entity && link['ended_at'] === null)
        .map((link) => [`${text(link['source'])}|${text(link['local_id'])}`, text(link['entity_id'])]),
    );
  const [homes, persons] = [linkOf('HOUSEHOLD'), linkOf('PERSON')];
  const counted = (facts['record'] ?? []).filter(
    (record) =>
      record['superseded_at'] === null &&
      record['erased_at'] === null &&
      record['compartment'] === 'general' &&
      record['local_community'] !== null &&
      counts(text(record['kind'])) &&
      mayCount.has(`${text(record['controller'])}|${text(record['municipality'])}`) &&
      homes.has(`${text(record['source'])}|${text(record['unit'])}`),
  );
  const when = (record: Row): string => text(record['recorded_at'] ?? record['received_at']);
  const latest = new Map<string, Row>();
  const members = new Map<string, Set<string>>();
  for (const record of counted) {
    const home = homes.get(`${text(record['source'])}|${text(record['unit'])}`) ?? '';
    const before = latest.get(home);
    const later =
      !before ||
      when(record) > when(before) ||
      (when(record) === when(before) && text(record['id']) < text(before['id']));
    if (later) latest.set(home, record);
    const person = persons.get(`${text(record['source'])}|${text(record['person_local_id'])}`);
    if (person !== undefined) members.set(home, (members.get(home) ?? new Set()).add(person));
  }
  const areas = new Map<string, { persons: Set<string>; households: number }>();
  for (const [home, record] of latest) {
    const living = members.get(home);
    if (!living) continue;
    const area = `${text(record['municipality'])}|${text(record['local_community'])}`;
    const cell = areas.get(area) ?? { persons: new Set<string>(), households: 0 };
    for (const person of living) cell.persons.add(person);
    areas.set(area, { persons: cell.persons, households: cell.households + 1 });
  }
  return [...areas].map(([area, cell]) => [area, cell.persons.size, cell.households]).sort();
};
