// R2, step 3, and R13: what a person is told that could be shown to whom is what a request would be given, less what is missing.
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { possibleReadings } from '../../src/policy/possible-readings.ts';
import { agreements, graph, registry } from './demo-house.ts';

const held = new Set(['Tenancy.rooms', 'Tenancy.memberCount', 'Tenancy.arrears']);

const shownTo = (some: readonly Agreement[], id: string): readonly string[] | undefined =>
  possibleReadings({ controller: 'berane.municipality', municipality: 'berane' }, held, {
    agreements: some,
    agencies: registry.agencies,
    catalogue: graph.catalogue,
    sources: [...registry.sources.values()],
  }).find(({ agreement }) => agreement.id === id)?.fields;

const service = 'berane-municipality-to-centre';
/** With a prohibition in the agreement about another purpose, or in one about the same. */
const forbidding = (id: string): readonly Agreement[] =>
  agreements.map((each) => (each.id === id ? { ...each, prohibits: ['Tenancy.memberCount'] } : each));

describe('what could be shown to whom', () => {
  test('is what the agreement grants of what is held', () => {
    expect(shownTo(agreements, service)).toEqual(['Tenancy.arrears', 'Tenancy.memberCount', 'Tenancy.rooms']);
  });

  test('is less what an agreement between the two forbids for this purpose', () => {
    expect(shownTo(forbidding(service), service)).toEqual(['Tenancy.arrears', 'Tenancy.rooms']);
  });

  test('is not less by what is forbidden for another purpose', () => {
    expect(shownTo(forbidding('berane-municipality-to-centre-emergency'), service)).toEqual(
      shownTo(agreements, service),
    );
  });

  test('is nothing of another municipality, and of nobody else’s register', () => {
    const asked = { agreements, agencies: registry.agencies, catalogue: graph.catalogue };
    const sources = [...registry.sources.values()];
    for (const record of [
      { controller: 'berane.municipality', municipality: 'petnjica' },
      { controller: 'nobody', municipality: 'berane' },
    ])
      expect(possibleReadings(record, held, { ...asked, sources })).toEqual([]);
  });
});
