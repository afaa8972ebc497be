import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { formOf, officer } from '../harness/agreements.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { type Outcome, patience, runHub, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const id = 'berane-municipality-to-centre-eligibility';
const directory = temporaryDirectory();
let hub: TestHub;

const fileOf = (name: string, text: string): string => {
  const file = join(directory.path, name);
  writeFileSync(file, text);
  return file;
};

const run = async (who: string, ...values: readonly string[]): Promise<Outcome> =>
  await runHub(['agreements', ...values, '--hub', hub.url, '--token-file', join(directory.path, who)]);

beforeAll(async () => {
  hub = await openTestHub({ registers: null });
  fileOf('centre', `${await officer(hub, 'berane.centre', 'Nada Officer')}\n`);
  fileOf('municipality', await officer(hub, 'berane.municipality', 'Milena Officer'));
  const form = formOf(id, {
    fields: ['Tenancy.rooms', 'Tenancy.floorArea', 'Tenancy.rent', 'Tenancy.arrears'],
  });
  fileOf('wider.yaml', stringify(form));
  fileOf('mistaken.yaml', stringify({ ...form, fields: ['Tenancy.nothing'] }));
  fileOf('misspelt.yaml', stringify({ ...form, purpos: 'x' }));
});
afterAll(async () => {
  await hub?.close();
  directory.remove();
});

describe('npm run hub -- agreements', () => {
  it('takes an agreement from its proposal to its end, with the tokens of its officers', async () => {
    const proposed = await run('centre', 'propose', join(directory.path, 'wider.yaml'));
    expect([proposed.code, proposed.stderr]).toEqual([0, '']);
    expect(proposed.stdout).toContain(
      'WIDENS  berane.centre social-welfare-eligibility-assessment role none Tenancy.arrears',
    );
    expect(proposed.stdout).toMatch(
      /version 2: PROPOSED\nIt opens nothing until a second officer of berane\.municipality approves it\.\n$/,
    );

    // The second officer is shown what it would change, in the words in which it was proposed.
    const waiting = parse((await run('municipality', 'show', id, '2')).stdout) as Record<string, unknown>;
    expect(waiting).toMatchObject({ state: 'PROPOSED', relationships: [], basis: { article10: null } });
    expect(waiting['changes']).toEqual(proposed.stdout.split('\n').filter((line) => /^WIDENS/.test(line)));
    const inForce = await run('municipality', 'show', id, '1');
    expect(Object.keys(parse(inForce.stdout) as object)).not.toContain('changes');

    const own = await run('centre', 'approve', id, '2');
    expect([own.code, own.stderr]).toEqual([1, 'FORBIDDEN: The agency whose data it is approves.\n']);
    const approved = await run('municipality', 'approve', id, '2');
    expect(approved.stdout).toMatch(/version 2: APPROVED\nIt acts at once\.\n$/);

    const list = await run('municipality', 'list', '--state', 'approved');
    expect(list.stdout).toContain(
      `${id};2;APPROVED;berane.centre;berane.municipality;social-welfare-eligibility-assessment;2026-01-01;`,
    );
    const ended = await run('municipality', 'end', id, '--reason', 'The exchange is over.');
    expect(ended.stdout).toMatch(/version 2: ENDED until 2026-11-21\nIt acts at once\.\n$/);
    const shown = await run('centre', 'show', id, '2');
    expect(shown.stdout).toMatch(/state: ENDED/);
    expect(shown.stdout).toMatch(/reason: The exchange is over\./);
  });

  it('tells a mistake in the file with its line, and what the hub finds with its sentence', async () => {
    const misspelt = await run('centre', 'propose', join(directory.path, 'misspelt.yaml'));
    expect(misspelt.code).toBe(1);
    expect(misspelt.stderr).toMatch(/misspelt\.yaml:\d+: purpos: this key is not known here/);
    const mistaken = await run('centre', 'propose', join(directory.path, 'mistaken.yaml'));
    expect([mistaken.code, mistaken.stderr]).toEqual([1, 'BAD_USER_INPUT: fields.1: this is not known.\n']);
  });

  it('has no way past the officers', async () => {
    fileOf('nobody', 'nothing');
    const refused = await run('nobody', 'list');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/^UNAUTHENTICATED: /);
    const missing = await run('missing', 'list');
    expect(missing.stderr).toMatch(/^--token-file: the file .* cannot be read\.\n$/);
  });
});
