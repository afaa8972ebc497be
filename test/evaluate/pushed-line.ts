import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import type { UnitDraft } from '../../src/domain/record-draft.ts';
import { checkPersons } from '../../src/records/checked-persons.ts';
import { createIntake } from '../../src/records/intake.ts';
import { linkUnits } from '../../src/records/linker.ts';
import { createScoringSource } from '../../src/records/scoring-source.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { matterKeys } from '../harness/matter-keys.ts';
import { openPostgres } from '../harness/postgres.ts';
import { graph, registry } from '../policy/demo-house.ts';
import { projectNicknames } from './project-nicknames.ts';
import { familyRoots, montenegrin } from './synthetic-names.ts';

const now = new Date('2026-11-21T10:00:00Z');
const pushes = 400;
/** The first ones warm plans and caches. */
const warming = 50;
const names = [...montenegrin.men, ...montenegrin.women];

export interface Times {
  readonly median: number;
  readonly p95: number;
}

/** What one pushed record takes against a store of so many people, in milliseconds. */
export interface PushedLine {
  readonly people: number;
  readonly secondsToFill: number;
  /** The whole push, and linking alone with its transaction. */
  readonly push: Times;
  readonly linking: Times;
  readonly linked: number;
}

/** A name's letters as `blockKeys` has them. */
const lettersOf = (name: string): string => `(select string_agg(letter, '') from (
  select distinct letter collate "C" as letter
    from regexp_split_to_table(translate(lower(${name}), 'čćšžđ', 'ccszd'), '') letter order by 1) sorted)`;

/**
 * People of one register of one municipality, straight into the tables, with all the keys that intake would give them: of
 * everybody's number and its thirteen deletions hashes that are nobody's.
 */
const fill = async ({ query }: Database, people: number): Promise<void> => {
  const list = (values: readonly string[]) => `array[${values.map((value) => `'${value}'`).join(',')}]`;
  await query(`create temporary table made as select number, gen_random_uuid() as person,
      (${list(names)})[1 + number % ${names.length}] as given,
      (${list(familyRoots)})[1 + (number / 7) % ${familyRoots.length}]
        || (array['ović','ević','ić','aš','ačić'])[1 + number % 5] as family,
      (date '1940-01-01' + ((number::bigint * 7919 + number / 1000) % 29000)::int)::text as birth, md5(number::text) as id
    from generate_series(1, ${people}) number`);
  await query(
    `alter table mention_key drop constraint mention_key_pkey, drop constraint mention_key_entity_source_local_id_fkey`,
  );
  await query('drop index mention_key_mention');
  await query(`insert into mention (entity, source, local_id, unit, mention, apart)
    select 'PERSON', 'housing', 'x' || number, 'x' || number / 3, jsonb_build_object('source', 'housing', 'localId', 'x' || number,
      'unit', 'x' || number / 3, 'givenName', given, 'familyName', family, 'birthDate', birth, 'nationalIdHash', id,
      'nationalIdDeletionHashes', (select jsonb_agg(md5(number || '-' || place)) from generate_series(1, 13) place),
      'address', jsonb_build_object('street', 'polimska', 'number', number % 300, 'flat', null), 'municipality', 'berane'), false
    from made`);
  await query(`insert into link (id, entity, source, local_id, entity_id, certainty, evidence, linked_at)
    select gen_random_uuid(), 'PERSON', 'housing', 'x' || number, person, 'CERTAIN', '{"outcome": "NEW"}', now() from made`);
  await query(`insert into mention_key (entity, source, local_id, key)
    select 'PERSON', 'housing', 'x' || number, key from made, lateral (
      select 'digits:' || md5(number || '-' || place) as key from generate_series(1, 13) place
      union all values ('id:' || id), ('digits:' || id)
      union select 'born:berane:' || birth || ':' || ${lettersOf('given')}
      union select 'born:berane:' || birth || ':' || ${lettersOf('family')}
      union select 'near:berane:' || least(a collate "C", b) || ' ' || greatest(a collate "C", b)
        from (select ${lettersOf('given')} as a, ${lettersOf('family')} as b) names
      union select 'near:berane:polimska ' || number % 300 || ':' || ${lettersOf('given')}
      union select 'near:berane:polimska ' || number % 300 || ':' || least(substr(birth, 6, 2), substr(birth, 9, 2))
        || '-' || greatest(substr(birth, 6, 2), substr(birth, 9, 2))) keys`);
  await query('alter table mention_key add primary key (entity, key, source, local_id)');
  await query('create index mention_key_mention on mention_key (entity, source, local_id)');
  await query('analyze');
};

const context = { controller: 'berane.centre', today: '2026-11-21' };

/** A case of one person, as the Centre pushes it. */
const caseOf = (caseNumber: string, person: object): UnitDraft => {
  const relation = { localId: `${caseNumber}/1`, nationalId: null, relation: 'nosilac' };
  const unit = centreAdapter.translate(
    {
      ...{ caseNumber, version: 1, recordedAt: '2026-01-01T09:00:00Z', localCommunity: 'Park' },
      // One address for all would make one block of all their households.
      ...{ address: caseNumber.replace('-', ' ulica '), members: [{ ...relation, ...person }], rights: [] },
    },
    0,
    context,
  );
  if (!unit || !('records' in unit)) throw new Error('the case cannot be read');
  return unit;
};

const timesOf = (times: readonly number[]): Times => {
  const sorted = times.toSorted((one, next) => one - next);
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
};

/** Takes one case of one person at a time and says how long each took, in a PostgreSQL of its own. */
export const measurePushedLine = async (people: number): Promise<PushedLine | string> => {
  const server = await openPostgres();
  if (server.kind !== 'READY') return server.reason;
  const database = await openDatabase({
    kind: 'POSTGRESQL',
    url: await server.createDatabase(),
    connections: 1,
  });
  try {
    const began = performance.now();
    await fill(database, people);
    const secondsToFill = (performance.now() - began) / 1000;
    const source = registry.sources.get('centre');
    if (!source) throw new Error('no source centre');
    const scoring = createScoringSource(projectNicknames);
    const hashingKey = new Uint8Array(32).fill(7);
    const intake = createIntake({
      reached: () => undefined,
      catalogue: graph.catalogue,
      timeZone: registry.timeZone,
      configuredCommunities: new Map([['berane', ['Park']]]),
      hashingKey,
      matterKeys,
      clock: () => now,
      createId: randomUUID,
      scoring,
    });
    const sample = await database.query<{ given: string; family: string; birth: string }>(
      `select mention ->> 'givenName' as given, mention ->> 'familyName' as family, mention ->> 'birthDate' as birth
        from mention order by md5(local_id) limit ${pushes}`,
    );
    const times: number[] = [];
    const alone: number[] = [];
    for (const [place, { given, family, birth }] of sample.entries()) {
      const unit = caseOf(`C-${place}`, { givenName: given, familyName: family, birthDate: birth });
      const start = performance.now();
      await database.transaction(
        async (transaction) => await intake.take(transaction, source, [unit], { kind: 'REGISTER' }),
      );
      const pushed = performance.now();
      const other = caseOf(`D-${place}`, { givenName: given, familyName: family, birthDate: birth });
      const { mentions } = checkPersons(source, other, 'berane', hashingKey);
      const linkable = {
        ...other,
        source: 'centre',
        municipality: 'berane',
        heads: new Set<string>(),
        persons: mentions,
      };
      const begun = performance.now();
      await database.transaction(async (transaction) => {
        const input = { createId: randomUUID, now, hashingKey, scoring: await scoring(transaction) };
        await linkUnits(transaction, 'centre', [linkable], input);
      });
      if (place < warming) continue;
      times.push(pushed - start);
      alone.push(performance.now() - begun);
    }
    const [counted] = await database.query<{ linked: number }>(
      `select count(*)::int as linked from link where source = 'centre' and entity = 'PERSON' and evidence ->> 'outcome' = 'LINKED'`,
    );
    return {
      people,
      secondsToFill,
      push: timesOf(times),
      linking: timesOf(alone),
      linked: counted?.linked ?? 0,
    };
  } finally {
    await database.close();
    await server.close();
  }
};
