import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import {
  approve,
  decisionOf,
  end,
  formOf,
  officer,
  propose,
  refusalOf,
  refuse,
} from '../harness/agreements.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { openPostgres } from '../harness/postgres.ts';

const postgres = await openPostgres();
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
});

const id = 'berane-municipality-to-centre-eligibility';
const wider = (version: number) =>
  formOf(id, { version, fields: ['Tenancy.rooms', 'Tenancy.arrears'], validFrom: '2026-11-21' });

if (postgres.kind === 'MISSING') {
  test.skip(`a real PostgreSQL is missing: ${postgres.reason}`, () => undefined);
} else {
  describe('two hubs over one PostgreSQL', () => {
    let one: TestHub;
    let other: TestHub;
    let directory = '';
    let proposer = '';
    let approvers: readonly [TestHub, string][] = [];
    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'hub-races-'));
      const url = await postgres.createDatabase();
      const open = async (name: string): Promise<TestHub> =>
        await openTestHub({
          registers: null,
          configuration: {
            database: { kind: 'POSTGRESQL', url, connections: 4 },
            dataDirectory: directory,
            headsDirectory: join(directory, name),
            secretsFile: inject('images').secrets,
          },
        });
      await (await openDatabase({ kind: 'POSTGRESQL', url, connections: 1 })).close();
      // Both at once: one of them enters the file's agreements.
      [one, other] = await Promise.all([open('one'), open('other')]);
      proposer = await officer(one, 'berane.centre', 'Nada Officer');
      approvers = [
        [one, await officer(one, 'berane.municipality', 'Milena Officer')],
        [other, await officer(other, 'berane.municipality', 'Zoran Officer')],
      ];
    });
    afterAll(async () => {
      await one?.close();
      await other?.close();
      rmSync(directory, { recursive: true, force: true });
    });

    const events = async (version: number): Promise<readonly string[]> =>
      (
        await one.running.hub.database.query<{ event: string }>(
          'select event from agreement_event where agreement_id = ? and version = ? order by id',
          [id, version],
        )
      ).map(({ event }) => event);

    const fieldsInForce = (hub: TestHub): readonly string[] =>
      hub.running.hub.policy
        .current()
        .agreements.filter((each) => each.id === id && each.validUntil === null)
        .flatMap((each) => each.fields);

    test('began with one set of agreements', async () => {
      expect(await events(1)).toEqual(['PROPOSED', 'APPROVED']);
      expect(one.running.hub.policy.current()).toEqual(other.running.hub.policy.current());
    });

    test('a version that is proposed ten times at once is there once', async () => {
      const answers = await Promise.all(
        Array.from(
          { length: 10 },
          async (_, index) => await propose(index % 2 ? one : other, proposer, wider(2)),
        ),
      );
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
      for (const answer of answers.filter(({ status }) => status !== 200))
        expect(refusalOf(answer).slice(1)).toEqual([
          'BAD_USER_INPUT',
          'This version of the agreement exists already.',
        ]);
      expect(await events(2)).toEqual(['PROPOSED']);
    });

    test('of approvals and refusals that meet, one is taken, and the other hub follows', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const [hub, token] = approvers[index % 2] as [TestHub, string];
          return index < 4 ? await approve(hub, token, id, 2) : await refuse(hub, token, id, 2);
        }),
      );
      const taken = answers.filter((answer) => answer.status === 200);
      expect(taken).toHaveLength(1);
      for (const answer of answers.filter(({ status }) => status !== 200))
        expect(refusalOf(answer).slice(1)).toEqual([
          'BAD_USER_INPUT',
          'This version does not wait for approval.',
        ]);
      const approved = decisionOf(taken[0] as never).agreement.state === 'APPROVED';
      expect(await events(2)).toEqual(['PROPOSED', approved ? 'APPROVED' : 'REFUSED']);
      for (const hub of [one, other]) {
        await hub.running.hub.policy.refresh();
        expect(fieldsInForce(hub).includes('Tenancy.arrears')).toBe(approved);
      }
    });

    test('changes of two agreements at once are both in the second net', async () => {
      const [[, here], [, there]] = approvers as [[TestHub, string], [TestHub, string]];
      const ended = await Promise.all([
        end(one, here, 'berane-municipality-to-support'),
        end(other, there, 'berane-municipality-to-centre'),
        end(one, here, 'berane-municipality-to-centre-emergency'),
        end(one, here, id),
        end(other, there, id),
      ]);
      expect(ended.filter((answer) => answer.status === 200)).toHaveLength(4);
      const reach = await one.running.hub.database.query(
        `select * from reach where controller = 'berane.municipality' and recipient in ('berane.support', 'berane.centre')`,
      );
      expect(reach).toEqual([]);
      for (const hub of [one, other]) await hub.running.hub.policy.refresh();
      expect(one.running.hub.policy.current()).toEqual(other.running.hub.policy.current());
    });
  });
}
