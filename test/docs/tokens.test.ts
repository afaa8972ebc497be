import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml, stringify } from 'yaml';
import { readRegistry } from '../../src/access/registry.ts';
import { createTokenVerifier } from '../../src/access/token-verifier.ts';
import { addRevokeCommand } from '../../src/cli/commands/revoke.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { createProofForge } from '../access/proof-forge.ts';
import { registryText } from '../access/registry-sample.ts';
import { nowSeconds } from '../access/token-forge.ts';
import { optionsFor } from '../access/verifier-options.ts';
import { graph } from '../policy/demo-house.ts';

const text = readFileSync(projectFile('docs', 'tokens.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block]) => block ?? '',
  );
const [header, claims, binding, proofHeader, proofClaims, ...more] = blocks('json').map(
  (block) => JSON.parse(block) as Record<string, unknown>,
);

describe('the examples of docs/tokens.md', async () => {
  const client = await createProofForge('ES256');
  const { verify } = createTokenVerifier(optionsFor(client.forge, 'ES256'));

  test('are these, and none is forgotten', () => {
    expect(more).toEqual([]);
    expect([proofHeader, proofClaims].every(Boolean)).toBe(true);
  });

  test('show a token that is accepted, once it is signed', async () => {
    expect(claims?.['iat']).toBe(nowSeconds);
    const token = client.forge.token({ header: JSON.stringify(header), claims: JSON.stringify(claims) });
    await expect(verify(`Bearer ${token}`)).resolves.toMatchObject({
      agency: 'berane.municipality',
      actor: 'vesna.k',
      named: true,
      roles: ['secretary'],
      token: { id: '01JBQ3V4W2' },
    });
  });

  test('show a binding and a proof that are accepted, once they are of a real key', async () => {
    expect(binding).toEqual({ cnf: { jkt: expect.stringMatching(/^[\w-]{43}$/) } });
    const token = client.token();
    // What stands for a value of the client's own is an ellipsis; everything else is as it is written there.
    const own = (shown: object): Record<string, unknown> =>
      Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== '…'));
    const { jwk, ...head } = proofHeader as { jwk: Record<string, string> };
    expect(own(jwk)).toEqual({ kty: 'EC', crv: 'P-256' });
    const { authorization, request } = client.present({
      token,
      proof: { header: head, claims: own(proofClaims ?? {}) },
    });
    await expect(verify(authorization, request)).resolves.toMatchObject({ agency: 'berane.municipality' });
  });

  test('show a registration that can be read', () => {
    const shown = parseYaml(blocks('yaml').join('\n')) as { id: string };
    const whole = parseYaml(registryText) as { agencies: { id: string }[]; sources: unknown[] };
    whole.agencies = whole.agencies.map((agency) => (agency.id === shown.id ? shown : agency));
    const registry = readRegistry(stringify(whole), 'registry.yaml');
    expect(registry.issuers.get('https://berane.municipality.example')).toMatchObject({
      keys: { url: 'https://berane.municipality.example/jwks.json' },
      senderConstrained: true,
    });
  });

  test('show operations of the graph', () => {
    for (const document of blocks('graphql')) expect(validate(graph.schema, parse(document))).toEqual([]);
    expect(blocks('graphql')).not.toEqual([]);
  });

  test('show commands with options that there are', () => {
    const program = new Command();
    addRevokeCommand(program);
    const known = program.commands[0]?.options.map(({ long }) => long) ?? [];
    const lines = blocks('sh').join('').trim().split('\n');
    for (const line of lines) {
      expect(line).toMatch(/^npm run hub -- revoke --agency /);
      const [, values = ''] = line.split('revoke ');
      for (const [option] of values.matchAll(/--[a-z-]+/g)) expect(known, line).toContain(option);
    }
    expect(lines).toHaveLength(3);
  });
});
