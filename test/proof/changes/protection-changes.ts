import type { Facts, Row } from '../oracle/facts.ts';
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
  // As the intake leaves it: for the register's own agency, with people and a household of its own (R11). Now and then it is the
  // next version of what the general graph goes on saying.
  'a line for its own source alone': (random, facts, name) => {
    const record = pickByPlace(random, currentRecords(facts));
    if (!record) return null;
    const isNext = random.chance(0.5);
    const unit = isNext ? text(record['unit']) : `apart ${name}`;
    const own = {
      ...record,
      ...{ id: newId('apart', name), unit, compartment: 'own', version: Number(record['version']) + 1 },
      ...{ unit_hash: `hash of ${name}`, local_community: random.pick([record['local_community'], null]) },
    };
    if (isNext) return [{ table: 'record', before: null, after: own }];
    const person = `${unit}/1`;
    const link = (entity: string, local_id: string): Row => ({
      ...{ id: newId('apart link', entity, name), entity, source: record['source'], local_id },
      ...{
        entity_id: newId('apart entity', entity, name),
        certainty: 'CERTAIN',
        evidence: {},
        linked_at: day,
        ended_at: null,
      },
    });
    const hash = someHash(random, facts);
    const mention = { entity: 'PERSON', source: record['source'], local_id: person, unit, apart: true };
    return [
      {
        table: 'record',
        before: null,
        after: {
          ...own,
          local_id: person,
          person_local_id: record['person_local_id'] && person,
          signatories: [person],
          members: [person],
        },
      },
      { table: 'link', before: null, after: link('PERSON', person) },
      { table: 'link', before: null, after: link('HOUSEHOLD', unit) },
      {
        table: 'mention',
        before: null,
        after: { ...mention, mention: { localId: person, nationalIdHash: hash, birthDate: null } },
      },
      ...(hash === null
        ? []
        : [
            {
              table: 'mention_key',
              before: null,
              after: {
                entity: 'PERSON',
                key: `apart:${text(record['controller'])} ${hash}`,
                source: record['source'],
                local_id: person,
              },
            },
          ]),
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
  // Of a case that is sealed, or of none: what parties may know is theirs alone.
  'a matter that somebody leads': (random, facts, name) => {
    const sealed = random.maybe((facts['record'] ?? []).filter((each) => each['compartment'] !== 'general'));
    const id = newId('matter', name);
    const controller = text(sealed?.['controller'] ?? random.pick(agenciesIn(facts)));
    const reference = text(sealed?.['compartment'] ?? `M-${name}`);
    const taken = (facts['matter'] ?? []).some(
      (each) => each['controller'] === controller && each['reference'] === reference,
    );
    if (taken) return null;
    const party = {
      ...{ id: newId('party', name), matter_id: id, agency: random.pick(agenciesIn(facts)), actor: 'Nada' },
      ...{ role: random.pick(['LEAD', 'MEMBER', 'DUTY']), key: null, valid_from: day, valid_until: null },
      added_by: 'Nada',
    };
    return [
      {
        table: 'matter',
        before: null,
        after: { id, controller, reference, opened_at: day, closed_at: null },
      },
      { table: 'matter_party', before: null, after: party },
    ];
  },
  'a matter that nobody leads': (random, facts) => {
    const matter = random.maybe(facts['matter'] ?? []);
    if (!matter) return null;
    const parties = (facts['matter_party'] ?? []).filter((each) => each['matter_id'] === matter['id']);
    return [
      ...parties.map((before) => ({ table: 'matter_party', before, after: null })),
      { table: 'matter', before: matter, after: null },
    ];
  },
  'an emergency that somebody opened': (random, facts, name) => {
    const person = pickLink(random, facts, 'PERSON')?.['entity_id'];
    if (!person) return null;
    const id = newId('emergency', name);
    const access = {
      ...{ id, agency: random.pick(agenciesIn(facts)), actor: random.pick(['Nada', 'Somebody']) },
      actor_self: random.pick(['one', 'another']),
      ...{ reason: 'Somebody is in danger of life', opened_on: '2026-11-21', asked_at: day, granted_at: day },
      until: random.pick(['2026-11-21T09:30:00+00:00', '2026-11-21T23:00:00+00:00']),
      ...{ confirmed_agency: null, confirmed_actor: null, confirmed_self: null },
      ...{ reviewed_agency: null, reviewed_actor: null },
      ...{ reviewed_at: null, outcome: null, shown: null, told_at: null },
    };
    const opened = { access_id: id, person_id: person, is_child: false, certain: random.chance(0.8) };
    return [
      { table: 'emergency_access', before: null, after: access },
      { table: 'emergency_person', before: null, after: opened },
    ];
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
