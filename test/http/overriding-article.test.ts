// R22: "Pending objection pauses 6(1)(e) reads unless the agreement cites an overriding article." The project's lists have no such
// act; here the municipality's is taken to be one, as a controller's lawyer may find.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { demoSearch, holds } from '../audit/replay-town.ts';
import { idOf } from '../harness/consents.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { askRight, decideRight, ownRequests, waitingRequests } from '../harness/rights.ts';
import { type EditedConfiguration, editConfiguration } from './edited-configuration.ts';

const id = 'centre-to-berane-municipality';
let hub: TestHub;
let edited: EditedConfiguration;
const lists = mkdtempSync(join(tmpdir(), 'hub-lists-'));

beforeAll(async () => {
  cpSync(projectFile('config', 'legal-bases'), lists, { recursive: true });
  const file = join(lists, 'ME.yaml');
  const [before = '', after = ''] = readFileSync(file, 'utf8').split('  - code: social-housing\n');
  writeFileSync(file, `${before}  - code: social-housing\n    restrictsObjection: true\n${after}`);
  edited = editConfiguration(({ agreements }) => {
    const found = agreements.agreements.find((each) => each.id === id);
    Object.assign(found ?? {}, { overridesObjection: { jurisdiction: 'ME', code: 'social-housing' } });
  });
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') },
    { configuration: { ...edited.files, legalBasesDirectory: lists } },
  );
});
afterAll(async () => {
  await hub?.close();
  edited.remove();
  rmSync(lists, { recursive: true });
});

const clerk = async (): Promise<string> =>
  await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena' },
  });
const centre = async (): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.centre', purpose: 'social-welfare-provision', actor: 'Nada' });
const isRead = async (person = ana): Promise<boolean> => {
  const token = await clerk();
  const answer = await hub.ask(token, 'query ($id: ID!) { person(id: $id) { caseEntries { givenName } } }', {
    id: await idOf(hub, token, person.nationalId),
  });
  return (answer.body.data as { person: { caseEntries: unknown[] } }).person.caseEntries.length > 0;
};
const ask = async (right: string, person = ana): Promise<unknown> => {
  hub.clock.advance(1);
  expect((await askRight(hub, person, { right, controller: 'berane.centre' })).status).toBe(200);
  hub.clock.advance(1);
  return (await waitingRequests(hub, await centre())).find((each) => each['right'] === right)?.['id'];
};

describe('an agreement that cites an article against objections', () => {
  it('is read on though somebody objects, and the answer to them cites the article', async () => {
    expect(await isRead()).toBe(true);
    const request = await ask('OBJECTION');
    expect(await isRead()).toBe(true);
    hub.clock.advance(1);
    expect((await decideRight(hub, await centre(), request, 'REFUSED')).status).toBe(200);
    const [own] = await ownRequests(hub, ana);
    expect(own?.['decision']).toMatchObject({
      outcome: 'REFUSED',
      articles: [{ act: 'Zakon o socijalnom stanovanju', article: 'čl. 3', gazette: 'Sl. list CG 35/13' }],
    });
  });

  it('rests all the same where the person has had the use restricted', async () => {
    const request = await ask('RESTRICTION', rifat);
    await decideRight(hub, await centre(), request, 'GRANTED');
    hub.clock.advance(1);
    expect(await isRead(rifat)).toBe(false);
  });

  it('is no breach in the log, and would be one under an agreement that cites none', async () => {
    const search = { ...demoSearch, agreements: hub.running.hub.policy.current().agreements };
    const pages = () => readLogPages(hub.running.hub.database);
    expect(await findBreaches(pages(), search, holds)).toEqual([]);
    const [breach] = await findBreaches(pages(), demoSearch, holds);
    expect(breach?.rule).toBe('RESTING_FOR_PERSON');
  });

  it('says so to whoever asks what is agreed: the officers, and on paper', async () => {
    const officer = await hub.agencyToken({
      ...{ agency: 'berane.centre', purpose: 'enforce-access-control', actor: 'Officer', roles: ['officer'] },
    });
    const shown = await hub.ask(
      officer,
      'query ($id: String!) { agreement(id: $id, version: 1) { overridesObjection { code act } } }',
      { id },
    );
    expect(shown.body.data).toEqual({
      agreement: { overridesObjection: { code: 'social-housing', act: 'Zakon o socijalnom stanovanju' } },
    });
  });

  it('is proposed with it, and without it nobody need approve', async () => {
    const form = (overridesObjection: object | null): object => ({
      ...{ id, recipient: 'berane.municipality', controller: 'berane.centre' },
      ...{ purpose: 'housing-welfare-management', categories: ['IDENTITY'], prohibits: ['HEALTH'] },
      basis: { article6: 'A6-1-e', citation: { jurisdiction: 'ME', code: 'social-housing' } },
      ...{ requires: 'RELATIONSHIP', area: ['berane'], validFrom: '2026-11-21', overridesObjection },
    });
    const propose = async (agreement: object) =>
      await hub.ask(
        await hub.agencyToken({
          ...{
            agency: 'berane.centre',
            purpose: 'enforce-access-control',
            actor: 'Officer',
            roles: ['officer'],
          },
        }),
        'mutation ($form: AgreementForm!) { proposeAgreement(form: $form) { takesEffect } }',
        { form: agreement },
      );
    const without = await propose(form(null));
    expect(without.body).toMatchObject({ data: { proposeAgreement: { takesEffect: true } } });
    await ask('OBJECTION');
    expect(await isRead()).toBe(false);
    const again = await propose(form({ jurisdiction: 'ME', code: 'social-housing' }));
    expect(again.body).toMatchObject({ data: { proposeAgreement: { takesEffect: false } } });
    const another = await propose(form({ jurisdiction: 'ME', code: 'family-act' }));
    expect(another.body.errors?.[0]?.message).toContain('does not restrict the right to object');
    const none = await propose(form({ jurisdiction: 'ME', code: 'nothing' }));
    expect(none.body.errors?.[0]?.message).toContain('overridesObjection.code');
  });
});
