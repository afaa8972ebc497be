import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consentStates, permitsProcessing } from '../../src/domain/consent-state.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

interface Given {
  readonly recipient?: string;
  readonly controller?: string;
  readonly purpose?: string;
  readonly binding?: boolean;
  readonly validUntil?: string;
  readonly states?: readonly string[];
}

const support = 'berane.support';
const given: Required<Given> = {
  recipient: support,
  controller: 'berane.centre',
  purpose: 'ps:SocialWelfareProvision',
  binding: true,
  validUntil: '2026-11-22',
  states: ['ConsentGiven'],
};

const opens: readonly [what: string, consent: Given][] = [
  ['stands until tomorrow', {}],
  ['was withdrawn and given again', { states: ['ConsentGiven', 'ConsentWithdrawn', 'RenewedConsentGiven'] }],
];

const opensNothing: readonly [what: string, consent: Given][] = [
  ['is for another recipient', { recipient: 'berane.municipality' }],
  ["is for another controller's data", { controller: 'berane.municipality' }],
  ['is for another purpose', { purpose: 'ps:SocialWelfareEligibilityAssessment' }],
  ['binds nobody: a child gave it, or somebody known only probably (R9, R20)', { binding: false }],
  ['ends today', { validUntil: '2026-11-21' }],
  ['has no event', { states: [] }],
  // Every word that permits nothing, and one that is nobody's (DOMAIN.md 2.4).
  ...[...consentStates, 'ConsentPresumed']
    .filter((state) => !permitsProcessing(state))
    .map((state): [string, Given] => [`was given and is ${state} now`, { states: ['ConsentGiven', state] }]),
];

// Once with both nets, and once with the second off, so that the statement's own conditions stand alone.
describe.each([true, false])('a consent, with row-level security: %s', (secondNet) => {
  let store: TestStore;
  let ana: string;
  beforeAll(async () => {
    store = await openTestStore({ now: '2026-11-21T10:00:00Z' });
    // The first line tells where Park is.
    await store.take('housing', [tenant({ rb: '9', broj_ugovora: 'U-9', ime: 'Vuk' })]);
    const referrals = [{ member: 'CSR-7/1', agency: support, acceptedOn: '2026-02-01' }];
    await store.take('centre', [careCase(1, { members: [member('CSR-7/1')], referrals })]);
    ana = (await store.personOf('centre', 'CSR-7/1')) ?? '';
    if (!secondNet)
      for (const table of ['consent', 'consent_event'])
        await store.rows(`alter table ${table} disable row level security`);
  });
  afterAll(async () => await store.close());

  const give = async (changes: Given): Promise<void> => {
    const consent = { ...given, ...changes };
    await store.rows('truncate consent, consent_event cascade');
    const [row] = await store.rows<{ id: string }>(
      `insert into consent (id, person_id, controller, recipient, purpose, categories, fields, notice_version, language,
         script, valid_until, binding, created_at)
       values (gen_random_uuid(), ?, ?, ?, ?, array['HEALTH'], '{}', '2026-1', 'cnr', 'Latn', ?, ?, now()) returning id`,
      [ana, consent.controller, consent.recipient, consent.purpose, consent.validUntil, consent.binding],
    );
    for (const state of consent.states)
      await store.rows(
        `insert into consent_event (consent_id, state, at, actor) values (?, ?, now(), 'ana')`,
        [row?.id, state],
      );
  };
  const healthSeen = async (): Promise<unknown> => {
    const projection = store.reading(callerOf(support, 'social-welfare-provision'));
    const view = await projection.view('PERSON', ana);
    expect(view?.known).toBe(true);
    const [record] = view ? projection.records(view, 'case-entry') : [];
    return record ? projection.value(record, 'CaseEntry.health') : null;
  };

  test.each(opens)('that %s opens what it names', async (_what, consent) => {
    await give(consent);
    expect(await healthSeen()).toBe('GOOD');
  });

  test.each(opensNothing)('that %s opens nothing', async (_what, consent) => {
    await give(consent);
    expect(await healthSeen()).toBeNull();
  });
});
