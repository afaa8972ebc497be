import { readFileSync } from 'node:fs';
import { GraphQLEnumType, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { graph, registry } from '../policy/demo-house.ts';

const text = readFileSync(projectFile('docs', 'data-protection-officer.md'), 'utf8');
const blocks = [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');

test('what the page sends is what the graph has', () => {
  expect(blocks.length).toBeGreaterThan(5);
  for (const block of blocks) expect(validate(graph.schema, parse(block)), block).toEqual([]);
});

test('and what an officer of every agency may run under the administration of access', () => {
  const roots = blocks.map((block) => /\{\s*(\w+)/.exec(block.replace(/^mutation \([^)]*\)/, ''))?.[1] ?? '');
  for (const { id, registrations } of registry.agencies.values())
    for (const root of roots)
      expect(registrations.get('dpv:EnforceAccessControl')?.operations, `${id} ${root}`).toContain(root);
});

test('says what every alert for an officer asks of them', () => {
  const kinds = graph.schema.getType('AlertKind');
  const told = kinds instanceof GraphQLEnumType ? kinds.getValues().map(({ name }) => name) : [];
  const named = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name ?? '');
  // The tripwire and what guardians withdraw are the lead's, and untriaged observations are the head's.
  const ofOthers = ['TRIPWIRE', 'GUARDIAN_WITHDRAWAL', 'UNTRIAGED', 'QUARANTINED'];
  expect([...named, ...ofOthers].sort()).toEqual(told.sort());
  for (const kind of ofOthers) expect(text).toContain(`\`${kind}\``);
});
