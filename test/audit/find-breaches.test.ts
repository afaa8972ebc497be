import { describe, expect, test } from 'vitest';
import { breachRules } from '../../src/audit/breach-rule.ts';
import { findBreaches } from '../../src/audit/find-breaches.ts';
import { agreements } from '../policy/demo-house.ts';
import { brokenLines } from './broken-lines.ts';
import { theObjection, theProhibition, theWrongLink } from './broken-words.ts';
import {
  ana,
  anasConsent,
  breachesOf,
  consent,
  demoSearch,
  holds,
  lines,
  pageOf,
  rifat,
} from './replay-town.ts';

describe('a line that breaks nothing is no breach', () => {
  test.each(Object.entries(lines))('%s', async (_step, line) => {
    expect(await breachesOf(pageOf([line]))).toEqual([]);
  });

  test.each([
    ['a declared relationship that opened name and address', { declared: true, fields: ['Tenancy.address'] }],
    ['a list that is told of by an address', { declared: true, fields: ['Household.tenancies'] }],
    ['the last instant of a local day', { at: '2026-11-20T22:59:59.999Z' }],
  ])('%s', async (_because, changes) => {
    const changed = agreements.map((each) =>
      each.id === 'berane-municipality-to-centre' ? { ...each, validUntil: '2026-11-21' } : each,
    );
    const line = { ...lines.duty, at: '2026-11-20T12:00:00.000Z', ...changes };
    expect(await breachesOf(pageOf([line]), { ...demoSearch, agreements: changed })).toEqual([]);
  });

  test('a consent that was renewed after its withdrawal, and a prohibition that was lifted', async () => {
    const events = [
      { state: 'ConsentGiven', at: '2026-11-01T08:00:00.000Z' },
      { state: 'ConsentWithdrawn', at: '2026-11-02T08:00:00.000Z' },
      { state: 'RenewedConsentGiven', at: lines.consent.at },
      { state: 'ConsentWithdrawn', at: '2026-11-21T09:30:00.001Z' },
    ];
    const page = pageOf(
      [lines.consent],
      [consent({ events })],
      [
        { ...theProhibition, liftedAt: lines.consent.at },
        { ...theProhibition, person: rifat },
      ],
    );
    expect(await breachesOf(page)).toEqual([]);
  });

  test.each<[string, keyof typeof lines, object]>([
    ['a legal duty, whatever rests', 'duty', { requested: 'RESTRICTION' }],
    ['a consent beside an objection, which is against public tasks', 'consent', {}],
    ['a task after the objection was refused', 'task', { controller: 'berane.centre', until: lines.task.at }],
    [
      'a task before it was asked',
      'task',
      { controller: 'berane.centre', since: '2026-11-21T09:30:00.001Z' },
    ],
    ['a task for another reader', 'task', { controller: 'berane.centre', recipient: 'berane.support' }],
    ['a task of another register', 'task', { controller: 'berane.centre', source: 'community' }],
    ['a task of another kind', 'task', { controller: 'berane.centre', source: 'centre', kind: 'referral' }],
    ["somebody else's objection", 'task', { controller: 'berane.centre', person: rifat }],
  ])('%s', async (_because, line, changes) => {
    const page = pageOf([lines[line]], [consent()], [], [{ ...theObjection, ...changes }]);
    expect(await breachesOf(page)).toEqual([]);
  });

  test('a legal duty, whatever the person has forbidden', async () => {
    const page = pageOf([lines.duty], [], [{ ...theProhibition, recipient: 'berane.centre' }]);
    expect(await breachesOf(page)).toEqual([]);
  });
});

describe('a line that breaks a rule is a breach', () => {
  test.each([
    ['before the link', { since: '2026-11-21T09:30:00.001Z' }],
    ['after the two were taken apart', { until: '2026-11-21T09:30:00.000Z' }],
    ['of another register', { source: 'centre' }],
    ['of another person', { person: rifat }],
  ])("but not where somebody else's record was read %s", async (_when, changes) => {
    const page = pageOf([lines.duty], [consent()], [], [], [{ ...theWrongLink, ...changes }]);
    expect(await breachesOf(page)).toEqual([]);
  });

  test.each(brokenLines.map((each) => [each.because, each] as const))('%s', async (_because, broken) => {
    const line = { ...lines[broken.line], ...broken.changes };
    const changed = agreements.map((each) =>
      each.id === line.agreement?.id ? { ...each, ...broken.agreement } : each,
    );
    const page = pageOf(
      [line],
      [consent(broken.consent)],
      broken.prohibition ? [{ ...theProhibition, ...broken.prohibition }] : [],
      broken.right ? [{ ...theObjection, ...broken.right }] : [],
      broken.misread ? [{ ...theWrongLink, ...broken.misread }] : [],
    );
    const found = await breachesOf(page, { ...demoSearch, agreements: changed });
    expect(found.map((breach) => breach.rule).sort()).toEqual([...broken.breaks].sort());
    for (const breach of found) expect(breach.entries).toEqual([1]);
  });

  test('every rule has a line that breaks it', () => {
    const shown = new Set(brokenLines.flatMap((each) => each.breaks));
    // These two are not about what a line says, and stand below.
    const others = ['LOG_CHANGED', 'MALFORMED_LINE'];
    expect([...shown, ...others].sort()).toEqual(Object.keys(breachRules).sort());
  });

  test('names the field that broke it and not those beside it', async () => {
    const line = {
      ...lines.duty,
      declared: true,
      fields: ['Tenancy.address', 'Tenancy.arrears', 'Tenancy.rent'],
    };
    const [breach] = await breachesOf(pageOf([line]));
    expect(breach?.fields).toEqual(['Tenancy.arrears', 'Tenancy.rent']);
  });

  test('a line that says nothing readable', async () => {
    const [breach, ...rest] = await breachesOf(pageOf([lines.duty, null]));
    expect(rest).toEqual([]);
    expect(breach).toMatchObject({ rule: 'MALFORMED_LINE', actor: null, entries: [2] });
  });

  test('a log that is not as it was sealed comes first, with its own place', async () => {
    const verification = { ok: false as const, position: 7, reason: 'the entry does not carry its hash' };
    const page = pageOf([{ ...lines.duty, named: false }]);
    const found = await findBreaches([page], demoSearch, verification);
    expect(found.map(({ rule, entries, detail }) => ({ rule, entries, detail }))).toEqual([
      { rule: 'LOG_CHANGED', entries: [7], detail: verification.reason },
      { rule: 'UNNAMED_ACTOR', entries: [1], detail: null },
    ]);
  });
});

describe('a breach entry', () => {
  const broken = { ...lines.duty, agreement: { id: 'friends', version: 1 } };
  const later = { ...broken, at: '2026-11-21T10:00:00.000Z', roles: ['head'], fields: ['Tenancy.rooms'] };

  test('gathers the lines of one actor, day and rule, and counts each person once', async () => {
    const found = await breachesOf(
      pageOf([broken, lines.own, later, { ...later, person: rifat, through: rifat }]),
    );
    expect(found).toEqual([
      {
        rule: 'NO_AGREEMENT',
        day: '2026-11-21',
        from: broken.at,
        until: later.at,
        agency: 'berane.centre',
        actor: {
          roles: ['caseworker', 'head'],
          reference: demoSearch.referenceOf('berane.centre', broken.actor),
        },
        purpose: 'ps:SocialWelfareProvision',
        controller: 'berane.municipality',
        agreement: { id: 'friends', version: 1 },
        fields: ['Tenancy.rent', 'Tenancy.rooms'],
        persons: 2,
        entries: [1, 3, 4],
        unsealed: 0,
        detail: null,
      },
    ]);
  });

  test('keeps apart actors, days and agencies', async () => {
    const others = [
      { ...broken, actor: 'Milena' },
      { ...broken, at: '2026-11-21T23:00:00.000Z' },
      { ...broken, agency: 'berane.support' },
    ];
    expect(await breachesOf(pageOf([broken, ...others]))).toHaveLength(4);
  });

  test('says of a line without a place that it is not sealed yet', async () => {
    const page = pageOf([broken, later]);
    const [first, second] = page.lines;
    if (!first || !second) throw new Error('two lines');
    const unsealed = { ...page, lines: [first, { ...second, position: null }] };
    const [breach] = await findBreaches([unsealed], demoSearch, holds);
    expect([breach?.entries, breach?.unsealed]).toEqual([[1], 1]);
  });

  test('holds no name, no person and no consent', async () => {
    const found = await breachesOf(pageOf([broken, { ...lines.consent, consents: [] }]));
    expect(JSON.stringify(found)).not.toMatch(new RegExp(`Nada|Radović|${ana}|${anasConsent}|token-1`));
  });
});
