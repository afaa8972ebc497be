import 'reflect-metadata';
import { globSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { loadGraph } from '../../src/server/open-core.ts';

const file = projectFile('schema', 'hub.graphql');

describe('schema/hub.graphql', () => {
  it('is what contracts and code make (otherwise: npm run generate)', () => {
    expect(readFileSync(file, 'utf8')).toBe(loadGraph().printed);
  });

  it.each(globSync(projectFile('schema', 'operations', '*.graphql')))(
    'answers the operation in %s',
    (operation) => {
      const schema = buildSchema(readFileSync(file, 'utf8'));
      expect(validate(schema, parse(readFileSync(operation, 'utf8')))).toEqual([]);
    },
  );
});
