import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { readThrough } from './read-through.ts';

const town = resolve(import.meta.dirname, '../../../shared/samples/town');
const context = { controller: 'berane.centre', today: '2026-11-21' };

/** Counted by hand on the town's files: what each becomes. */
const expected = [
  {
    adapter: housingAdapter,
    file: 'housing.csv',
    rows: 610,
    units: 171,
    kinds: { tenancy: 171, 'tenant-entry': 610 },
  },
  {
    adapter: centreAdapter,
    file: 'centre.ndjson',
    rows: 217,
    units: 217,
    kinds: { 'care-case': 217, 'case-entry': 766, right: 206, 'aid-plan': 106 },
  },
  { adapter: communityAdapter, file: 'community.json', rows: 114, units: 114, kinds: { observation: 114 } },
] as const;

describe.skipIf(!existsSync(town))(
  `a town's registers, as they are (skipped where ${town} is not there)`,
  () => {
    it.each(expected)(
      '$file: every row is read and no value is set aside',
      async ({ adapter, file, rows, units, kinds }) => {
        const reading = await readThrough(adapter, readFileSync(resolve(town, file)), context);
        expect(reading.rowsRead).toBe(rows);
        expect(reading.rowProblems).toEqual([]);
        expect(reading.units).toHaveLength(units);
        expect(reading.units.reduce((sum, unit) => sum + unit.rows.length, 0)).toBe(rows);
        const counts: Record<string, number> = {};
        for (const { kind } of reading.units.flatMap(({ records }) => records))
          counts[kind] = (counts[kind] ?? 0) + 1;
        expect(counts).toEqual(kinds);
        expect(reading.units.flatMap(({ problems }) => problems)).toEqual([]);
      },
    );
  },
);
