import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languageTags } from '../../src/domain/language.ts';
import { purposes } from '../../src/domain/purpose.ts';
import { askInSession, clerkToken, openSession, sessionOf } from '../harness/assisted.ts';
import { findPerson, giveConsent, prohibit, withdrawOwnConsent } from '../harness/consents.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { graph } from '../policy/demo-house.ts';

let hub: TestHub;
let clerk: string;
let session: string;

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Requests have another id in each run: they are named by the order in which they stand there. */
const withNumbers = (text: string): string => {
  const found = [...new Set(text.match(uuid))];
  return text.replace(uuid, (id) => `request-${found.indexOf(id) + 1}`);
};

/** What her own token printed, before anything else was read: by language. */
const goldens = new Map<string, string>();

const printOwn = async (token: string, language: string): Promise<string> => {
  const answer = await hub.ask(
    token,
    'query ($language: String!) { me(language: $language) { printed(from: "2026-11-20") } }',
    { language },
  );
  return ((answer.body.data?.['me'] ?? {}) as { printed?: string }).printed ?? '';
};

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const own = await hub.personToken(ana.nationalId, ana.birthDate);
  await giveConsent(hub, own, { fields: ['CaseEntry.health'], controller: 'berane.centre' });
  await giveConsent(hub, own);
  await giveConsent(hub, await hub.personToken(rifat.nationalId, rifat.birthDate));
  const [vesna, milena] = await Promise.all([
    hub.agencyToken({ agency: 'berane.support', actor: 'Vesna', purpose: 'social-welfare-provision' }),
    hub.agencyToken({
      agency: 'berane.municipality',
      actor: 'Milena',
      purpose: 'housing-welfare-management',
      roles: ['secretary'],
    }),
  ]);
  const query =
    'query ($id: ID!) { person(id: $id) { givenName caseEntries { health employed } households { tenancies { rooms } } } }';
  for (const token of [vesna, milena])
    await hub.ask(token, query, { id: await findPerson(hub, token, ana.nationalId) });
  await withdrawOwnConsent(hub, own);
  await prohibit(hub, own, 'berane.centre');
  clerk = await clerkToken(hub, 'Jasna', { agency: 'berane.centre' });
  session = sessionOf(await openSession(hub, clerk, ana));
  await askInSession(hub, clerk, session, 'printed');
  for (const tag of languageTags) goldens.set(tag, withNumbers(await printOwn(own, tag)));
});

afterAll(async () => await hub.close());

/** What only a machine reads: IRIs, coordinates, words of the log. */
const machineWords: readonly RegExp[] = [
  /dpv|w3id/,
  /\bA(?:6|9)-|A10/,
  /\b[A-Z][a-z]\w*\.[a-z]\w+/,
  /\{\w*\}/,
  /\b(?:null|undefined|true|false)\b/,
  / {2}|\( |\s\)|\.\./,
];
const slugs = purposes.map(({ slug }) => slug).filter((slug) => slug.includes('-'));

describe.each(languageTags)('a file that is printed in %s', (tag) => {
  test('says what is held, who read it and what can be done', async () => {
    await expect(goldens.get(tag)).toMatchFileSnapshot(`printed-file.${tag}.golden.txt`);
  });

  test('begins with the sentence that is the same for everybody, and says everything in words', async () => {
    const text = goldens.get(tag) ?? '';
    const [, , keptApart] = text.split('\n');
    const online = await askInSession(hub, clerk, session, 'keptApart', tag);
    expect(online.body.data).toEqual({ me: { keptApart } });
    for (const machine of machineWords) expect(text).not.toMatch(machine);
    for (const slug of slugs) expect(text).not.toContain(slug);
    for (const { values } of graph.catalogue.choices.values())
      for (const value of values) expect(text).not.toMatch(new RegExp(`\\b${value}\\b`));
  });
});

test('has the same bytes each time', async () => {
  const own = await hub.personToken(ana.nationalId, ana.birthDate);
  expect(await printOwn(own, 'pl')).toBe(await printOwn(own, 'pl'));
});
