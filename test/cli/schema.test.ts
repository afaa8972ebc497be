import 'reflect-metadata';
import { globSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLNamedType,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { adapters } from '../../adapters/adapters.ts';
import { composeSupergraph } from '../../src/graph/compose-supergraph.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { loadGraph } from '../../src/server/load-contracts.ts';

const file = projectFile('schema', 'hub.graphql');

const selectedBy = (selections: SelectionSetNode | undefined) =>
  (selections?.selections ?? []).flatMap((each) => (each.kind === Kind.FIELD ? [each] : []));

/** The fields of a type that a selection leaves out, and so on below. */
const leftOut = (
  type: GraphQLNamedType | undefined,
  selections: SelectionSetNode | undefined,
): readonly string[] => {
  if (!isObjectType(type)) return [];
  const selected = new Map(selectedBy(selections).map((field) => [field.name.value, field]));
  return Object.values(type.getFields()).flatMap((field) => {
    const found = selected.get(field.name);
    return found ? leftOut(getNamedType(field.type), found.selectionSet) : [`${type.name}.${field.name}`];
  });
};

describe('schema/supergraph.graphql', () => {
  it('is what the parts of the graph compose to (otherwise: npm run supergraph)', () => {
    const supergraph = readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8');
    expect(supergraph).toBe(composeSupergraph(loadGraph()));
  });

  it('knows every part by its name, as the core, each adapter and docker-compose.yml do', () => {
    const services = (
      parseYaml(readFileSync(projectFile('docker-compose.yml'), 'utf8'), { merge: true }) as {
        services: Record<string, { environment: Record<string, string> }>;
      }
    ).services;
    const parts = loadGraph().partNames;
    expect(parts).toEqual(['core', ...adapters.map(({ name }) => name)]);
    const named = services['gateway']?.environment['HUB_PARTS'] ?? '';
    expect(named.split(' ').map((each) => each.split('=')[0])).toEqual(expect.arrayContaining([...parts]));
    for (const part of parts) expect(services[part]?.environment['PART'] ?? part).toBe(part);
  });
});

describe('schema/hub.graphql', () => {
  it('is what contracts and code make (otherwise: npm run generate)', () => {
    expect(readFileSync(file, 'utf8')).toBe(loadGraph().print());
  });

  it.each(globSync(projectFile('schema', 'operations', '*.graphql')))(
    'answers the operation in %s',
    (operation) => {
      const schema = buildSchema(readFileSync(file, 'utf8'));
      expect(validate(schema, parse(readFileSync(operation, 'utf8')))).toEqual([]);
    },
  );

  it('shows whoever decides on an agreement every field of it', () => {
    const schema = buildSchema(readFileSync(file, 'utf8'));
    const shown = readFileSync(projectFile('schema', 'operations', 'show-agreement.graphql'), 'utf8');
    const [operation] = parse(shown).definitions;
    const root = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
    const [agreement] = selectedBy(root);
    expect(leftOut(schema.getType('Agreement'), agreement?.selectionSet)).toEqual([]);
  });
});
