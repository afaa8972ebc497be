import { expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { AgencyCaller, Caller } from '../../src/domain/caller.ts';
import type { Standing } from '../../src/graph/operation-request.ts';
import { createStandings } from '../../src/graph/standings.ts';
import { agreements, callerOf, graph, registry } from '../policy/demo-house.ts';

interface Now {
  readonly version: string;
  readonly agreements: readonly Agreement[];
  readonly today: string;
}

const first: Now = { version: '1', agreements, today: '2026-11-21' };
// Everything that may differ between two askings, one after the other: nothing of it may be forgotten.
const times: readonly Now[] = [
  first,
  { ...first, version: '2', agreements: agreements.filter(({ id }) => id.startsWith('centre')) },
  { ...first, today: '2025-12-31' },
];

const callers: readonly AgencyCaller[] = [...registry.agencies.values()].flatMap((agency) =>
  [...agency.registrations.values()].flatMap(({ purpose }) =>
    [[], ['triage'], ['dpo']].flatMap((roles) =>
      [true, false].map((named) => callerOf(agency.id, purpose, { roles, named })),
    ),
  ),
);

const standingsAt = (now: () => Now): ((caller: Caller) => Standing | null) =>
  createStandings({
    registry,
    catalogue: graph.catalogue,
    policy: now,
    today: () => now().today,
    kept: 10_000,
  });

test('what is remembered of what a caller may do is what would be found anew, whoever asked before', () => {
  let now = first;
  const remembering = standingsAt(() => now);
  for (const time of [...times, ...times]) {
    now = time;
    for (const caller of callers) {
      const anew = standingsAt(() => time)(caller);
      expect(anew).not.toBeNull();
      expect(remembering(caller)).toEqual(anew);
    }
  }
});

test('and what is not registered is nothing, however often it is asked for', () => {
  const standings = standingsAt(() => first);
  const [known] = callers;
  if (!known) throw new Error('the demo has no agency');
  for (const _time of [1, 2]) {
    expect(standings(known)).not.toBeNull();
    expect(standings({ ...known, agency: 'nobody' })).toBeNull();
    expect(standings({ ...known, purpose: 'ps:NoPurpose' })).toBeNull();
  }
});
