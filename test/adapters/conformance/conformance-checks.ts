import fc from 'fast-check';
import { expect, vi } from 'vitest';
import type { GatheredRow } from '../../../src/domain/adapter.ts';
import type { Problem, UnitDraft } from '../../../src/domain/record-draft.ts';
import { propertySeed } from '../../identity/property-seed.ts';
import { readThrough } from '../read-through.ts';
import { contractFields } from './contract-kinds.ts';
import { anyValue, exchanged, frozen, noItems, tiresome } from './exchanged-values.ts';
import { expectSound, mark } from './expect-sound.ts';
import { context, isUnit, type TriedAdapter } from './try-adapter.ts';

/** A draft without where it stood, whose lists of people and records are in no order: what a file says whatever its order. */
const said = (unit: UnitDraft): string => {
  const { rows: _rows, problems, persons, records, ...rest } = unit;
  const sorted = (all: readonly unknown[]): readonly string[] =>
    all.map((each) => JSON.stringify(each)).sort();
  return JSON.stringify({
    ...rest,
    problems: sorted(problems.map(({ column, reason }) => ({ column, reason }))),
    persons: sorted(
      persons.map(({ nationalId, ...person }) => ({ ...person, nationalId: nationalId?.value ?? null })),
    ),
    records: sorted(
      records.map((record) => ({
        ...record,
        signatories: [...record.signatories].sort(),
        members: [...record.members].sort(),
      })),
    ),
  });
};

const expectOne = (translated: UnitDraft | Problem, { fieldsByKind }: TriedAdapter): void => {
  if (isUnit(translated)) expectSound([translated], [], fieldsByKind);
  else expectSound([], [translated], fieldsByKind);
};

/** An item with fields more than its register has. */
const withMore = (item: unknown): unknown => {
  const more = JSON.parse(
    `{"undeclared":"${mark}","__proto__":{"given":"${mark}"},"constructor":"${mark}"}`,
  ) as object;
  const added = (object: object): object =>
    Object.fromEntries([...Object.entries(object), ...Object.entries(more)]);
  return Array.isArray(item)
    ? (item as GatheredRow[]).map((row) => ({ ...row, columns: added(row.columns) }))
    : added(item as object);
};

/** What every adapter promises (`src/domain/adapter.ts`), each promise with what holds an adapter to it. */
export const conformanceChecks: Readonly<Record<string, (tried: TriedAdapter) => void | Promise<void>>> = {
  'its sample has two units at least, and each is sound': async ({ adapter, sample, fieldsByKind }) => {
    const { units, rowProblems, refused } = await readThrough(adapter, sample.file, context);
    expect(refused).toBeNull();
    expect(new Set(units.map(({ localId }) => localId)).size).toBeGreaterThan(1);
    expect(units.some(({ records }) => records.length > 0)).toBe(true);
    expectSound(units, rowProblems, fieldsByKind);
  },

  'order: what stands where in a file makes no difference': async ({ rows, items, gather, unitsOf }) => {
    const expected = unitsOf(items).map(said).sort();
    const shuffled = fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length });
    const check = fc.asyncProperty(shuffled, async (all) => {
      const moved = all.map((each, index) => ({ ...each, row: index + 1 }));
      expect(
        unitsOf(await gather(moved))
          .map(said)
          .sort(),
      ).toEqual(expected);
    });
    await fc.assert(check, { numRuns: 10, seed: propertySeed });
  },

  'replays: the same file again is the same drafts': async ({ adapter, sample }) => {
    const first = await readThrough(adapter, sample.file, context);
    expect(await readThrough(adapter, sample.file, context)).toEqual(first);
  },

  'purity: nothing is changed that it is given, and nothing asked but that': ({
    adapter,
    items,
    translate,
  }) => {
    const given = structuredClone(items);
    const answers = items.map(({ item, row }) => translate(item, row));
    vi.useFakeTimers({ now: new Date('2041-01-01T00:00:00Z') });
    vi.stubGlobal('fetch', () => expect.fail('a translation asks nobody'));
    vi.spyOn(Math, 'random').mockImplementation(() => expect.fail('a translation does not draw'));
    try {
      // Backwards, so that nothing is remembered from one to the next.
      const again = frozen(given)
        .toReversed()
        .map(({ item, row }) => adapter.translate(item, row, Object.freeze({ ...context })));
      expect(again.toReversed()).toEqual(answers);
    } finally {
      vi.useRealTimers();
      vi.restoreAllMocks();
      vi.unstubAllGlobals();
    }
  },

  'the mask: a value that is withheld costs itself, and only keys cost the item': (tried) => {
    const costly = new Set<string>();
    for (const { item, row } of tried.items) {
      for (const path of tried.valuesOf(item)) {
        const translated = tried.translate(exchanged(item, path, tried.blank), row);
        expectOne(translated, tried);
        if (!isUnit(translated)) costly.add(tried.nameOf(path));
      }
    }
    expect([...costly].filter((name) => !tried.sample.keys.includes(name))).toEqual([]);
  },

  'live: the columns that are always asked for say which unit an item is, and whom it names': (tried) => {
    const { live } = tried.adapter;
    if (!live) return;
    const keys = new Set(live.keyColumns.map((column) => column.replaceAll('[]', '')));
    const named = (translated: UnitDraft | Problem): unknown =>
      isUnit(translated) && {
        unit: translated.localId,
        persons: translated.persons.map(({ localId, nationalId }) => [localId, nationalId?.value ?? null]),
      };
    for (const { item, row } of tried.items) {
      const bare = tried
        .valuesOf(item)
        .filter((path) => !keys.has(tried.nameOf(path)))
        .reduce((left, path) => exchanged(left, path, tried.blank), item);
      expect(named(tried.translate(bare, row))).toEqual(named(tried.translate(item, row)));
    }
  },

  'a malformed value costs no more than its item, and no word of it is repeated': (tried) => {
    const places = tried.items.flatMap(({ item }) => tried.valuesOf(item).map((path) => ({ item, path })));
    const check = fc.property(fc.constantFrom(...places), anyValue, ({ item, path }, value) =>
      expectOne(tried.translate(exchanged(item, path, value), 3), tried),
    );
    fc.assert(check, { numRuns: 300, seed: propertySeed });
  },

  'anything at all is answered with a draft or a problem': (tried) => {
    for (const item of noItems) expectOne(tried.translate(item, 3), tried);
    const anything = fc.oneof(anyValue, fc.array(anyValue), fc.dictionary(fc.string(), anyValue));
    const check = fc.property(anything, (item) => expectOne(tried.translate(item, 3), tried));
    fc.assert(check, { numRuns: 200, seed: propertySeed });
  },

  'a deadline: long values are read in time': ({ items: [first], valuesOf, translate }) => {
    for (const text of tiresome) {
      for (const path of valuesOf(first?.item)) {
        const began = process.cpuUsage();
        translate(exchanged(first?.item, path, text), 3);
        const { user, system } = process.cpuUsage(began);
        expect((user + system) / 1000, `milliseconds for ${text.length} signs`).toBeLessThan(100);
      }
    }
  },

  'a foreign person: what one item says of somebody comes out in that item alone': ({
    items,
    translate,
    valuesOf,
  }) => {
    const [first, ...others] = items;
    const alone = others.map(({ item, row }) => translate(item, row));
    const changed = valuesOf(first?.item, 'NO_KEYS').reduce<unknown>(
      (item, path) => exchanged(item, path, `${mark}${path.join('.')}`),
      first?.item,
    );
    expect(isUnit(translate(changed, 1))).toBe(true);
    const after = others.map(({ item, row }) => translate(item, row));
    expect(after).toEqual(alone);
    expect(JSON.stringify(after)).not.toContain(mark);
  },

  'a field that nobody declared comes out nowhere': ({ items, translate }) => {
    for (const { item, row } of items) {
      const translated = translate(withMore(item), row);
      expect(translated).toEqual(translate(item, row));
      expect(JSON.stringify(translated)).not.toContain(mark);
    }
  },

  'a national id is handed over apart, and comes out nowhere else': ({ items, unitsOf }) => {
    for (const unit of unitsOf(items)) {
      const persons = unit.persons.map(({ nationalId: _, ...person }) => person);
      const text = JSON.stringify({ ...unit, persons });
      for (const { nationalId } of unit.persons) if (nationalId) expect(text).not.toContain(nationalId.value);
    }
  },

  'each column that it names is read into a field of its contract': ({ adapter, sample }) => {
    const fields = contractFields(sample.contract);
    expect(Object.values(adapter.columns).filter((field) => !fields.has(field))).toEqual([]);
    const shape = adapter.connection.FILE_DROP;
    if (shape && 'columns' in shape)
      expect(Object.keys(adapter.columns).filter((column) => !shape.columns.includes(column))).toEqual([]);
  },

  'what a matter could seal is told to be so, where it seals at all': ({ adapter }) => {
    if (adapter.seals) expect(adapter.mayBeSealed?.(null)).toBe(true);
    else expect(adapter.mayBeSealed).toBeUndefined();
  },
};
