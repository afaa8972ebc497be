import type { Edit, Facts, Row } from '../oracle/facts.ts';
import { Random } from '../random.ts';
import type { Change } from './change.ts';
import { currentRecords, newId, pickByPlace, pickLink, text } from './rows.ts';

const mentionOf = (facts: Facts, link: Row): Row | undefined =>
  (facts['mention'] ?? []).find(
    (each) =>
      each['entity'] === link['entity'] &&
      each['source'] === link['source'] &&
      each['local_id'] === link['local_id'],
  );

const keysOf = (facts: Facts, mention: Row): readonly Row[] =>
  (facts['mention_key'] ?? []).filter(
    (each) =>
      each['entity'] === mention['entity'] &&
      each['source'] === mention['source'] &&
      each['local_id'] === mention['local_id'],
  );

/** A line of a register about somebody who is written like somebody else: the record, the mention and what finds it. */
const namesake = (
  random: Random,
  facts: Facts,
  name: string,
  person: string | null,
): readonly Edit[] | null => {
  const link = pickLink(random, facts, 'PERSON');
  const mention = link && mentionOf(facts, link);
  const like = currentRecords(facts).filter((each) => each['person_local_id'] !== null);
  const record = pickByPlace(random, like);
  if (!link || !mention || !record) return null;
  const localId = `namesake ${name}`;
  const place = { source: record['source'], local_id: localId };
  return [
    {
      table: 'record',
      before: null,
      after: {
        ...record,
        id: newId('namesake', name),
        local_id: localId,
        person_local_id: localId,
        signatories: [localId],
        members: [localId],
        unit: `unit of ${localId}`,
        relationship_with: null,
        relationship_kind: null,
        relationship_from: null,
        relationship_until: null,
        relationship_declared_by: null,
        relationship_declared_at: null,
        relationship_confirmed_by: null,
      },
    },
    { table: 'mention', before: null, after: { ...mention, ...place, unit: `unit of ${localId}` } },
    ...keysOf(facts, mention).map((key) => ({
      table: 'mention_key',
      before: null,
      after: { ...key, ...place },
    })),
    {
      table: 'link',
      before: null,
      after: {
        ...link,
        ...place,
        id: newId('link', name),
        entity_id: person ?? newId('person', name),
        certainty: 'CERTAIN',
      },
    },
  ];
};

/** How who is who, and who lives with whom, can differ. */
export const identityChanges: Readonly<Record<string, Change>> = {
  'a namesake in a register': (random, facts, name) => namesake(random, facts, name, null),
  'many namesakes in a register': (random, facts, name) => {
    const seed = random.below(1_000_000_000);
    const drawn = Array.from({ length: 24 }, (_, index) => {
      // Each draws alike, so that all of them are written like one and the same person.
      const again = new Random(seed);
      return namesake(again, facts, `${name}-${index}`, null) ?? [];
    });
    return drawn.flat();
  },
  "a line of a register that is another person's": (random, facts) => {
    const [link, other] = [pickLink(random, facts, 'PERSON'), pickLink(random, facts, 'PERSON')];
    return (
      link && other && [{ table: 'link', before: link, after: { ...link, entity_id: other['entity_id'] } }]
    );
  },
  'how certain a link is': (random, facts) => {
    const link = pickLink(random, facts, random.pick(['PERSON', 'HOUSEHOLD']));
    const certainty = link?.['certainty'] === 'CERTAIN' ? 'PROBABLE' : 'CERTAIN';
    return link && [{ table: 'link', before: link, after: { ...link, certainty } }];
  },
  'a unit of another household': (random, facts) => {
    const [link, other] = [pickLink(random, facts, 'HOUSEHOLD'), pickLink(random, facts, 'HOUSEHOLD')];
    return (
      link && other && [{ table: 'link', before: link, after: { ...link, entity_id: other['entity_id'] } }]
    );
  },
  'an ended link': (random, facts, name) => {
    const [link, other] = [pickLink(random, facts, 'PERSON'), pickLink(random, facts, 'PERSON')];
    if (!link || !other) return null;
    const ended: Row = {
      ...link,
      id: newId('ended', name),
      entity_id: other['entity_id'],
      ended_at: text(link['linked_at']),
    };
    return [{ table: 'link', before: null, after: ended }];
  },
  'a key that finds a line no more': (random, facts) => {
    const key = random.maybe(facts['mention_key'] ?? []);
    return key && [{ table: 'mention_key', before: key, after: null }];
  },
  'a national id that a register holds': (random, facts) => {
    const ids = (facts['mention_key'] ?? []).filter((each) => text(each['key']).startsWith('id:'));
    const [key, other] = [random.maybe(ids), random.maybe(ids)];
    return key && other && key['key'] !== other['key']
      ? [{ table: 'mention_key', before: key, after: { ...key, key: other['key'] } }]
      : null;
  },
};
