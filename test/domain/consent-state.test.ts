import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stateOfConsent } from '../../src/domain/consent-record.ts';
import {
  type ConsentState,
  consentStates,
  mayFollow,
  permitsProcessing,
  stateOn,
} from '../../src/domain/consent-state.ts';
import { projectFile } from '../../src/server/configuration.ts';

const permits = ['ConsentGiven', 'RenewedConsentGiven'];
const file = projectFile('..', 'shared', 'data', 'dpv', 'dpv_consent_status.csv');

describe('the states of a consent', () => {
  test.each([...consentStates, 'ConsentPresumed', '', 'consentgiven'])(
    '%s permits only where it is one of the two that do',
    (state) => {
      expect(permitsProcessing(state)).toBe(permits.includes(state));
    },
  );

  test.runIf(existsSync(file))("are the Data Privacy Vocabulary's ten, and valid as it says", () => {
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split('","').map((cell) => cell.replaceAll('"', '')));
    const statuses = rows.filter(([term]) => term?.startsWith('Consent') || term?.startsWith('Renewed'));
    const concrete = statuses.filter(([term]) => !term?.startsWith('ConsentStatus'));
    expect(concrete.map(([term]) => term).sort()).toEqual([...consentStates].sort());
    for (const row of concrete)
      expect(row.some((cell) => cell.endsWith('#ConsentStatusValidForProcessing'))).toBe(
        permitsProcessing(row[0] ?? ''),
      );
  });

  test('that have ended stay ended: nothing follows on them', () => {
    const ended: readonly ConsentState[] = [
      'ConsentRefused',
      'ConsentWithdrawn',
      'ConsentRevoked',
      'ConsentExpired',
      'ConsentInvalidated',
      'ConsentUnknown',
    ];
    for (const last of ended) expect(consentStates.filter((next) => mayFollow(last, next))).toEqual([]);
    // And from each that has not ended, a withdrawal leads out (R7).
    for (const last of consentStates.filter((each) => !ended.includes(each)))
      expect(mayFollow(last, 'ConsentWithdrawn')).toBe(true);
  });

  test.each<[ConsentState, string, ConsentState]>([
    ['ConsentGiven', '2026-11-22', 'ConsentGiven'],
    ['ConsentGiven', '2026-11-21', 'ConsentExpired'],
    ['RenewedConsentGiven', '2026-11-21', 'ConsentExpired'],
    ['ConsentRequested', '2026-11-21', 'ConsentExpired'],
    ['ConsentRequested', '2026-11-22', 'ConsentRequested'],
    ['ConsentWithdrawn', '2026-11-21', 'ConsentWithdrawn'],
    ['ConsentRefused', '2026-11-21', 'ConsentRefused'],
  ])('%s with the end %s is %s on 21 November', (last, until, state) => {
    expect(stateOn(last, until, '2026-11-21')).toBe(state);
  });

  test('of one that could not be given is that it is not valid, and of one without events that nothing is known', () => {
    const at = new Date('2026-11-20T10:00:00Z');
    const given = { state: 'ConsentGiven', at, agency: null, actor: 'ana', guardian: null } as const;
    const record = { events: [given], validUntil: '2027-11-20', binding: false };
    expect(stateOfConsent(record, '2026-11-21')).toBe('ConsentInvalidated');
    expect(stateOfConsent({ ...record, binding: true }, '2026-11-21')).toBe('ConsentGiven');
    expect(stateOfConsent({ ...record, events: [] }, '2026-11-21')).toBe('ConsentUnknown');
  });
});
