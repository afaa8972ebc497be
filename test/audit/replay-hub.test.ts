import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BreachRule } from '../../src/audit/breach-rule.ts';
import { type Breach, findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { type Verification, verifyLog } from '../../src/audit/verify-log.ts';
import { findPerson, giveConsent, prohibit, withdrawOwnConsent } from '../harness/consents.ts';
import { logOf } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { ana, type Figure, marko, rifat } from '../harness/people.ts';
import { askRight, ownRecordId } from '../harness/rights.ts';
import { memoryHeads } from './audit-town.ts';
import { demoSearch } from './replay-town.ts';

/** Every field and list of a family, so that each path by which something is given writes its line. */
const everything = `query ($id: ID!) {
  person(id: $id) {
    givenName familyName birthDate nationalIdChecked
    tenantEntries { entryNumber givenName familyName birthDate relation provenance { controller } }
    caseEntries { entryNumber givenName sex relation employed health }
    referrals { agency acceptedOn }
    households {
      address localCommunity memberCount members { givenName birthDate households { memberCount } }
      dwelling { address flat floorArea rooms condition }
      tenancies { contractNumber status address flat floorArea rooms condition movedInOn rent arrears memberCount }
      careCases { caseNumber address memberCount employedCount }
      rights { title status amount since } aidPlans { goal reviewDue }
      observations { note needsHelp memberCount }
    }
  }
}`;

let hub: TestHub;

const read = async (agency: string, purpose: string, who: Figure, roles: readonly string[] = []) => {
  const token = await hub.agencyToken({ agency, purpose, actor: `${agency} clerk`, roles: [...roles] });
  const id = await findPerson(hub, token, who.nationalId);
  if (id === null) return;
  const answer = await hub.ask(token, everything, { id });
  expect(answer.status).toBe(200);
};

const readByAll = async (): Promise<void> => {
  for (const who of [ana, rifat, marko]) {
    await read('berane.municipality', 'housing-welfare-management', who);
    await read('berane.centre', 'social-welfare-provision', who, ['triage']);
    await read('berane.centre', 'social-welfare-eligibility-assessment', who);
    await read('berane.support', 'social-welfare-provision', who);
  }
  hub.clock.advance(60_000);
};

const search = async (verification?: Verification): Promise<readonly Breach[]> =>
  await findBreaches(
    // Small pages, so that a consent is found on whichever page its line is.
    readLogPages(hub.running.hub.database, 7),
    demoSearch,
    verification ?? {
      ok: true,
      entries: 0,
      sealedTo: 0,
      heads: 0,
      restores: [],
      warnings: { unsealedOverdue: 0, beyondLastHead: 0 },
    },
  );

beforeAll(async () => {
  hub = await openTestHub();
  const anas = await hub.personToken(ana.nationalId, ana.birthDate);
  const rifats = await hub.personToken(rifat.nationalId, rifat.birthDate);
  await readByAll();
  // Two consents, so that a record's fields rest on either or both.
  await giveConsent(hub, anas, { categories: ['HOUSING', 'CONTACT'] });
  await giveConsent(hub, anas, { categories: ['IDENTITY'] });
  await giveConsent(hub, anas, { controller: 'berane.centre', categories: ['HEALTH', 'IDENTITY'] });
  await giveConsent(hub, rifats, { categories: ['HOUSING', 'FINANCE'] });
  await readByAll();
  await withdrawOwnConsent(hub, rifats);
  await prohibit(hub, anas, 'berane.municipality');
  // Rifat objects to all that the Centre's records are read for, and says of his tenancy that it is somebody else's.
  await askRight(hub, rifat, { right: 'OBJECTION', controller: 'berane.centre' });
  await askRight(hub, rifat, {
    right: 'LINK',
    record: await ownRecordId(hub, rifat, { source: 'housing', kind: 'tenant-entry', localId: '2' }),
  });
  hub.clock.advance(1000);
  await readByAll();
  const statistics = await hub.agencyToken({
    ...{ agency: 'statistics', purpose: 'provide-official-statistics', actor: 'counter' },
  });
  await hub.ask(
    statistics,
    '{ statistics(measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY]) { lines { count } } }',
  );
}, 120_000);
afterAll(async () => await hub?.close(), 120_000);

describe('the log of a hub at work', () => {
  it('has lines of every step that the demo can take', async () => {
    const steps = new Set((await logOf(hub)).map((line) => line['step']));
    const all = ['CONSENT', 'CONSENT_REQUIRED', 'DUTY', 'OWN', 'RELATIONSHIP', 'STATISTICS', 'TASK'];
    expect([...steps].filter((step) => step !== undefined).sort()).toEqual(all);
  });

  it('holds no breach', async () => {
    expect(await search()).toEqual([]);
  });
});

describe('a line that somebody changed in the database', () => {
  const change = async (step: string, body: object): Promise<string> => {
    const [row] = await hub.running.hub.database.query<{ id: string; body: object }>(
      `select id::text as id, body from audit_entry where kind = 'DISCLOSURE' and body ->> 'step' = ? order by id limit 1`,
      [step],
    );
    if (!row) throw new Error(`no line of the step ${step}`);
    await hub.running.hub.database.query(
      `update audit_entry set body = body || ?::jsonb where id = ?::bigint`,
      [JSON.stringify(body), row.id],
    );
    return row.id;
  };

  it.each<[string, object, BreachRule]>([
    ['TASK', { fields: ['CaseEntry.health'], recordKind: 'case-entry' }, 'FIELD_PROHIBITED'],
    ['DUTY', { purpose: 'hub:DomesticViolenceProtection' }, 'CLOSED_PURPOSE'],
    ['CONSENT', { consents: ['somebody said so'] }, 'CONSENT_MISSING'],
    ['OWN', { controller: 'berane.support' }, 'NOT_OWN'],
    ['STATISTICS', { fields: 'everything' }, 'MALFORMED_LINE'],
  ])('of step %s, to %j, is found', async (step, body, rule) => {
    await change(step, body);
    expect((await search()).map((breach) => breach.rule)).toContain(rule);
  });

  it('is a breach of the log itself once it was sealed', async () => {
    const { database, secrets } = hub.running.hub;
    await hub.running.hub.seal();
    const id = await change('OWN', { actor: 'somebody else' });
    const [row] = await database.query<{ position: string }>(
      'select position::text as position from audit_entry where id = ?::bigint',
      [id],
    );
    const { d: _private, ...publicKey } = secrets.signing;
    const verification = await verifyLog({ database, heads: memoryHeads(), publicKey, clock: hub.clock.now });
    const [first] = await search(verification);
    // The lines that the tests before this one changed may have been sealed by the timer, and stand before it.
    expect(first).toMatchObject({ rule: 'LOG_CHANGED', entries: [expect.any(Number)] });
    expect(first?.entries[0]).toBeLessThanOrEqual(Number(row?.position));
  });
});
