import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent, idOf } from '../harness/consents.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf } from '../harness/twins.ts';
import { editConfiguration } from './edited-configuration.ts';

// Beside its consents the support service reads two fields by law: one under a duty, one as a public task.
const byLaw = (id: string, controller: string, field: string, article6: string) => ({
  id,
  recipient: 'berane.support',
  controller,
  purpose: 'social-welfare-provision',
  categories: [],
  fields: [field],
  basis: { article6, citation: { jurisdiction: 'ME', code: 'social-and-child-protection' } },
  requires: 'RELATIONSHIP',
  area: ['berane'],
  validFrom: '2026-01-01',
});
const configuration = editConfiguration(({ agreements }) => {
  agreements.agreements.push(
    byLaw('support-by-duty', 'berane.centre', 'CaseEntry.employed', 'A6-1-c'),
    byLaw('support-by-task', 'berane.municipality', 'TenantEntry.birthDate', 'A6-1-e'),
  );
});

const withdrawing = `mutation ($person: ID, $purpose: String, $language: String! = "en") {
  withdrawConsent(recipient: "berane.support", person: $person, purpose: $purpose, language: $language) {
    state at until ends { recipient purpose }
    stays { fields { coordinate label } controller purpose step basis condition act article gazette agreement version } } }`;

let hub: TestHub;
let support = '';
let clerk = '';
let person = '';

const own = async ({ nationalId, birthDate }: typeof ana): Promise<string> =>
  await hub.personToken(nationalId, birthDate);
const withdraw = async (token: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
  await hub.ask(token, withdrawing, variables);
/** Each person has an answer of their own only in the headers that name the request. */
const receiptOf = (answer: Answer): object => {
  expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  return answer.body.data?.['withdrawConsent'] as object;
};
const readBySupport = async (): Promise<unknown> => {
  const answer = await hub.ask(
    support,
    'query ($id: ID!) { person(id: $id) { givenName caseEntries { employed health } tenantEntries { birthDate relation } } }',
    { id: person },
  );
  return answer.body.data?.['person'];
};
const consent = async (): Promise<void> => {
  const categories = ['IDENTITY', 'HOUSEHOLD'];
  const token = await own(ana);
  for (const terms of [
    { categories },
    { controller: 'berane.centre', categories: [...categories, 'EMPLOYMENT', 'HEALTH'] },
  ]) {
    expect((await giveConsent(hub, token, terms)).status).toBe(200);
  }
};

beforeAll(async () => {
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') },
    { configuration: configuration.files },
  );
  support = await hub.agencyToken({
    agency: 'berane.support',
    purpose: 'social-welfare-provision',
    actor: 'Vesna',
  });
  clerk = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena Clerk',
  });
  person = await idOf(hub, support, ana.nationalId);
  await consent();
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});

describe('a withdrawal takes only what rests on consent (R3, R7, S13)', () => {
  test('consent-based fields are gone on the next request; those by duty and task are unchanged', async () => {
    const before = await readBySupport();
    expect(before).toEqual({
      givenName: 'Ana',
      caseEntries: [{ employed: true, health: 'CHRONIC_ILLNESS' }],
      tenantEntries: [{ birthDate: ana.birthDate, relation: 'HOLDER' }],
    });
    const receipt = receiptOf(await withdraw(await own(ana)));
    expect(receipt).toEqual({
      state: 'WITHDRAWN',
      at: hub.clock.now().toISOString(),
      until: null,
      ends: [
        {
          recipient: 'Psiho-socijalni servis podrške, nevladina organizacija (demo)',
          purpose: 'social work and social services for the person',
        },
      ],
      stays: [
        {
          fields: [{ coordinate: 'CaseEntry.employed', label: 'whether the person is employed' }],
          controller: 'Centar za socijalni rad za opštine Berane i Petnjica (demo)',
          purpose: 'social work and social services for the person',
          step: 'DUTY',
          basis: 'legal obligation (Art. 6(1)(c) of the General Data Protection Regulation)',
          condition: 'an open relationship with the person',
          act: 'Zakon o socijalnoj i dječjoj zaštiti',
          article: 'čl. 4',
          gazette: 'Sl. list CG 27/13',
          agreement: 'support-by-duty',
          version: 1,
        },
        expect.objectContaining({
          fields: [{ coordinate: 'TenantEntry.birthDate', label: 'date of birth' }],
          controller: 'Opština Berane, Sekretarijat za socijalno stanovanje (demo)',
          step: 'TASK',
          agreement: 'support-by-task',
        }),
      ],
    });
    // What the receipt says stays is what is still given, and nothing more.
    expect(await readBySupport()).toEqual({
      givenName: null,
      caseEntries: [{ employed: true, health: null }],
      tenantEntries: [{ birthDate: ana.birthDate, relation: null }],
    });
  });

  test('the answer is the same bytes whether there was something to withdraw, nothing, or never anything', async () => {
    await consent();
    const something = await withdraw(await own(ana));
    const nothing = await withdraw(await own(ana));
    const never = await withdraw(await own(rifat));
    expect(bytesOf(nothing)).toEqual(bytesOf(something));
    expect(bytesOf(never)).toEqual(bytesOf(something));
    const atTheDesk = await withdraw(clerk, { person: await idOf(hub, clerk, ana.nationalId) });
    expect(bytesOf(atTheDesk)).toEqual(bytesOf(something));
  });

  test('one purpose: that ends, and what stays is the same', async () => {
    const all = receiptOf(await withdraw(await own(ana))) as { stays: unknown };
    const one = receiptOf(await withdraw(await own(ana), { purpose: 'requested-service-provision' }));
    expect(one).toMatchObject({
      ends: [{ purpose: 'a service that the person asked for' }],
      stays: all.stays,
    });
  });

  test('in the language that is asked for; in one that is none, nothing is withdrawn', async () => {
    const receipt = receiptOf(await withdraw(await own(ana), { language: 'sr-Cyrl' }));
    expect(receipt).toMatchObject({
      ends: [{ purpose: 'социјални рад и социјалне услуге за лице' }],
      stays: [{ condition: 'отворен однос с лицем', act: 'Zakon o socijalnoj i dječjoj zaštiti' }, {}],
    });
    await consent();
    const refused = await withdraw(await own(ana), { language: 'hr' });
    expect(refused.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await readBySupport()).toMatchObject({ givenName: 'Ana' });
  });

  test('other acts leave no such words', async () => {
    const answer = await hub.ask(
      await own(ana),
      'mutation { prohibitSharing(recipient: "berane.support", lift: true) { ends { purpose } stays { step } } }',
    );
    expect(answer.body.data).toEqual({ prohibitSharing: { ends: null, stays: null } });
  });
});
