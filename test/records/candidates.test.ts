// Whom a line is held against: no link rests on what lies apart (R11), though it is of one person with a line that is open.
import { expect, test } from 'vitest';
import { findLinkedMentions, insertLinks, replaceMentions } from '../../src/store/link-store.ts';
import { openTestStore } from './open-store.ts';

const person = '00000000-0000-4000-8000-000000000001';
const link = (id: number, localId: string) => ({
  ...({
    id: `00000000-0000-4000-8000-00000000001${id}`,
    entity: 'PERSON',
    source: 'housing',
    localId,
  } as const),
  ...({ entityId: person, certainty: 'CERTAIN', evidence: {}, linkedAt: new Date('2026-01-01') } as const),
});
const mention = (localId: string, apart: boolean) => ({
  ...({ entity: 'PERSON', source: 'housing', localId, unit: localId } as const),
  ...{ keys: [`born:${localId}`], mention: { localId }, apart },
});

test('of somebody of whom one line is open and one lies apart, the open one is a candidate', async () => {
  const store = await openTestStore();
  const found = await store.database.transaction(async (transaction) => {
    await insertLinks(transaction, [link(1, 'open'), link(2, 'apart')]);
    await replaceMentions(transaction, [mention('open', false), mention('apart', true)]);
    return await findLinkedMentions(transaction, 'PERSON', ['born:open']);
  });
  await store.close();
  expect(found).toEqual([{ entityId: person, keys: ['born:open'], mention: { localId: 'open' } }]);
});
