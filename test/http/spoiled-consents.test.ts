// R4, R8, R9: what is not as it should be is taken down whole or not at all, and opens nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmConsent, giveConsent, idOf, recordConsent } from '../harness/consents.ts';
import { familyCase, mina, mother, recordGuardianship } from '../harness/guardians.ts';
import { countOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
const worker = async (agency = 'berane.centre', actor = 'Nada'): Promise<string> =>
  await hub.agencyToken({ agency, actor, purpose: 'social-welfare-provision' });
const stored = async (): Promise<readonly number[]> => [
  await countOf(hub, 'consent'),
  await countOf(hub, 'consent_event'),
];
const said = (answer: Answer): unknown => [
  answer.status,
  answer.body.errors?.map(({ extensions, message }) => [extensions.code, message]),
];

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1'), centre: [familyCase] });
});
afterAll(async () => await hub.close());

describe('a version of the notice that nobody has written', () => {
  const terms = { controller: 'berane.centre', categories: ['IDENTITY'], noticeVersion: '1999-9' };
  const refusal = [400, [['BAD_USER_INPUT', 'This version of the notice is not known.']]];

  test('is refused to who gives a consent, and nothing of it is kept', async () => {
    const own = await hub.personToken(mother.nationalId, mother.birthDate);
    expect(said(await giveConsent(hub, own, terms))).toEqual(refusal);
    expect(await stored()).toEqual([0, 0]);
  });

  test('is refused to who records one on paper, and nothing of it is kept', async () => {
    const person = await idOf(hub, await worker(), mother.nationalId);
    expect(said(await recordConsent(hub, await worker(), person, { terms }))).toEqual(refusal);
    expect(await stored()).toEqual([0, 0]);
  });
});

describe('a form for a child', () => {
  const record = async (reference: string, signedBy: string): Promise<Answer> =>
    await hub.ask(
      await worker(),
      `mutation ($person: ID!, $signedBy: [ID!], $reference: String!) { recordConsent(person: $person, signedBy: $signedBy,
         terms: {recipient: "berane.support", controller: "berane.centre", purpose: "social-welfare-provision",
           categories: ["IDENTITY", "HEALTH"], noticeVersion: "2026-1", language: "cnr", script: "Latn"},
         evidence: {kind: PAPER, reference: $reference, givenOn: "2026-11-20"}) { state } }`,
      { person: await idOf(hub, await worker(), mina.nationalId), signedBy, reference },
    );
  const confirm = async (reference: string): Promise<Answer> =>
    await confirmConsent(
      ...([hub, await worker('berane.centre', 'Ivana')] as const),
      await idOf(hub, await worker('berane.centre', 'Ivana'), mina.nationalId),
      reference,
    );
  const read = async (): Promise<unknown> => {
    const vesna = await worker('berane.support', 'Vesna');
    const answer = await hub.ask(
      vesna,
      'query ($id: ID!) { person(id: $id) { caseEntries { givenName health } } }',
      {
        id: await idOf(hub, vesna, mina.nationalId),
      },
    );
    return (answer.body.data?.['person'] as { caseEntries: unknown } | undefined)?.caseEntries ?? null;
  };

  test('signed by somebody whom nobody knows is not taken down', async () => {
    const before = await stored();
    expect((await record('S-50/2026', 'nobody')).status).toBe(400);
    expect(await stored()).toEqual(before);
  });

  test('signed by who only claims to be the parent: recorded and confirmed like any other, it opens nothing', async () => {
    const before = await stored();
    const signer = await idOf(hub, await worker(), mother.nationalId);
    expect((await record('S-51/2026', signer)).body.data).toEqual({ recordConsent: { state: 'PENDING' } });
    expect(await read()).toBeNull();
    expect((await confirm('S-51/2026')).body.data).toMatchObject({ confirmConsent: { state: 'GIVEN' } });
    expect(await read()).toBeNull();
    expect(await stored()).toEqual(before.map((count, index) => count + index + 1));
    // Not even when an authority's record comes afterwards: what was signed before it was signed by nobody.
    await recordGuardianship(hub, await worker(), {
      ward: await idOf(hub, await worker(), mina.nationalId),
      guardian: signer,
    });
    expect(await read()).toBeNull();
  });

  test('signed by whom an authority names opens what it says', async () => {
    const signer = await idOf(hub, await worker(), mother.nationalId);
    await record('S-52/2026', signer);
    await confirm('S-52/2026');
    expect(await read()).toEqual([{ givenName: 'Mina', health: 'GOOD' }]);
  });
});
