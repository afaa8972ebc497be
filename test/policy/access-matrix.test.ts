import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { purposes } from '../../src/domain/purpose.ts';
import { accessMatrix, printAccessMatrix, rolesNamed } from '../../src/policy/access-matrix.ts';
import { isClosed } from '../../src/policy/covers.ts';
import { agreements, callerOf, graph, registry, rulesetOf, today } from './demo-house.ts';

const input = {
  agencies: [...registry.agencies.values()],
  sources: [...registry.sources.values()],
  agreements,
  catalogue: graph.catalogue,
  today,
};
const matrix = accessMatrix(input);
const printed = printAccessMatrix(matrix);
const golden = fileURLToPath(new URL('access-matrix.golden.txt', import.meta.url));

describe('the matrix of access', () => {
  // A changed line is a changed right: read it, then accept it with `npm test -- test/policy/access-matrix.test.ts -u`.
  test('is the one that was reviewed', async () => {
    await expect(printed).toMatchFileSnapshot(golden);
  });

  test('has every field of the graph that is governed or derived, and no other', () => {
    const shown = new Set([...printed.matchAll(/^ {2}([A-Z]\w*\.\w+) /gm)].map((match) => match[1]));
    const { governed, derived } = graph.catalogue;
    expect([...shown].sort()).toEqual([...governed.keys(), ...derived.keys()].sort());
  });

  test('has every agency, purpose and role', () => {
    const registered = input.agencies.flatMap((agency) =>
      [...agency.registrations.keys()].flatMap((purpose) =>
        rolesNamed(input).map((role) => `${agency.id} ${purpose} ${role}`),
      ),
    );
    const shown = matrix.flatMap((block) =>
      block.roles.map((role) => `${block.agency} ${block.registration.purpose} ${role}`),
    );
    expect(rolesNamed(input)).toEqual(['none', 'on-call', 'triage']);
    expect(shown.sort()).toEqual(registered.sort());
  });

  test('names the controllers of each field that is not refused, and a reason for each that is', () => {
    for (const line of matrix.flatMap((block) => block.lines)) {
      expect(line.ways.length > 0, line.coordinate).toBe(line.state !== 'refused');
      expect(line.reason !== null, line.coordinate).toBe(line.state === 'refused');
    }
  });

  test("gives a register's own keys to its controller alone", () => {
    const keys = [...graph.catalogue.governed.values()].filter((field) => field.naturalKey);
    expect(keys.length).toBeGreaterThanOrEqual(4);
    for (const block of matrix) {
      for (const { coordinate, ways } of block.lines) {
        if (!keys.some((key) => key.coordinate === coordinate)) continue;
        for (const way of ways) expect(way).toBe(`${block.agency} by own`);
      }
    }
  });

  test('opens observations to the triage of the Centre alone', () => {
    const readers = matrix
      .filter((block) =>
        block.lines.some((line) => line.coordinate.startsWith('Observation.') && line.state !== 'refused'),
      )
      .map((block) => `${block.agency} ${block.registration.purpose} ${block.roles}`);
    expect(readers).toEqual(['berane.centre ps:SocialWelfareProvision triage']);
  });

  test('has no open field for a machine, for statistics, or for a purpose that R1 closes', () => {
    const everyRole = rolesNamed(input).slice(1);
    // Granted by its own name, to who is on duty and has opened an emergency.
    const granted = new Set(['hub:EmergencyAccess']);
    for (const agency of input.agencies) {
      for (const { purpose, class: purposeClass } of agency.registrations.values()) {
        const caller = callerOf(agency.id, purpose, { roles: everyRole });
        expect(rulesetOf({ ...caller, named: false }).records.size, agency.id).toBe(0);
        if (purposeClass === 'statistics') expect(rulesetOf(caller).records.size, agency.id).toBe(0);
      }
      for (const { term } of purposes.filter((each) => isClosed(each.term) && !granted.has(each.term))) {
        expect(rulesetOf(callerOf(agency.id, term, { roles: everyRole })).records.size, term).toBe(0);
      }
    }
  });
});
