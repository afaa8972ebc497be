import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { columns } from '../../adapters/housing/register-row.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { readThrough } from './read-through.ts';

const context = { controller: 'berane.municipality', today: '2026-11-21' };

type Changes = Readonly<Record<string, string>>;

interface BadInput {
  readonly when: string;
  readonly holder?: Changes;
  readonly child?: Changes;
  readonly encoding?: string;
  readonly childLine?: string;
  readonly tenancy?: Readonly<Record<string, unknown>>;
  readonly entry?: Readonly<Record<string, unknown>>;
  readonly problems?: readonly string[];
  readonly rowProblems?: readonly string[];
}

const cases = parse(readFileSync(new URL('housing-bad-input.yaml', import.meta.url), 'utf8')) as BadInput[];

const contract = {
  broj_ugovora: 'SS-2014/799-00001',
  adresa: 'Rudeška 18',
  stan: '5',
  mjesna_zajednica: 'Park',
  povrsina_m2: '35,5',
  broj_soba: '1',
  status_ugovora: 'aktivan',
  datum_useljenja: '13.07.2025.',
  zakup_eur: '15,97',
  dug_eur: '598,52',
  napomena: '',
};
const holderRow: Changes = {
  ...contract,
  rb: '1',
  ime: 'Rifat',
  prezime: 'Ličina',
  jmbg: '1110991270055',
  datum_rodjenja: '11.10.1991.',
  srodstvo: 'nosilac',
};
const childRow: Changes = {
  ...contract,
  rb: '2',
  ime: 'Igor',
  prezime: 'Ličina',
  jmbg: '1104006270070',
  datum_rodjenja: '11.04.2006.',
  srodstvo: 'dijete',
};

const lineOf = (row: Changes): string =>
  columns
    .map((column) => row[column] ?? '')
    .map((cell) => (cell.includes(';') ? `"${cell}"` : cell))
    .join(';');

const header = columns.join(';');

const windows1250 = (...lines: readonly string[]): Uint8Array =>
  iconv.encode(lines.map((line) => `${line}\r\n`).join(''), 'win1250');

const fileOf = ({ holder, child, encoding = 'win1250', childLine }: BadInput): Uint8Array =>
  Buffer.concat([
    windows1250(header, lineOf({ ...holderRow, ...holder })),
    iconv.encode(`${childLine ?? lineOf({ ...childRow, ...child })}\r\n`, encoding),
  ]);

const places = (problems: readonly Problem[]): string[] =>
  problems.map(({ row, column }) => `${row} ${column}`);

const payloadOf = (unit: UnitDraft | undefined, kind: string, localId?: string): unknown =>
  unit?.records.find(
    (record) => record.kind === kind && (localId === undefined || record.localId === localId),
  )?.payload;

describe('a bad value costs the value, a bad row costs the row', () => {
  it.each(cases)('when $when', async (bad) => {
    const { rowsRead, units, rowProblems } = await readThrough(housingAdapter, fileOf(bad), context);
    expect(rowsRead).toBe(2);
    expect(units).toHaveLength(1);
    expect(places(rowProblems)).toEqual(bad.rowProblems ?? []);
    expect(places(units[0]?.problems ?? [])).toEqual(bad.problems ?? []);
    if (bad.tenancy) expect(payloadOf(units[0], 'tenancy')).toMatchObject(bad.tenancy);
    if (bad.entry) expect(payloadOf(units[0], 'tenant-entry', '2')).toMatchObject(bad.entry);
    const told = JSON.stringify([...rowProblems, ...(units[0]?.problems ?? [])].map(({ reason }) => reason));
    for (const value of Object.values({ ...bad.holder, ...bad.child })) {
      if (value.trim().length > 2) expect(told).not.toContain(value);
    }
  });
});

describe('a file that is not the register is not read', () => {
  it.each([
    ['an empty file', new Uint8Array()],
    ['no header', windows1250(lineOf(holderRow))],
    ['other columns', windows1250(header.replace('jmbg', 'telefon'), lineOf(holderRow))],
    ['commas for semicolons', windows1250(header.replaceAll(';', ','), lineOf(holderRow))],
    [
      'UTF-8 with its mark',
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), windows1250(header, lineOf(holderRow))]),
    ],
    ['UTF-16', Buffer.from(`${header}\r\n`, 'utf16le')],
  ])('%s', async (_name, content) => {
    const reading = await readThrough(housingAdapter, content, context);
    expect(reading).toMatchObject({ rowsRead: 0, units: [], rowProblems: [], refused: 'COLUMNS' });
  });
});

describe('rows and lines', () => {
  const other = { ...holderRow, broj_ugovora: 'SS-2', rb: '9' };

  it('rows of one contract need not stand together', async () => {
    const content = windows1250(header, lineOf(holderRow), lineOf(other), lineOf(childRow));
    const { units } = await readThrough(housingAdapter, content, context);
    expect(units.map(({ localId, rows }) => [localId, rows])).toEqual([
      [contract.broj_ugovora, [2, 4]],
      ['SS-2', [3]],
    ]);
    expect(units[0]?.persons[1]?.nationalId).toEqual({ value: '1104006270070', row: 4, column: 'jmbg' });
  });

  it('a quoted cell may run over lines, and later rows keep the line they begin at', async () => {
    const quoted = lineOf({ ...holderRow, napomena: 'vlaga; plijesan\nu kupatilu' });
    const bad = lineOf({ ...childRow, datum_rodjenja: 'ne zna se' });
    const { units, rowProblems } = await readThrough(
      housingAdapter,
      windows1250(header, quoted, bad),
      context,
    );
    expect(rowProblems).toEqual([]);
    expect(payloadOf(units[0], 'tenancy')).toMatchObject({ condition: 'vlaga; plijesan\nu kupatilu' });
    expect(places(units[0]?.problems ?? [])).toEqual(['4 datum_rodjenja']);
  });

  it('a quote that is not closed costs its own row and not the next', async () => {
    const open = lineOf(holderRow).replace(/$/, '"vlaga');
    const closed = lineOf({ ...other, napomena: 'x;y' }).replace('"x;y"', '"vlaga"');
    const { units, rowProblems } = await readThrough(
      housingAdapter,
      windows1250(header, open, closed),
      context,
    );
    expect(places(rowProblems)).toEqual(['2 (row)']);
    expect(units.map(({ localId }) => localId)).toEqual(['SS-2']);
  });

  it('a quote that is not closed does not end at an inch mark of the next row', async () => {
    const open = lineOf(holderRow).replace(/$/, '"vlaga');
    const inches = lineOf({ ...other, napomena: 'cijev 2"' });
    const { units, rowProblems } = await readThrough(
      housingAdapter,
      windows1250(header, open, inches),
      context,
    );
    expect(places(rowProblems)).toEqual(['2 (row)']);
    expect(units.map(({ localId }) => localId)).toEqual(['SS-2']);
  });

  it('a quote that is not closed takes in no later line that has quotes of its own', async () => {
    const open = lineOf(holderRow).replace(/$/, '"vlaga');
    const content = windows1250(header, open, 'ostatak "reda" ovdje', lineOf(other));
    const { units, rowProblems } = await readThrough(housingAdapter, content, context);
    expect(places(rowProblems)).toEqual(['2 (row)', '3 (row)']);
    expect(units.map(({ localId }) => localId)).toEqual(['SS-2']);
  });

  it('an inch mark in an address is no quote', async () => {
    const { units } = await readThrough(
      housingAdapter,
      windows1250(header, lineOf({ ...holderRow, adresa: 'Cijev 2" bb' })),
      context,
    );
    expect(units[0]?.address).toBe('Cijev 2" bb');
  });
});

describe('whom a contract is about', () => {
  it('several tenants may have signed', async () => {
    const content = windows1250(header, lineOf(holderRow), lineOf({ ...childRow, srodstvo: 'nosilac' }));
    const { units } = await readThrough(housingAdapter, content, context);
    expect(units[0]?.records[0]).toMatchObject({
      signatories: ['1', '2'],
      members: ['1', '2'],
      personLocalId: null,
    });
  });

  const unknown = ` ${contract.broj_ugovora}#unknown`;
  const tenancyOf = async (content: Uint8Array): Promise<object | undefined> =>
    (await readThrough(housingAdapter, content, context)).units[0]?.records.find(
      ({ kind }) => kind === 'tenancy',
    );

  it('a contract whose rows could all be read is about its tenants and nobody else', async () => {
    const content = windows1250(header, lineOf(holderRow), lineOf(childRow));
    expect(await tenancyOf(content)).toMatchObject({ signatories: ['1'], members: ['1', '2'] });
  });

  // R5: else the consent of those whose rows were read would open what is also another's.
  it.each<[string, Omit<BadInput, 'when'>]>([
    ['was cut off', { childLine: '2;SS-2014/799-00001;Igor;Lič' }],
    ['is in another encoding', { encoding: 'utf-8' }],
    ['has no number of its own', { child: { rb: '' } }],
    ['has the number of another', { child: { rb: '1' } }],
  ])('a contract of which a row %s is about somebody unknown too', async (_what, bad) => {
    const content = fileOf({ when: '', ...bad });
    expect(await tenancyOf(content)).toMatchObject({ signatories: ['1', unknown], members: ['1', unknown] });
    const { units } = await readThrough(housingAdapter, content, context);
    expect(units[0]?.persons.map(({ localId }) => localId)).toEqual(['1']);
    expect(units[0]?.records[1]).toMatchObject({ signatories: ['1'], members: ['1'] });
  });

  it.each(['nosilaz', ''])(
    'a tenant whose kinship is written "%s" may be one who signed, so somebody unknown did',
    async (srodstvo) => {
      const content = windows1250(header, lineOf(holderRow), lineOf({ ...childRow, srodstvo }));
      expect(await tenancyOf(content)).toMatchObject({ signatories: ['1', unknown], members: ['1', '2'] });
    },
  );

  it.each([
    [
      'aktivan',
      { agency: 'berane.municipality', kind: 'CURRENT_RECORD', from: '2025-07-13', closedOn: null },
    ],
    ['istekao', null],
    ['raskinut', null],
    ['nepoznat', null],
  ])('a contract that is %s', async (status, relationshipWith) => {
    const { units } = await readThrough(
      housingAdapter,
      windows1250(header, lineOf({ ...holderRow, status_ugovora: status })),
      context,
    );
    expect(units[0]?.records[1]).toMatchObject({
      kind: 'tenant-entry',
      personLocalId: '1',
      relationshipWith,
    });
  });
});
