import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { openDatabase } from '../../src/store/database.ts';
import {
  type HubProcess,
  type Outcome,
  patience,
  runHub,
  runHubProcess,
  runTour,
  startHubProcess,
  temporaryDirectory,
} from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
const data = join(directory.path, 'data');
let hub: HubProcess;
let isRunning = false;

const stop = async (): Promise<void> => {
  if (isRunning) await hub.stop();
  isRunning = false;
};

beforeAll(async () => {
  hub = await startHubProcess(data);
  isRunning = true;
});
afterAll(async () => {
  await stop();
  directory.remove();
});

const tour = async (...more: readonly string[]): Promise<Outcome> =>
  await runTour(['--data', data, '--url', `${hub.address}/graphql`, ...more]);

const ask = async (purpose: string, role: string, query: string): Promise<string> => {
  const { stdout } = await runHub([
    ...['token', '--data', data, '--agency', 'berane.centre', '--actor', 'Nada', '--purpose', purpose],
    ...['--role', role],
  ]);
  const response = await fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stdout.trim()}` },
    body: JSON.stringify({ query }),
  });
  return await response.text();
};

describe('beside a running hub', () => {
  it('the tour tells the four uses, each with what was asked, given and withheld, and why', async () => {
    const { code, stdout, stderr } = await tour();
    expect([code, stderr]).toEqual([0, '']);
    // The README quotes it: what stands there is what a newcomer sees on a new store.
    await expect(stdout).toMatchFileSnapshot('tour.golden.txt');
  });

  it('the tour can be taken again on the same store', async () => {
    const { code, stdout, stderr } = await tour();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('version 3 of CSR-00001');
    expect(stdout).toContain('version 2 of CSR-00001, late');
  });

  it('what the tour pushed and submitted is there: the case as it was but for the work, the observation at its household', async () => {
    const query =
      '{ findPerson(givenName: "Ana", familyName: "Rosuljić", birthDate: "1987-05-14") { nationalIdChecked households { careCases { address memberCount provenance { version } } aidPlans { goal reviewDue } rights { title amount } observations { note } } } }';
    const { data: answer } = JSON.parse(await ask('social-welfare-provision', 'triage', query));
    const [household] = answer.findPerson.households;
    expect(answer.findPerson.nationalIdChecked).toBe(true);
    expect(household).toMatchObject({
      careCases: [{ address: 'Lipov drvored 12/7', memberCount: 3, provenance: { version: 3 } }],
      aidPlans: [{ goal: 'plan otplate duga', reviewDue: '2026-12-15' }],
      rights: [{ title: 'materijalno obezbjeđenje', amount: '96.4' }],
    });
    const notes = household.observations.map((observation: { note: string }) => observation.note).sort();
    expect(notes).toEqual(['Vlaga u dječijoj sobi', 'Потребна су дрва за зиму', 'Потребна су дрва за зиму']);
  });

  it('a planning report is asked for with no token of its own in the demo, by the agency that plans', async () => {
    const out = join(directory.path, 'planning');
    const asked = ['--hub', `${hub.address}/graphql`, '--data', data, '--out', out];
    const { code, stdout, stderr } = await runHub(['report', 'planning', '--area', 'berane', ...asked]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n')).toEqual(
      ['cnr', 'en'].map((language) => join(out, `berane.${language}.html`)),
    );
    const page = readFileSync(join(out, 'berane.en.html'), 'utf8');
    expect(page).toContain('<h1>People and households in Berane</h1>');
    expect(page).toContain('https://berane.municipality.example');
    const other = await runHub(['report', '--area', 'bar', ...asked]);
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringMatching(/^No municipality is called bar\./),
    ]);
  });

  it('a command that opens the store is refused with the pid of the hub that holds it', async () => {
    const file = projectFile('samples', 'registers', 'community.json');
    const outcomes = await Promise.all(
      [['links'], ['audit', 'verify'], ['import', 'community', file]].map(
        async (values) => await runHubProcess([...values, '--data', data]),
      ),
    );
    for (const { code, stdout, stderr } of outcomes) {
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`pid ${hub.pid}`);
    }
  });

  it('the tour says in a sentence what is wrong with its address or its keys', async () => {
    const other = temporaryDirectory();
    const [nobody, stranger] = await Promise.all([
      runTour(['--data', data, '--url', 'http://127.0.0.1:1/graphql']),
      tour('--data', other.path),
    ]);
    other.remove();
    expect([nobody.code, nobody.stdout]).toEqual([1, '']);
    expect(nobody.stderr).toMatch(/^Nobody answers at .* npm start\n$/);
    expect([stranger.code, stranger.stdout]).toEqual([1, '']);
    expect(stranger.stderr).toMatch(/^The hub does not know the keys .* --data\.\n$/);
  });
});

describe('once the hub has stopped', () => {
  beforeAll(stop);

  it('links lists every local id of the registers but those of the sealed line', async () => {
    const { code, stdout, stderr } = await runHub(['links', '--data', data]);
    expect([code, stderr]).toEqual([0, '']);
    const [header, ...lines] = stdout.trimEnd().split('\n');
    expect(header).toBe('source;local_id;person;household');
    const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    const form = new RegExp(`^(?!community)[a-z/]+;[^;]+;${uuid};${uuid}$|^community;[^;]+;;${uuid}$`);
    expect(lines.filter((line) => !form.test(line))).toEqual([]);
    const idsOf = (rows: readonly string[]): string[] =>
      rows.map((row) => row.split(';').slice(0, 2).join(';')).sort();
    const truth = readFileSync(projectFile('samples', 'registers', 'truth.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const listed = idsOf(lines).filter((id) => !id.includes('/TOUR-'));
    expect(listed).toEqual(idsOf(truth).filter((id) => !id.includes('CSR-00900')));
    expect(stdout).not.toMatch(/CSR-00900|009001|M-2026-001/);
  });

  it('audit verify says that the log of both tours holds', async () => {
    const { code, stdout, stderr } = await runHub(['audit', 'verify', '--data', data]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^The log holds\.\nentries: \d{2,}\nsealed to position: \d{2,}\nsigned heads that agree: [1-9]/,
    );
    expect(stdout).not.toContain('warning');
    expect(existsSync(join(data, 'hub.lock'))).toBe(false);
  });

  it('report processing writes the register into a folder, and finds no breach in the log of both tours', async () => {
    const out = join(directory.path, 'register');
    const { code, stdout, stderr } = await runHub(['report', 'processing', '--data', data, '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    const written = stdout.trimEnd().split('\n');
    expect(written).toContain(join(out, 'ME', 'record-berane.centre.md'));
    const breaches = readFileSync(join(out, 'ME', 'breaches.md'), 'utf8');
    expect(breaches).toMatch(/The log holds: it is sealed to place \d{2,}/);
    expect(breaches).toContain('none breaks one');
    expect(written).toHaveLength(10);
  });

  it('report processing says which agency or jurisdiction there is not, and which text cannot be read', async () => {
    const mistakes: readonly (readonly [string[], RegExp])[] = [
      [['--agency', 'nobody'], /^No agency is called nobody\. Known: berane\.municipality/],
      [['--jurisdiction', 'LT'], /^No agency of the registry is under this jurisdiction\.\n$/],
      [['--texts', directory.path], /^--texts: the file .*words\.yaml cannot be read\.\n$/],
    ];
    for (const [values, said] of mistakes) {
      const { code, stdout, stderr } = await runHub(['report', 'processing', '--data', data, ...values]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(said);
    }
  });

  it('audit verify vouches for nothing where the signed heads are gone', async () => {
    const heads = join(data, 'heads', 'heads.jsonl');
    renameSync(heads, `${heads}.gone`);
    const { code, stdout, stderr } = await runHub(['audit', 'verify', '--data', data]);
    expect(existsSync(heads)).toBe(false);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('nothing vouches for it: there is no ');
    writeFileSync(heads, '');
    const emptied = await runHub(['audit', 'verify', '--data', data]);
    renameSync(`${heads}.gone`, heads);
    expect([emptied.code, emptied.stdout]).toEqual([1, '']);
    expect(emptied.stderr).toContain('nothing vouches for it: there is no head in ');
  });

  it('audit verify names the first position that somebody changed, and ends with 1', async () => {
    const database = await openDatabase({ kind: 'PGLITE', directory: join(data, 'store') });
    await database.query("update audit_entry set agency = 'nobody' where position in (7, 9)");
    await database.close();
    const { code, stdout, stderr } = await runHub(['audit', 'verify', '--data', data]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The log does not hold at position 7: .+\n$/);
  });

  it('report processing then tells the breaches without a name, and ends with 0', async () => {
    const { code, stdout, stderr } = await runHub(['report', 'processing', '--data', data]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^BREACH: rules were found broken: \d+\. See breaches\.md\.\n$/);
    expect(stdout).toContain('The log is not as it was sealed.');
    expect(stdout).toContain('place 7');
    const [, breaches] = stdout.split('# Documentation of personal data breaches');
    expect(breaches).not.toMatch(/Milena|Nada|Rosulji/);
  });
});
