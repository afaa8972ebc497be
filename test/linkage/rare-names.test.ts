import { describe, expect, it } from 'vitest';
import { linkRows, row } from './mentions.ts';

/** Forty people of one family name and one whose name nobody else has, each of them in two files. */
const rows = Array.from({ length: 41 }, (_, place) => {
  const family = place === 40 ? 'Zlatičanin' : 'Đukić';
  return [
    row('a', `Osoba${place}`, family, `19${40 + place}-03-14`),
    row('b', `Osoba${place}`, family, `19${40 + place}-03-14`),
  ];
}).flat();

describe('a name in common', () => {
  it('weighs more the rarer it is', () => {
    const { prepared, scorer } = linkRows(rows);
    const evidenceOf = (place: number) => {
      const [left, right] = [prepared[place], prepared[place + 1]];
      if (left === undefined || right === undefined) throw new Error('no such rows');
      return scorer.explain(left, right).fields.find(({ field }) => field === 'family');
    };
    expect(evidenceOf(80)?.frequency).toBeGreaterThan(1);
    expect(evidenceOf(0)?.frequency).toBeLessThan(0);
  });
});
