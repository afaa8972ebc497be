import { describe, expect, test } from 'vitest';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import type { UnitDraft } from '../../src/domain/record-draft.ts';

const context = { controller: 'berane.municipality', today: '2026-11-21' };
const contract = {
  broj_ugovora: 'SS-2014/799-00001',
  adresa: 'Rudeška 18',
  stan: '5',
  mjesna_zajednica: 'Park',
  povrsina_m2: '35.50',
  broj_soba: '1',
  status_ugovora: 'aktivan',
  datum_useljenja: '2025-07-13',
  zakup_eur: '15.97',
  dug_eur: '0.00',
  napomena: null,
};
const holder = {
  ...contract,
  rb: '1',
  ime: 'Rifat',
  prezime: 'Ličina',
  jmbg: '1110991270055',
  datum_rodjenja: '1991-10-11',
  srodstvo: 'nosilac',
};
const child = {
  ...contract,
  rb: '2',
  ime: 'Igor',
  prezime: 'Ličina',
  jmbg: null,
  datum_rodjenja: '2006-04-11',
  srodstvo: 'dijete',
};

const rowsOf = (...rows: readonly object[]): unknown =>
  rows.map((columns, index) => ({ row: index + 1, columns }));
const translate = (item: unknown) => housingAdapter.translate?.(item, 1, context);

describe('rows of one contract', () => {
  test('become what the file becomes', () => {
    const unit = translate(
      rowsOf(holder, { ...child, izmijenjeno: '2026-01-01', obrisano: 'f' }),
    ) as UnitDraft;
    expect(unit).toMatchObject({
      localId: 'SS-2014/799-00001',
      rows: [1, 2],
      problems: [],
      persons: [
        { localId: '1', birthDate: '1991-10-11' },
        { localId: '2', nationalId: null },
      ],
    });
    expect(unit.records[0]).toMatchObject({
      signatories: ['1'],
      members: ['1', '2'],
      payload: { floorArea: '35.5', rent: '15.97', arrears: '0', movedInOn: '2025-07-13', memberCount: 2 },
    });
  });

  test.each([
    ['one without a number', { ...child, rb: null }],
    ['one whose number another has', { ...child, rb: '1' }],
    ['one whose number is a national id', { ...child, rb: '1104006270070' }],
  ])('are not counted where there is %s: nobody consents for whom it tells of (R5)', (_name, row) => {
    const unit = translate(rowsOf(holder, row)) as UnitDraft;
    expect(unit.records[0]).toMatchObject({
      members: ['1', ' SS-2014/799-00001#unknown'],
      payload: { memberCount: null },
    });
    expect(unit.problems[0]).toMatchObject({ row: 1, column: 'broj_ugovora' });
    expect(unit.problems).toContainEqual(expect.objectContaining({ row: 2, column: 'rb' }));
  });

  test.each([
    ['of several contracts', rowsOf(holder, { ...child, broj_ugovora: 'SS-2014/799-00002' }), 'broj_ugovora'],
    ['without a contract number', rowsOf({ ...holder, broj_ugovora: ' ' }), 'broj_ugovora'],
    ['without a column', rowsOf({ ...holder, dug_eur: undefined }), 'dug_eur'],
    ['with numbers for text', rowsOf({ ...holder, stan: 5 }), 'stan'],
    ['none of which has a number', rowsOf({ ...holder, rb: '' }), 'rb'],
    ['that are none', rowsOf(), '(row)'],
    ['that are one', holder, '(row)'],
    ['that are texts', ['a'], '(row)'],
    ['that are nothing', null, '(row)'],
  ])('are not taken where they are rows %s', (_name, item, column) => {
    expect(translate(item)).toEqual({ row: 1, column, reason: expect.any(String) });
  });
});
