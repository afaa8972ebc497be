import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { learnLinks } from '../../src/records/learn-links.ts';
import { createScoringSource } from '../../src/records/scoring-source.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore({ configuredCommunities: new Map([['berane', ['Park']]]) });
});
afterEach(async () => await store.close());

const learn = async () =>
  await learnLinks({
    database: store.database,
    nicknames: projectNicknames,
    now: store.clock.now(),
    createId: randomUUID,
  });
const models = async () =>
  await store.rows<{ id: string; text: string }>('select id::text, model::text as text from link_model');

test('lines are weighed by the newest model, which stands in their evidence, and those that stand stay', async () => {
  await store.take('centre', [careCase(1)]);
  const learned = await learn();
  expect(learned).toMatchObject({ lines: 1, people: 0 });
  store.clock.advance(1000);
  await store.take('housing', [tenant()]);
  store.clock.advance(1000);
  const again = await learn();
  await store.take('petnjica/housing', [tenant()]);
  const links = await store.rows<{ model: string | null }>(
    `select evidence ->> 'model' as model from link where entity = 'PERSON' order by linked_at`,
  );
  expect(links.map(({ model }) => model)).toEqual([null, learned?.id, again?.id]);
  expect(await models()).toHaveLength(2);
});

test('a model is read once, and not for each push', async () => {
  await learn();
  await store.take('centre', [careCase(1)]);
  await learn();
  await store.take('housing', [tenant()]);
  store.statements.length = 0;
  await store.take('housing', [tenant({ rb: '2', broj_ugovora: 'U-8' })]);
  expect(store.statements.filter((sql) => sql.includes('link_model'))).toEqual([
    expect.stringContaining('select id'),
  ]);
});

test('nothing is learned of what a matter seals, and from nothing nothing', async () => {
  expect(await learn()).toBeNull();
  await store.take('centre', [careCase(1, { caseNumber: 'S-1', matter: 'M-1' })]);
  expect(await learn()).toBeNull();
  expect(await models()).toEqual([]);
});

test('a model holds nobody’s name, date, address or number', async () => {
  await store.take('centre', [careCase(1, { members: [member('1', { nationalId: '1405987275018' })] })]);
  await learn();
  expect((await models())[0]?.text).not.toMatch(/ana|probi|1987|lipov|1405/i);
});

test('a model of another version of the hub weighs nothing', async () => {
  await store.take('centre', [careCase(1)]);
  await learn();
  await store.rows(`update link_model set model = jsonb_set(model, '{model,fields,birth,m}', '[0.5, 0.5]')`);
  const scoring = await createScoringSource(projectNicknames)(store.database);
  expect(scoring.version).toBeNull();
});
