import type { Facts } from '../oracle/facts.ts';
import type { Random } from '../random.ts';
import type { Change } from './change.ts';
import { agenciesIn, currentRecords, newId, pickByPlace, pickLink, text } from './rows.ts';

const day = '2026-11-21T09:00:00+00:00';

/** The hash of somebody's national id, as registers hold it. */
const someHash = (random: Random, facts: Facts): string | null => {
  const ids = (facts['mention_key'] ?? []).filter((each) => text(each['key']).startsWith('id:'));
  const key = random.maybe(ids);
  return key && text(key['key']).slice('id:'.length);
};

/** How declared conflicts, sealed cases and what is told of them can differ (R11, R15, R16). */
export const protectionChanges: Readonly<Record<string, Change>> = {
  'a conflict that an actor declared': (random, facts) => {
    const [self, other] = [someHash(random, facts), someHash(random, facts)];
    if (self === null || other === null) return null;
    const person = pickLink(random, facts, 'PERSON');
    const key = random.maybe(
      (facts['mention_key'] ?? []).filter(
        (each) => each['source'] === person?.['source'] && each['local_id'] === person?.['local_id'],
      ),
    );
    const nobody = {
      other_hash: null,
      other_person: null,
      other_source: null,
      other_local_id: null,
      other_key: null,
    };
    const whom = random.pick([
      { other_hash: other },
      ...(person ? [{ other_person: person['entity_id'] }] : []),
      ...(key
        ? [{ other_source: key['source'], other_local_id: key['local_id'], other_key: key['key'] }]
        : []),
    ]);
    const after = {
      self_hash: self,
      ...nobody,
      ...whom,
      agency: random.pick(agenciesIn(facts)),
      actor: 'Somebody',
      declared_at: day,
    };
    return [{ table: 'conflict_of_interest', before: null, after }];
  },
  'a conflict that nobody declared': (random, facts) => {
    const conflict = random.maybe(facts['conflict_of_interest'] ?? []);
    return conflict && [{ table: 'conflict_of_interest', before: conflict, after: null }];
  },
  // As the intake leaves it: records of their own, no mention and no link, and the marks of whom it names.
  'a sealed case': (random, facts, name) => {
    const record = pickByPlace(random, currentRecords(facts));
    const hash = someHash(random, facts);
    if (!record) return null;
    const unit = `sealed ${name}`;
    const named = { source: record['source'], unit, compartment: `M-${name}` };
    const sealed = {
      ...record,
      ...named,
      id: newId('sealed', name),
      local_id: unit,
      person_local_id: `${unit}/1`,
      signatories: [],
      members: [`${unit}/1`],
      unit_hash: `hash of ${name}`,
    };
    const person = pickLink(random, facts, 'PERSON');
    const marks = [
      ...(hash === null ? [] : [`ID ${hash}`]),
      ...(person ? [`PERSON ${text(person['entity_id'])}`] : []),
      `NAME ${name}`,
    ];
    return [
      { table: 'record', before: null, after: sealed },
      ...marks.map((mark) => ({
        table: 'protective_flag',
        before: null,
        after: { ...named, controller: record['controller'], mark },
      })),
    ];
  },
  'a sealed case that is not there': (random, facts) => {
    const flag = random.maybe(facts['protective_flag'] ?? []);
    if (!flag) return null;
    const same = (row: Readonly<Record<string, unknown>>): boolean =>
      ['source', 'unit', 'compartment'].every((name) => row[name] === flag[name]);
    return ['protective_flag', 'record'].flatMap((table) =>
      (facts[table] ?? []).filter(same).map((before) => ({ table, before, after: null })),
    );
  },
  'an alert for somebody': (random, facts, name) => {
    const after = {
      id: newId('alert', name),
      recipient: random.pick(agenciesIn(facts)),
      role: random.pick(['dpo', 'lead']),
      kind: random.pick(['TRIPWIRE', 'CONFLICT', 'PURPOSE', 'LIMIT']),
      matter: random.chance(0.5) ? `M-${name}` : null,
      agency: random.pick(agenciesIn(facts)),
      actor: 'Somebody',
      purpose: 'ps:SocialWelfareProvision',
      first_at: day,
      last_at: day,
      objects: 1 + random.below(9),
    };
    return [{ table: 'alert', before: null, after }];
  },
};
