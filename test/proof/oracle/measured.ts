import type { Facts, Row } from './facts.ts';

/** What the quality of a register is counted from: records with what they say, and nobody's links, ids of the hub or matters. */
const counted: readonly string[] = [
  'source',
  'kind',
  'unit',
  'local_id',
  'person_local_id',
  'municipality',
  'payload',
];

const isHeld = (record: Row): boolean =>
  record['superseded_at'] === null &&
  record['erased_at'] === null &&
  (record['compartment'] === 'general' || record['compartment'] === 'own');

/**
 * What somebody is told who may ask for the quality of registers: counts over what these say, and over what lines of the same
 * agency's other registers say of the same people. How the counts are made is not repeated here: whatever they are made from
 * may differ, and nothing else.
 *
 * @param sources those whose quality is told. With none, nothing is.
 */
export const measuredOf = (facts: Facts, agency: string, sources: readonly string[]): unknown => {
  const own = (table: string): readonly Row[] =>
    (facts[table] ?? []).filter((each) => each['controller'] === agency);
  return [
    own('record')
      .filter(isHeld)
      .map((record) => counted.map((name) => record[name] ?? null)),
    own('intake_finding').map((each) => [
      each['source'],
      each['unit'],
      each['set_aside'],
      each['national_ids'],
    ]),
    own('register_file').filter((each) => sources.includes(String(each['source']))),
  ];
};
