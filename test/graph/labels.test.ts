import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { getNamedType, isAbstractType, isNonNullType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { assembleGraph } from '../../src/graph/assemble-graph.ts';
import { graph } from '../policy/demo-house.ts';
import { directives, moreRegisters, ownContracts } from '../records/more-registers.ts';

/** One thing that is changed in the right contract, and what the refusal must name. */
interface WrongContract {
  readonly when: string;
  readonly replace?: string;
  readonly by?: string;
  readonly add?: string;
  readonly names: readonly string[];
}

const right = readFileSync(new URL('right-contract.graphql', import.meta.url), 'utf8');
const wrong = parse(
  readFileSync(new URL('wrong-contracts.yaml', import.meta.url), 'utf8'),
) as readonly WrongContract[];

const assembleWith = (sdl: string): unknown =>
  assembleGraph(directives, [...ownContracts, { name: 'trial', sdl }]);

const refusalOf = (sdl: string): unknown => {
  try {
    return assembleWith(sdl);
  } catch (error) {
    return error;
  }
};

describe('a contract does not start the hub', () => {
  test.each(wrong)('$when', ({ replace = '', by = '', add = '', names }) => {
    expect(right).toContain(replace);
    const refusal = refusalOf(`${right.replace(replace, by)}${add}`);
    expect(refusal).toBeInstanceOf(ConfigurationError);
    for (const name of names) expect((refusal as Error).message).toContain(name);
  });

  test('whose like is right in everything else', () => {
    // The table's contracts each change one thing of this one: it stands, so that what is refused is that one thing.
    const { catalogue } = assembleGraph(directives, [...ownContracts, { name: 'trial', sdl: right }]);
    expect(catalogue.kinds.get('trial-note')).toMatchObject({ adapter: 'trial', typeName: 'TrialNote' });
    expect(catalogue.governed.get('TrialNote.text')).toMatchObject({ category: 'HOUSING', about: 'MEMBERS' });
    expect(catalogue.names.get('TrialInput.text')).toBeNull();
  });

  test('though it may put its own type together in two places', () => {
    const sdl = `${right} extend type TrialNote { more: String @data(category: HEALTH, about: PERSON) }`;
    const { catalogue } = assembleGraph(directives, [...ownContracts, { name: 'trial', sdl }]);
    expect(catalogue.governed.get('TrialNote.more')).toMatchObject({ category: 'HEALTH', about: 'PERSON' });
    expect(catalogue.derived.get('Household.trialNotes')).toEqual(['TrialNote.text', 'TrialNote.more']);
  });
});

describe('the graph', () => {
  const fields = Object.values(graph.schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__')
      ? Object.values(type.getFields()).map((field) => ({ coordinate: `${type.name}.${field.name}`, field }))
      : [],
  );

  test('can withhold every governed field and list: none of them is non-null', () => {
    const { governed, derived } = graph.catalogue;
    let checked = 0;
    for (const { coordinate, field } of fields) {
      if (!governed.has(coordinate) && !derived.has(coordinate)) continue;
      checked += 1;
      expect(isNonNullType(field.type), coordinate).toBe(false);
    }
    expect(checked).toBe(governed.size + derived.size);
  });

  test('refuses no root field in such a way that another is lost with it', () => {
    const roots = [graph.schema.getQueryType(), graph.schema.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}),
    );
    expect(roots.length).toBeGreaterThan(8);
    const nonNull = roots.filter((field) => isNonNullType(field.type)).map((field) => field.name);
    expect(nonNull.sort()).toEqual(['_entities', '_service']);
  });

  test('has no interface, and no union but that of federation, whose members are each governed by themselves', () => {
    const abstract = Object.values(graph.schema.getTypeMap()).filter((type) => isAbstractType(type));
    expect(abstract.map((type) => type.name)).toEqual(['_Entity']);
  });

  test('shows under provenance, in every record type and in no other', () => {
    const shown = fields
      .filter(({ field }) => field.name === 'provenance')
      .map(({ coordinate }) => coordinate);
    const types = [...graph.catalogue.kinds.values()].map((kind) => `${kind.typeName}.provenance`);
    // A statement beside others is a record's as well, and so is a line that somebody looks at.
    const stated = ['DifferingStatement', 'HouseholdCandidate', 'HouseholdReview'];
    const looked = ['LinkCandidate', 'LinkReview', 'LinkedLine', 'Membership'];
    const others = [...stated, ...looked].map((type) => `${type}.provenance`);
    expect(shown.sort()).toEqual([...types, ...others].sort());
  });

  test('has no total of a list, which would count what is hidden: what is counted, a register has counted', () => {
    const counted = fields
      .filter(({ field }) => /total|count$/i.test(field.name))
      .map(({ coordinate }) => coordinate);
    expect(counted.sort()).toEqual([
      'CareCase.employedCount',
      'CareCase.memberCount',
      'Household.memberCount',
      'Observation.employedCount',
      'Observation.memberCount',
      // As a line of statistics.
      'ProjectIndicator.count',
      // Of an agency's own register, over what that agency reads of it.
      'Share.count',
      // Given by the rule of cells alone.
      'StatisticsLine.count',
      'Tenancy.memberCount',
    ]);
  });

  test('holds no field for a national id', () => {
    const named = fields.flatMap(({ field, coordinate }) =>
      /national|jmbg/i.test(field.name) ? [coordinate] : [],
    );
    expect(named).toContain('Person.nationalIdChecked');
    // Whether there is one that passes its check is all that any contract says of it.
    expect(named.filter((coordinate) => !coordinate.endsWith('.nationalIdChecked'))).toEqual([]);
  });

  test('gives every entity an id that is its own, what is contested of it and differs, and governs all else', () => {
    for (const type of ['Household', 'Person', 'Dwelling']) {
      const own = fields.filter(({ coordinate }) => coordinate.startsWith(`${type}.`));
      const open = own.filter(({ coordinate }) => !graph.catalogue.derived.has(coordinate));
      expect(open.map(({ field }) => field.name).sort(), type).toEqual(
        [
          ...['contested', 'differing', 'id'],
          ...(type === 'Person' ? ['links'] : []),
          ...(type === 'Dwelling' ? [] : ['memberships']),
        ].sort(),
      );
      expect(open.map(({ field }) => String(getNamedType(field.type))).sort()).toEqual([
        ...['Contest', 'Difference', 'ID'],
        ...(type === 'Person' ? ['LinkedLine'] : []),
        ...(type === 'Dwelling' ? [] : ['Membership']),
      ]);
    }
  });

  test('takes seven registers more as they come', () => {
    const own = assembleGraph(directives, ownContracts);
    const { graph: wider } = moreRegisters(7);
    expect(wider.catalogue.kinds.size).toBe(own.catalogue.kinds.size + 14);
    expect(wider.catalogue.derived.get('Person.givenName')).toContain('Extra7Entry.givenName');
  });
});

describe('schema/hub.graphql', () => {
  test('is the graph as it is printed now; `npm run generate:schema` writes it', () => {
    expect(readFileSync(new URL('../../schema/hub.graphql', import.meta.url), 'utf8')).toBe(graph.print());
  });
});
