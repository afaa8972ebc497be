import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeConformance } from '../../../../test/adapters/conformance.ts';
import { readThrough } from '../../../../test/adapters/read-through.ts';
import { exampleRegisterAdapter } from '../../adapters/example-register/adapter.ts';

/** Made up, with the faults that the register's files have. Nobody in it exists. */
const sample = readFileSync(new URL('example-register.csv', import.meta.url));
const context = { controller: 'berane.centre', today: '2026-11-21' };

describeConformance(exampleRegisterAdapter, {
  contract: readFileSync(new URL('../../schema/example-register.graphql', import.meta.url), 'utf8'),
  file: sample,
  keys: ['number'],
});

describe('the example register', () => {
  it('says what is in its rows', async () => {
    const { units } = await readThrough(exampleRegisterAdapter, sample, context);
    expect(units.map(({ records }) => records[0]?.payload)).toMatchObject([
      { entryNumber: '1', givenName: 'Ana', birthDate: '1987-05-14', help: 'FOOD', amount: '25' },
      { entryNumber: '2', givenName: 'Снежана', help: 'FUEL', since: '2026-10-15', amount: null },
      { entryNumber: '3', help: null, since: null, amount: null },
      { entryNumber: '4', birthDate: null, help: 'OTHER' },
    ]);
  });

  it('sets aside what cannot be read, and says where', async () => {
    const { units, rowProblems } = await readThrough(exampleRegisterAdapter, sample, context);
    const places = units.flatMap(({ problems }) => problems.map(({ row, column }) => `${row} ${column}`));
    expect(places).toEqual(['4 help', '4 since', '4 amount', '5 birth_date']);
    expect(rowProblems.map(({ row, column }) => `${row} ${column}`)).toEqual(['6 number', '7 (row)']);
  });
});
