import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../src/domain/adapter.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { exampleRegisterAdapter as good } from '../../templates/adapter/adapters/example-register/adapter.ts';
import { conformanceChecks } from './conformance/conformance-checks.ts';
import { isUnit, tryAdapter } from './conformance/try-adapter.ts';

const template = (...names: readonly string[]): Buffer =>
  readFileSync(projectFile('templates', 'adapter', ...names));
const sample = {
  contract: template('schema', 'example-register.graphql').toString(),
  file: template('test', 'adapters', 'example-register.csv'),
  keys: ['number'],
};

type Row = Readonly<Record<string, string>>;

const withTranslate = (translate: Adapter['translate']): Adapter => ({ ...good, translate });
/** The template's translation, with its drafts changed on the way. */
const changing = (change: (unit: UnitDraft, item: Row) => UnitDraft | Problem): Adapter =>
  withTranslate((item, row, context) => {
    const translated = good.translate(item, row, context);
    return isUnit(translated) ? change(translated, item as Row) : translated;
  });
const withMore = (unit: UnitDraft): UnitDraft => ({
  ...unit,
  records: unit.records.map((record) => ({ ...record, payload: { ...record.payload, more: 1 } })),
});

let remembered: UnitDraft | null = null;
let counted = 0;

/** An adapter that breaks a promise, and the beginning of that promise. */
const broken: readonly (readonly [what: string, adapter: Adapter, promise: string])[] = [
  [
    'reads none of its own rows',
    withTranslate((_, row) => ({ row, column: '(row)', reason: 'No.' })),
    'its sample',
  ],
  ['hands on what its contract has not', changing(withMore), 'its sample'],
  [
    'is live and asks for nothing that names its units',
    { ...good, delivery: 'LIVE', live: { keyColumns: [] } },
    'live',
  ],
  ['counts the rows', changing((unit) => ({ ...unit, flat: String(unit.rows[0]) })), 'order'],
  [
    'numbers its drafts',
    changing((unit) => {
      counted += 1;
      return { ...unit, flat: String(counted) };
    }),
    'replays',
  ],
  [
    'reads the clock',
    changing((unit) => ({ ...unit, recordedAt: new Date().toISOString().slice(0, 4) })),
    'purity',
  ],
  ['draws', changing((unit) => ({ ...unit, flat: Math.random() > 2 ? 'x' : null })), 'purity'],
  [
    'changes what it is given',
    changing((unit, item) => {
      Object.assign(item, { help: '' });
      return unit;
    }),
    'purity',
  ],
  [
    'needs a value that it is not given',
    changing((unit, item) => (item['help'] === '' ? { row: 1, column: 'help', reason: 'No.' } : unit)),
    'the mask',
  ],
  [
    'repeats a value in a reason',
    changing((unit, item) => ({
      ...unit,
      problems: [{ row: 1, column: 'help', reason: `No ${String(item['help'])}` }],
    })),
    'a malformed value',
  ],
  [
    'breaks over a value',
    changing((unit, item) => ({ ...unit, headName: item['since']?.trim() ?? null })),
    'a malformed value',
  ],
  [
    'breaks over what is no row',
    withTranslate((item, row, context) =>
      good.translate({ ...(item as Row), number: (item as Row)['number'] }, row, context),
    ),
    'anything',
  ],
  [
    'runs over a text again and again',
    changing((unit, item) => ({ ...unit, flat: /^(?:\d+\.?)*$/.test(item['help'] ?? '') ? 'x' : null })),
    'a deadline',
  ],
  [
    'keeps somebody for the next row',
    changing((unit) => {
      const before = remembered?.persons.slice(0, 1) ?? [];
      remembered = unit;
      return { ...unit, persons: [...unit.persons, ...before] };
    }),
    'a foreign person',
  ],
  [
    'hands on whatever it finds',
    changing((unit, item) => ({ ...unit, headName: Object.values(item).join(' ').slice(0, 500) })),
    'a field that nobody declared',
  ],
  [
    'leaves the national id in the open',
    changing((unit, item) => ({ ...unit, address: item['national_id'] ?? null })),
    'a national id',
  ],
  [
    'names a field that is not there',
    { ...good, columns: { help: 'ExampleRegisterEntry.nothing' } },
    'each column',
  ],
  [
    'names a column that is not there',
    { ...good, columns: { nothing: 'ExampleRegisterEntry.help' } },
    'each column',
  ],
  ['seals and does not say what', { ...good, seals: true }, 'what a matter'],
];

describe('an adapter that breaks a promise does not pass', () => {
  it.each(broken)('one that %s', async (_what, adapter, promise) => {
    [remembered, counted] = [null, 0];
    const checks = Object.entries(conformanceChecks).filter(([name]) => name.startsWith(promise));
    expect(checks).toHaveLength(1);
    const tried = await tryAdapter(adapter, sample);
    await expect((async () => await checks[0]?.[1](tried))()).rejects.toThrow();
  });

  it('and each promise is broken by one of them', () => {
    const names = Object.keys(conformanceChecks);
    expect(names.filter((name) => !broken.some(([, , promise]) => name.startsWith(promise)))).toEqual([]);
  });
});
