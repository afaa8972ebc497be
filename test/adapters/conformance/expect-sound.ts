import { expect } from 'vitest';
import type { Problem, UnitDraft } from '../../../src/domain/record-draft.ts';

/** A mark that no sentence of the program holds, put into values to see where they come out. */
export const mark = 'Ω7';

/** Stands for whoever a unit does not tell (R5): what no source's key can be. */
const isPlaceholder = (localId: string): boolean => localId.startsWith(' ');

const expectProblem = ({ column, reason, ...rest }: Problem): void => {
  expect(Object.keys(rest)).toEqual(['row']);
  expect(reason).not.toContain(mark);
  expect(reason).not.toMatch(/\d{5}/);
  expect(column).toMatch(/^(\(row\)|[\p{L}_0-9]+(\[\d+\])?(\.[A-Za-z]+)?)$/u);
};

/** What must hold of whatever a translation answers, whatever it was given. */
export const expectSound = (
  units: readonly UnitDraft[],
  rowProblems: readonly Problem[],
  fieldsByKind: ReadonlyMap<string, ReadonlySet<string>>,
): void => {
  for (const problem of [...rowProblems, ...units.flatMap(({ problems }) => problems)])
    expectProblem(problem);
  for (const unit of units) {
    const known = new Set(unit.persons.map(({ localId }) => localId));
    for (const localId of known) expect(localId).toBe(localId.trim());
    for (const record of unit.records) {
      expect(new Set(Object.keys(record.payload))).toEqual(fieldsByKind.get(record.kind));
      const payload = JSON.stringify(record.payload);
      expect(payload).not.toMatch(/\d{13}/);
      expect(payload).not.toContain('\\u0000');
      for (const localId of [...record.signatories, ...record.members]) {
        // Who is not known is named only where the record is nobody's own.
        if (isPlaceholder(localId)) expect(record.personLocalId).toBeNull();
        else expect(known).toContain(localId);
      }
      if (record.personLocalId !== null) expect(known).toContain(record.personLocalId);
      expect(new Set(record.members).size).toBe(record.members.length);
    }
    const place = JSON.stringify([unit.address, unit.flat, unit.headName, unit.localCommunity]);
    expect(place).not.toMatch(/\d{13}/);
  }
};
