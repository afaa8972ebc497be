import type { Facts } from './facts.ts';
import { readPeople } from './people.ts';

const text = (value: unknown): string => String(value ?? '');

/**
 * What a person's own token stands on: the mentions under the hash of their national id, each with its person, how certain
 * it is and the birth date it states (R20); and what that person consented to (R13). Nothing else of any store reaches a
 * person's answers.
 */
export const ownFile = (facts: Facts, nationalIdHash: string): unknown => {
  const people = readPeople(facts, { agency: '', today: '', promoted: false, accepting: false });
  const links = (facts['mention_key'] ?? [])
    .filter((each) => each['entity'] === 'PERSON' && each['key'] === `id:${nationalIdHash}`)
    .map((each) => {
      const mention = (facts['mention'] ?? []).find(
        (one) =>
          one['entity'] === 'PERSON' &&
          one['source'] === each['source'] &&
          one['local_id'] === each['local_id'],
      );
      const stated = mention?.['mention'] as { birthDate?: unknown } | undefined;
      const link = people.of(text(each['source']), text(each['local_id']));
      return { link, born: stated?.birthDate ?? null };
    });
  const persons = new Set(links.flatMap(({ link }) => link?.person ?? []));
  const consents = (facts['consent'] ?? []).filter((each) => persons.has(text(each['person_id'])));
  const ids = new Set(consents.map((each) => each['id']));
  return [links, consents, (facts['consent_event'] ?? []).filter((each) => ids.has(each['consent_id']))];
};
