import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Outcome, patience, runHubProcess, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
afterAll(() => directory.remove());

const clerk = [
  '--agency',
  'berane.municipality',
  '--purpose',
  'housing-welfare-management',
  '--actor',
  'Milena',
];

const token = async (
  values: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> => await runHubProcess(['token', '--data', directory.path, ...values], environment);

describe('hub token', () => {
  it.concurrent('prints a token alone, with the claims of its agency', async () => {
    const { code, stdout, stderr } = await token([
      ...clerk,
      ...['--role', 'triage', 'duty', '--area', 'Park', 'Donje Luge', '--minutes', '7'],
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeProtectedHeader(stdout.trim())).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = decodeJwt(stdout.trim());
    expect(claims).toMatchObject({
      iss: 'https://berane.municipality.example',
      aud: 'https://hub.example',
      sub: 'Milena',
      purpose: 'ps:HousingWelfareManagement',
      roles: ['triage', 'duty'],
      area: ['Park', 'Donje Luge'],
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(7 * 60);
  });

  it.concurrent("prints a person's own token, which speaks for no agency", async () => {
    const { code, stdout } = await token(['--person', '1405987275476', '--born', '1987-05-14']);
    expect(code).toBe(0);
    const claims = decodeJwt(stdout.trim());
    expect(claims).toMatchObject({ iss: 'https://eid.example', birthdate: '1987-05-14' });
    expect(Object.keys(claims)).not.toContain('agency');
  });

  it.concurrent('refuses an agency that nobody registered, and names those that are', async () => {
    const { code, stdout, stderr } = await token(['--agency', 'berane.police', ...clerk.slice(2)]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/berane\.police.*Known: .*berane\.centre/);
  });

  it.concurrent('refuses a purpose that the agency has not registered, and names those it has', async () => {
    const { code, stdout, stderr } = await token([
      ...clerk.slice(0, 3),
      'emergency-access',
      ...clerk.slice(4),
    ]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/emergency-access.*Registered: housing-welfare-management/);
  });

  it.concurrent.each([
    { HUB_PROFILE: 'production' },
    {
      HUB_PROFILE: 'production',
      DATABASE_URL: 'postgres://127.0.0.1:1/hub',
      HUB_AUDIENCE: 'https://hub.example',
      HUB_PUBLIC_URL: 'https://hub.example',
      HUB_AGENCIES: 'config/demo/agencies.yaml',
      HUB_LEGAL_BASES: 'config/legal-bases',
      HUB_AGREEMENTS: 'config/demo/agreements.yaml',
      HUB_SECRETS: '/nowhere',
      HUB_HEADS: '/nowhere',
    },
  ])('signs nothing outside the demo profile', async (environment) => {
    const { code, stdout, stderr } = await token(clerk, environment);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('demo profile alone');
  });

  it.concurrent('refuses a national id that fails its check, without repeating it', async () => {
    const { code, stdout, stderr } = await token(['--person', '1405987275477', '--born', '1987-05-14']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).not.toContain('1405987275477');
  });

  it.concurrent('is told apart: half a person and half an agency is a mistake', async () => {
    const { code, stderr } = await token([...clerk, '--person', '1405987275476']);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used with');
  });
});
