import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { adapters } from '../../adapters/adapters.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { describeConformance } from './conformance.ts';

const samples = {
  housing: { file: 'housing.csv', keys: ['rb', 'broj_ugovora'] },
  centre: { file: 'centre.ndjson', keys: ['caseNumber', 'version', 'members.localId'] },
  community: { file: 'community.json', keys: ['localId'] },
};

/** The head of a file, which is enough: what is at its end is like it. */
const head = (file: string): Uint8Array => {
  const bytes = readFileSync(projectFile('samples', 'registers', file));
  if (file.endsWith('.json'))
    return Buffer.from(JSON.stringify((JSON.parse(bytes.toString()) as unknown[]).slice(0, 12)));
  return Buffer.from(bytes.toString('latin1').split('\n').slice(0, 13).join('\n'), 'latin1');
};

it('every adapter has a sample, here or in a test of its own', () => {
  for (const { name } of adapters) {
    const own = (): string => readFileSync(projectFile('test', 'adapters', `${name}.test.ts`), 'utf8');
    expect(Object.hasOwn(samples, name) || own().includes('describeConformance('), name).toBe(true);
  }
});

for (const adapter of adapters) {
  const sample = new Map(Object.entries(samples)).get(adapter.name);
  if (!sample) continue;
  describeConformance(adapter, {
    contract: readFileSync(projectFile('schema', `${adapter.name}.graphql`), 'utf8'),
    file: head(sample.file),
    keys: sample.keys,
  });
}
