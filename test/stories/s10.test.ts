// S10's last part (R13): what Ana is shown at the counter. Left to the issues that build them: the support service's own notes,
// visits and plan (a contract of its own), and its proposals to the municipality's base (R27b), so "everything" is here what
// the registers of municipality and Centre hold.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askInSession, clerkToken, openSession, sessionOf } from '../harness/assisted.ts';
import { giveConsent, idOf } from '../harness/consents.ts';
import { loggedDuring } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
let clerk: string;
let session: string;

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const terms = { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'] };
  await giveConsent(hub, await hub.personToken(ana.nationalId, ana.birthDate), terms);
  const vesna = await hub.agencyToken({
    agency: 'berane.support',
    actor: 'Vesna',
    purpose: 'social-welfare-provision',
  });
  await hub.ask(vesna, 'query ($id: ID!) { person(id: $id) { caseEntries { givenName health } } }', {
    id: await idOf(hub, vesna, ana.nationalId),
  });
  clerk = await clerkToken(hub, 'Milena');
});

afterAll(async () => await hub.close());

describe('S10 Ana, without a smartphone, asks at the counter what is held', () => {
  it('her card is checked: a session of one person and fifteen minutes', async () => {
    const answer = await openSession(hub, clerk, ana);
    expect(answer.body.data).toMatchObject({ openAssistedSession: { until: '2026-11-21T10:15:00.000Z' } });
    session = sessionOf(answer);
  });

  it('a printout in her script shows what is held and who read it', async () => {
    const answer = await askInSession(hub, clerk, session, 'printed', 'sr-Cyrl');
    const { printed = '' } = (answer.body.data?.['me'] ?? {}) as { printed?: string };
    expect(printed).toContain('- Име: Ana\n- Презиме: Rosuljić\n');
    expect(printed).toContain('- Дуговање: 598.52\n');
    const [, readers = ''] = printed.split('## 4. ');
    expect(readers).toContain('Psiho-socijalni servis podrške');
    expect(readers).toContain('здравствено стање');
    expect(readers).toContain('По основу: пристанак лица.');
    expect(printed).toContain('помоћ службеника, код: Opština Berane');
  });

  it('logged as assisted, in her own log, by whom and for what', async () => {
    const { lines } = await loggedDuring(
      hub,
      async () => await askInSession(hub, clerk, session, 'held { values { value } }'),
    );
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      expect(line).toMatchObject({
        ...{ step: 'ASSISTED', agency: 'berane.municipality', actor: 'Milena' },
        purpose: 'dpv:RightsFulfilment',
      });
    }
    const own = await hub.ask(
      await hub.personToken(ana.nationalId, ana.birthDate),
      '{ me { accesses { step stepInWords agency } } }',
    );
    expect(own.text).toContain('"step":"ASSISTED"');
  });

  it('the clerk cannot reopen it: not when it has ended, and not anew that day', async () => {
    hub.clock.set('2026-11-21T10:15:00Z');
    const later = await clerkToken(hub, 'Milena');
    const ended = await askInSession(hub, later, session, 'keptApart');
    expect(ended.body.errors?.[0]?.message).toBe('No such session.');
    const again = await openSession(hub, later, ana);
    expect([again.status, again.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });
});
