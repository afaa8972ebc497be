import type { Facts, Row } from './facts.ts';

const line = (row: Row): string => `${String(row['source'])} ${String(row['local_id'])}`;

/** Whom the matters of an agency protect, and by which lines the registers know them: it decides what staff recorded of them. */
const protectedBy = (facts: Facts, controller: unknown): unknown => {
  const flags = (facts['protective_flag'] ?? []).filter((each) => each['controller'] === controller);
  const keys = new Set(
    flags
      .map(({ mark }) => String(mark))
      .map((mark) => (mark.startsWith('ID ') ? `id:${mark.slice(3)}` : `mark:${mark}`))
      .flatMap((key) => [key, `own:${key}`]),
  );
  const named = (facts['mention_key'] ?? []).filter((each) => keys.has(String(each['key'])));
  const marked = new Set(named.map(line));
  const ofPersons = (facts['link'] ?? []).filter((each) => each['entity'] === 'PERSON');
  const persons = new Set(
    ofPersons.filter((each) => marked.has(line(each))).map((each) => each['entity_id']),
  );
  const links = ofPersons.filter((each) => persons.has(each['entity_id']));
  const lines = new Set(links.map(line));
  const numbers = (facts['mention'] ?? [])
    .filter((each) => each['entity'] === 'PERSON' && lines.has(line(each)))
    .map((each) => [line(each), (each['mention'] as Row | null)?.['nationalIdHash'] ?? null]);
  return [flags, named, links, numbers];
};

/** What staff recorded of protected people: whose matter it is stands nowhere, so that any party may know of any of it. */
const sealedActs = (facts: Facts, controller: unknown): unknown => [
  ['consent', 'referral'].map((table) => (facts[table] ?? []).filter((each) => each['sealed'] === true)),
  protectedBy(facts, controller),
];

/** R12: its named parties know of a matter, of each other, and of what lies in it. */
export const mattersOf = (facts: Facts, agency: string, actor: string): unknown =>
  (facts['matter'] ?? []).flatMap((matter) => {
    const parties = (facts['matter_party'] ?? []).filter((each) => each['matter_id'] === matter['id']);
    if (!parties.some((each) => each['agency'] === agency && each['actor'] === actor)) return [];
    const held = (facts['record'] ?? []).filter(
      (each) => each['controller'] === matter['controller'] && each['compartment'] === matter['reference'],
    );
    return [[matter, parties, held, sealedActs(facts, matter['controller'])]];
  });

/** Who takes what nobody leads is its party from then on, and is given what lies in it; of the rest, that it is taken. */
export const takenBy = (facts: Facts, agency: string): unknown => {
  const matters = (facts['matter'] ?? []).filter((each) => each['controller'] === agency);
  const led = new Set(matters.map((each) => each['reference']));
  const sealed = (facts['record'] ?? []).filter(
    (each) => each['controller'] === agency && each['compartment'] !== 'general',
  );
  return [
    sealed.map((each) =>
      led.has(each['compartment']) ? [each['compartment'], each['superseded_at'], each['erased_at']] : each,
    ),
    matters,
    sealedActs(facts, agency),
  ];
};

/** What an agency's own register keeps for it alone (R11), with the people and households that are made for it. */
export const ownSourceLines = (facts: Facts, agency: string): unknown => {
  const lines = (facts['record'] ?? []).filter(
    (each) => each['controller'] === agency && each['compartment'] === 'own',
  );
  const units = new Set(lines.map((each) => JSON.stringify([each['source'], each['unit']])));
  const apart = (facts['mention'] ?? []).filter(
    (each) => each['apart'] === true && units.has(JSON.stringify([each['source'], each['unit']])),
  );
  return [lines, apart];
};
