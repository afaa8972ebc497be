// S03, the telephone's half, with what staff record while a matter protects her (R11, R13, R14): a consent to a women's centre, a
// referral there, and what was read through both.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askInSession, clerkToken, openSession, sessionOf } from '../harness/assisted.ts';
import { confirmConsent, giveConsent, idOf, recordConsent } from '../harness/consents.ts';
import { loggedDuring, personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, sameInBoth, type Twins } from '../harness/twins.ts';

const jelena = figure('CSR-00002/000005');

let twins: Twins;
/** What the Centre calls her. Its workers found her in both worlds, under an ordinary purpose: that stands in her log. */
let named = '';
/** A matter protects Jelena in the one world, and staff record there; in its twin there is neither. */
let hub: TestHub;
let twin: TestHub;

const both = async (work: (world: TestHub) => Promise<Answer>): Promise<Answer> =>
  await sameInBoth([hub, twin], work);
const own = async (world: TestHub): Promise<string> =>
  await world.personToken(jelena.nationalId, jelena.birthDate);
const centre = async (world: TestHub, actor = 'Nada'): Promise<string> =>
  await world.agencyToken({ agency: 'berane.centre', actor, purpose: 'social-welfare-provision' });
const support = async (world: TestHub): Promise<string> =>
  await world.agencyToken({ agency: 'berane.support', actor: 'Vesna', purpose: 'social-welfare-provision' });

const everything = `keptApart
  held { id source controller kind since keptBy keptUntil values { coordinate value } shownTo { recipient agreement } }
  consents { id status receipt isRequest end { confirmBy } stays { agreement } events { status at agency byGuardian } }
  prohibitions { recipient } rightsRequests { id state } wards { id givenNames until }
  accesses { day agency purpose step fields { coordinate } }
  json: portableCopy(form: JSON) person: portableCopy(form: CORE_PERSON)`;
const openFile = async (world: TestHub): Promise<Answer> =>
  await world.ask(await own(world), `{ me(language: "cnr") { ${everything} } }`);

/** The women's centre reads what the consent opens, and of whom it was referred. */
const read = async (world: TestHub): Promise<Answer> =>
  await world.ask(
    await support(world),
    `query ($id: String!) { findPerson(nationalId: $id) { givenName caseEntries { givenName health } } }`,
    { id: jelena.nationalId },
  );
const refer = async (world: TestHub): Promise<Answer> => {
  const token = await centre(world);
  return await world.ask(
    token,
    `mutation ($person: ID!) {
       referPerson(person: $person, to: "berane.support", reference: "U-9/2026", until: "2027-05-01") { at until } }`,
    { person: named },
  );
};
const accept = async (world: TestHub): Promise<Answer> => {
  const token = await support(world);
  const waiting = await world.ask(token, '{ referrals { id } }');
  const [first] = (waiting.body.data?.['referrals'] ?? []) as readonly { id: string }[];
  return await world.ask(
    token,
    'mutation ($id: ID!) { acceptReferral(referral: $id) { givenName } }',
    first && { id: first.id },
  );
};
const record = async (world: TestHub): Promise<Answer> => {
  const token = await centre(world);
  return await recordConsent(world, token, named, {
    terms: { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'] },
  });
};
const confirm = async (world: TestHub): Promise<Answer> => {
  const token = await centre(world, 'Ivana');
  return await confirmConsent(world, token, named);
};
const withdraw = async (world: TestHub): Promise<Answer> => {
  const token = await centre(world);
  return await world.ask(
    token,
    `mutation ($person: ID!) { withdrawConsent(recipient: "berane.support", person: $person) {
       state at ends { recipient } stays { agreement } } }`,
    { person: named },
  );
};

beforeAll(async () => {
  twins = await createTwins();
  const registers = {
    housing: sampleTenants('1', '2', '3', '4', '5', '6'),
    centre: sampleCases('CSR-00002'),
  };
  hub = await openSmallHub(registers, twins.options());
  twin = await openSmallHub(registers, twins.options());
  // What she did herself before, on her telephone, and what was read on it.
  for (const world of [hub, twin]) {
    await giveConsent(world, await own(world), {
      controller: 'berane.municipality',
      categories: ['HOUSING'],
    });
    named = await idOf(world, await centre(world), jelena.nationalId);
    await read(world);
  }
  await hub.ask(
    await centre(hub),
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
    { records: sampleCases('CSR-00900') },
    { 'idempotency-key': 'the sealed case' },
  );
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

describe('what staff record of somebody whom a matter protects', () => {
  it('works for its two agencies as it does for anybody', async () => {
    expect((await read(twin)).body.data).toEqual({ findPerson: null });
    expect((await record(hub)).body.data).toMatchObject({ recordConsent: { state: 'PENDING' } });
    expect((await confirm(hub)).body.data).toMatchObject({ confirmConsent: { state: 'GIVEN' } });
    const [byConsent] = [(await read(hub)).body.data];
    expect(byConsent).toMatchObject({ findPerson: { givenName: 'Jelena' } });
    expect((await refer(hub)).status).toBe(200);
    expect((await accept(hub)).body.data).toMatchObject({ acceptReferral: { givenName: 'Jelena' } });
    expect((await read(hub)).body.data).toMatchObject({
      findPerson: { givenName: 'Jelena', caseEntries: [{ givenName: 'Jelena' }] },
    });
  });

  it('writes down what was read through it with what it ran through, and in nobody’s own log', async () => {
    const { lines } = await loggedDuring(hub, async () => await read(hub));
    const person = await personOf(hub, 'centre', jelena.localId);
    const given = lines.filter(({ kind }) => kind === 'DISCLOSURE');
    expect(given.length).toBeGreaterThan(0);
    for (const line of given) {
      expect(line.through).toBe(person);
      expect(line['sealed']).toHaveLength(1);
    }
  });

  it('is nowhere in her own file, with every field and on paper: the same bytes as where there is none', async () => {
    const answer = await both(openFile);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('U-9/2026');
    expect(answer.text).not.toContain('S-17/2026');
    // On paper stand the numbers of the requests that read, which are drawn anew in each world.
    const printed = async (world: TestHub): Promise<string> =>
      (await world.ask(await own(world), '{ me(language: "cnr") { printed } }')).text.replaceAll(
        /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
        'request',
      );
    expect(await printed(hub)).toBe(await printed(twin));
  });

  it('leads to no request on her telephone: the agency that knows her by it alone is answered as ever', async () => {
    const token = await support(hub);
    const asked = await hub.ask(
      token,
      'mutation ($person: ID!, $terms: RequestedTerms!) { requestConsent(person: $person, terms: $terms) { at } }',
      {
        person: await idOf(hub, token, jelena.nationalId),
        terms: {
          ...{ controller: 'berane.centre', purpose: 'social-welfare-provision' },
          ...{ categories: ['EMPLOYMENT'], noticeVersion: '2026-1' },
        },
      },
    );
    expect(asked.body.data).toEqual({ requestConsent: { at: '2026-11-21T10:00:00.000Z' } });
    await both(openFile);
  });

  it('is withdrawn at any desk, by one person: it ends on the next request, and the file still tells nothing', async () => {
    const ended = await withdraw(hub);
    expect(ended.body.data).toMatchObject({ withdrawConsent: { state: 'WITHDRAWN' } });
    // What the recipient owes for it (R7) is put to it, and that is no line of her own log either.
    const owed = await hub.ask(await support(hub), '{ endedConsents { id fields } }');
    expect(owed.body.data?.['endedConsents']).toHaveLength(1);
    // She had given one herself: the same desk ends that one in the twin, with the same words.
    expect(bytesOf(await withdraw(twin))).toEqual(bytesOf(ended));
    await both(openFile);
  });

  // Last: from here on her file has no line of the counter, because a matter protects her, and in the twin it has.
  it('is nowhere in an assisted session', async () => {
    const shown = await both(async (world) => {
      const clerk = await clerkToken(world, 'Jasna');
      const session = sessionOf(await openSession(world, clerk, jelena));
      return await askInSession(world, clerk, session, 'consents { status } accesses { day agency step }');
    });
    expect(shown.body.data).toMatchObject({ me: { consents: [{ status: 'WITHDRAWN' }] } });
  });
});

describe('the data protection officer of who leads the matter', () => {
  const officer = async (agency: string): Promise<string> =>
    await hub.agencyToken({ agency, actor: 'Olga', purpose: 'enforce-access-control', roles: ['dpo'] });
  interface Line {
    readonly id: string;
    readonly agency: string;
    readonly actor: string;
    readonly act: string;
    readonly fields: readonly string[];
    readonly reviewBy: string;
  }
  const lines = async (agency: string): Promise<readonly Line[]> =>
    (await hub.ask(await officer(agency), '{ sealedLog { id agency actor act fields reviewBy } }')).body
      .data?.['sealedLog'] as readonly Line[];

  it('looks over within thirty days what was read through it, and ticks it off; nobody else’s officer sees it', async () => {
    const all = await lines('berane.centre');
    // What she was shown at the counter is there, too.
    expect(all.map(({ actor }) => actor)).toContain('Jasna');
    const waiting = all.filter(({ actor }) => actor !== 'Jasna');
    expect(waiting.length).toBeGreaterThan(0);
    for (const line of waiting) {
      expect(line).toMatchObject({ agency: 'berane.support', actor: 'Vesna', act: 'DISCLOSURE' });
      expect(line.reviewBy).toBe('2026-12-21T10:00:00.000Z');
    }
    expect(waiting.flatMap(({ fields }) => fields)).toContain('CaseEntry.health');
    const review = async (agency: string): Promise<Answer> =>
      await hub.ask(await officer(agency), 'mutation ($line: ID!) { reviewSealedLine(line: $line) }', {
        line: waiting[0]?.id,
      });
    expect(await lines('berane.support')).toEqual([]);
    expect((await review('berane.support')).status).toBe(400);
    expect((await review('berane.centre')).body.data).toEqual({ reviewSealedLine: true });
    expect(await lines('berane.centre')).toHaveLength(all.length - 1);
  });
});

describe('the controller of what was read', () => {
  it('is told nothing by its officer’s explanation of such a request, as if there had been none', async () => {
    await record(hub);
    await confirm(hub);
    const answer = await read(hub);
    expect(answer.body.data).toMatchObject({ findPerson: { givenName: 'Jelena' } });
    const request = answer.headers.get('x-request-id') ?? '';
    const explain = async (agency: string, person: object | null): Promise<unknown> => {
      const officer = await hub.agencyToken({
        agency,
        actor: 'the officer',
        purpose: 'enforce-access-control',
        roles: ['dpo'],
        identity: { nationalId: ana.nationalId, birthDate: ana.birthDate },
      });
      const said = await hub.ask(
        officer,
        `query ($request: ID!, $person: AccessSubject) {
           accessExplanation(request: $request, person: $person) { request } }`,
        { request, person },
      );
      expect(said.status).toBe(200);
      return said.body.data?.['accessExplanation'];
    };
    // The recipient's own officer sees the request as ever.
    expect(await explain('berane.support', null)).toEqual({ request });
    expect(await explain('berane.centre', { nationalId: jelena.nationalId })).toBeNull();
    expect(await explain('berane.centre', null)).toBeNull();
  });
});

describe('what she gives on her telephone while a sealed form stands', () => {
  it('renews nothing that is not in sight: the same words and states as where there is none', async () => {
    await record(hub);
    expect((await confirm(hub)).body.data).toMatchObject({ confirmConsent: { state: 'GIVEN' } });
    const terms = { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'] };
    const stated = async (world: TestHub): Promise<unknown> => {
      const given = await giveConsent(world, await own(world), terms);
      expect(given.status).toBe(200);
      const file = await world.ask(
        await own(world),
        '{ me { consents { status statusInWords categories events { status } } } }',
      );
      world.clock.advance(1000);
      const { consents } = (file.body.data?.['me'] ?? { consents: [] }) as { consents: readonly unknown[] };
      return consents[0];
    };
    expect(await stated(hub)).toMatchObject({ status: 'GIVEN' });
    expect(await stated(twin)).toMatchObject({ status: 'GIVEN' });
    // And what is in sight is renewed, in both.
    expect(await stated(hub)).toMatchObject({ status: 'RENEWED' });
    expect(await stated(twin)).toMatchObject({ status: 'RENEWED' });
  });
});
