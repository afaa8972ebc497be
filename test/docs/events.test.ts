import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { createEventSigner } from '../../src/access/event-signer.ts';
import { registryFile } from '../../src/access/registry-file.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { mostStreamsPerAgency } from '../../src/server/streams.ts';
import { mostAttempts } from '../../src/server/webhooks.ts';
import { graph } from '../policy/demo-house.ts';

const text = readFileSync(projectFile('docs', 'events.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block]) => block ?? '',
  );

describe('the examples of docs/events.md', () => {
  test('are operations of the graph', () => {
    const documents = blocks('graphql').map((block) => parse(block));
    expect(documents).toHaveLength(2);
    for (const document of documents) expect(validate(graph.schema, document)).toEqual([]);
  });

  test('configure webhooks as the registry reads them', () => {
    const [block = ''] = blocks('yaml');
    const agency = registryFile.shape.agencies.element.shape.webhooks;
    expect(agency.parse((parseYaml(block) as { webhooks: unknown }).webhooks)).toHaveLength(1);
  });

  test('verify a message that the hub has signed, and no other', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const signer = createEventSigner(privateKey.export({ format: 'jwk' }) as never);
    const [body = ''] = blocks('json');
    const folder = mkdtempSync(join(tmpdir(), 'hub-events-'));
    try {
      writeFileSync(join(folder, 'verify.mjs'), blocks('js')[0] ?? '');
      const { isFromHub } = (await import(join(folder, 'verify.mjs'))) as {
        isFromHub: (headers: object, body: string, jwk: object) => boolean;
      };
      const headers = signer.headersOf('1YzAAg9tQZxQ1xZy5Iahjaw', body, new Date('2026-11-21T10:00:00Z'));
      expect(isFromHub(headers, body, signer.publicKey)).toBe(true);
      expect(isFromHub(headers, `${body} `, signer.publicKey)).toBe(false);
      expect(isFromHub({ ...headers, 'webhook-timestamp': '1' }, body, signer.publicKey)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('name the limits that hold', () => {
    expect(text).toContain(`up to three hours, ${mostAttempts} times`);
    expect(text).toContain(`An agency has ${mostStreamsPerAgency} streams`);
  });
});
