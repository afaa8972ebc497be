import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectFile } from '../../src/server/configuration.ts';
import { giveConsent } from '../harness/consents.ts';
import { type LogEntry, loggedDuring } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openPostgres } from '../harness/postgres.ts';
import { type Exchanged, send } from '../http/exchange.ts';
import { homeOf } from '../http/inside.ts';
import { openBeside } from './open-beside.ts';

interface Case {
  readonly of: string;
  readonly operation?: string;
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly refused?: string;
}

const cases = parse(
  readFileSync(projectFile('test', 'split', 'same-answers.yaml'), 'utf8'),
) as readonly Case[];
const callers = [
  'the municipality',
  'the Centre',
  'the support service',
  'a municipality elsewhere',
  'the person',
  'nobody',
] as const;
type Caller = (typeof callers)[number];

let split: TestHub;
let beside: Awaited<ReturnType<typeof openBeside>>;
let tokens: Readonly<Record<Caller, string>>;
let homes: Readonly<Record<string, string>>;

const postgres = await openPostgres();
const reason = postgres.kind === 'MISSING' ? `: a real PostgreSQL is missing, ${postgres.reason}` : '';

describe.skipIf(postgres.kind === 'MISSING')(`a graph in parts${reason}`, () => {
  beforeAll(async () => {
    split = await openTestHub({ split: true });
    beside = await openBeside(split);
    const housing = { purpose: 'housing-welfare-management', actor: 'Milena Clerk' };
    const welfare = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
    tokens = {
      'the municipality': await split.agencyToken({ agency: 'berane.municipality', ...housing }),
      'the Centre': await split.agencyToken({ agency: 'berane.centre', ...welfare }),
      'the support service': await split.agencyToken({ agency: 'berane.support', ...welfare }),
      'a municipality elsewhere': await split.agencyToken({ agency: 'petnjica.municipality', ...housing }),
      'the person': await split.personToken(ana.nationalId, ana.birthDate),
      nobody: 'none',
    };
    await giveConsent(split, tokens['the person']);
    const homeFor = async (who: Caller) => (await homeOf(split, tokens[who], ana.nationalId)).household;
    homes = {
      'the municipality': await homeFor('the municipality'),
      'the Centre': await homeFor('the Centre'),
    };
  }, 120_000);
  afterAll(async () => {
    await beside?.close();
    await split?.close();
  });

  const ask = async (
    who: Caller,
    { operation, query, variables = {} }: Case,
    hub: Pick<TestHub, 'running'> = split,
  ): Promise<Exchanged> => {
    const meant: Readonly<Record<string, unknown>> = {
      $household: homes[who] ?? homes['the municipality'],
      $number: ana.nationalId,
      $other: rifat.nationalId,
    };
    const own = Object.entries(variables).map(([name, value]) => [name, meant[String(value)] ?? value]);
    const text = query ?? readFileSync(projectFile('schema', 'operations', `${operation}.graphql`), 'utf8');
    return await send(hub, tokens[who], { body: { query: text, variables: Object.fromEntries(own) } });
  };

  /** Who was disclosed to whom, by which fields and steps: what two parts give of one record stands in a line of each. */
  const disclosed = (lines: readonly LogEntry[]): readonly string[] =>
    [
      ...new Set(
        lines.flatMap(({ at: _at, id: _id, request: _request, fields = [''], ...line }) =>
          (fields as readonly string[]).map((field) => `${field} ${JSON.stringify(line)}`),
        ),
      ),
    ].sort();

  describe.each(callers)('to %s a split graph says what the whole one says', (who) => {
    test.each(cases)('of $of', async (each) => {
      const one = await loggedDuring(split, async () => await ask(who, each));
      const other = await loggedDuring(split, async () => await ask(who, each, beside));
      expect([one.result.status, one.result.body]).toEqual([other.result.status, other.result.body]);
      expect(disclosed(one.lines)).toEqual(disclosed(other.lines));
      if (who === 'nobody') expect(one.result.status).toBe(401);
      if (who === 'the municipality' && each.refused) expect(one.result.text).toContain(each.refused);
    });
  });

  test.each(cases.filter(({ refused }) => !refused))(
    '$of is answered with data to somebody',
    async (each) => {
      const answers = await Promise.all(callers.map(async (who) => await ask(who, each)));
      const given = answers.filter(({ body }) => body.data && body.errors === undefined);
      expect(given.length).toBeGreaterThan(0);
    },
  );
});
