// S13 (R7, R8). Left to the issues that build them: the subscription, the webhook and the extract.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { patience } from '../cli/run-command.ts';
import { alertsOf } from '../harness/alerts.ts';
import { giveConsent, idOf } from '../harness/consents.ts';
import { type Answer, openTestHub, type TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openPostgres } from '../harness/postgres.ts';
import { editConfiguration } from '../http/edited-configuration.ts';

// Beside what rests on consent there is one field that support reads by a duty: that stays.
const configuration = editConfiguration(({ agreements }) => {
  agreements.agreements.push({
    ...{ id: 'support-by-duty', recipient: 'berane.support', controller: 'berane.centre' },
    ...{ purpose: 'social-welfare-provision', categories: [], fields: ['CaseEntry.employed'] },
    basis: { article6: 'A6-1-c', citation: { jurisdiction: 'ME', code: 'social-and-child-protection' } },
    ...{ requires: 'RELATIONSHIP', area: ['berane'], validFrom: '2026-01-01' },
  } as never);
});
afterAll(configuration.remove);

const postgres = await openPostgres();
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
});

if (postgres.kind === 'MISSING') {
  it.skip(`a real PostgreSQL is missing: ${postgres.reason}`, () => undefined);
} else {
  describe('S13 what a withdrawal ends, and for whom', () => {
    const directory = mkdtempSync(join(tmpdir(), 'hub-s13-'));
    const hubs: TestHub[] = [];
    /** Two processes over one store. */
    const both = (): [TestHub, TestHub] => hubs as [TestHub, TestHub];
    let client = '';

    const setClocks = (instant: string): void => {
      for (const hub of hubs) hub.clock.set(instant);
    };
    const tokenOf = async (agency: string, actor: string): Promise<string> =>
      await both()[0].agencyToken({
        agency,
        actor,
        purpose: agency === 'berane.municipality' ? 'housing-welfare-management' : 'social-welfare-provision',
      });
    const vesna = async () => await tokenOf('berane.support', 'Vesna');
    const own = async () => await both()[0].personToken(ana.nationalId, ana.birthDate);
    const read = async (hub: TestHub): Promise<Answer> =>
      await hub.ask(
        await vesna(),
        `query ($id: ID!) { person(id: $id) { tenantEntries { givenName } caseEntries { employed }
           households { tenancies { rooms } } } }`,
        { id: client },
      );
    const staying = 'stays { fields { coordinate } controller step basis act article gazette agreement }';
    /** What the agreement gives, and the law that it cites. */
    const stays = () => [
      {
        fields: [{ coordinate: 'CaseEntry.employed' }],
        ...{ controller: nameOf('berane.centre'), step: 'DUTY', agreement: 'support-by-duty' },
        basis: expect.stringContaining('6(1)(c)'),
        ...{ act: 'Zakon o socijalnoj i dječjoj zaštiti', article: 'čl. 4', gazette: 'Sl. list CG 27/13' },
      },
    ];
    const owed = async (): Promise<readonly Record<string, unknown>[]> => {
      const answer = await both()[1].ask(
        await vesna(),
        '{ endedConsents { id person controller purpose fields endedAt confirmBy } }',
      );
      return answer.body.data?.['endedConsents'] as readonly Record<string, unknown>[];
    };
    const mine = async (): Promise<unknown> => {
      const answer = await both()[1].ask(
        await own(),
        `{ me { consents { status end { confirmBy confirmedAt } ${staying}
             events { status agency } } } }`,
      );
      return (answer.body.data?.['me'] as { consents: readonly unknown[] } | undefined)?.consents[0];
    };
    const overdueFor = async (agency: string): Promise<unknown> => {
      const token = await both()[0].agencyToken({
        agency,
        purpose: 'enforce-access-control',
        actor: `dpo of ${agency}`,
        roles: ['dpo'],
      });
      const answer = await both()[0].ask(
        token,
        '{ overdueConfirmations { recipient controller purpose endedAt confirmBy } }',
      );
      return answer.body.data?.['overdueConfirmations'];
    };
    const nameOf = (agency: string): string =>
      both()[0].running.hub.registry.agencies.get(agency)?.name ?? '';

    beforeAll(async () => {
      const url = await postgres.createDatabase();
      for (const name of ['one', 'other']) {
        hubs.push(
          await openTestHub({
            ...(name === 'other' ? { registers: null } : {}),
            now: '2026-11-21T09:00:00Z',
            configuration: {
              ...configuration.files,
              dataDirectory: directory,
              headsDirectory: join(directory, name),
              secretsFile: inject('images').secrets,
              database: { kind: 'POSTGRESQL', url, connections: 4 },
            },
          }),
        );
      }
      client = await idOf(both()[0], await vesna(), ana.nationalId);
      const given = await giveConsent(both()[0], await own(), {
        categories: ['IDENTITY', 'HOUSEHOLD', 'HOUSING'],
        until: '2027-02-21',
      });
      expect(given.status).toBe(200);
    }, patience);

    afterAll(async () => {
      for (const hub of hubs) await hub.close();
      rmSync(directory, { recursive: true, force: true });
    });

    it('while it held, support got fields under it', async () => {
      expect((await read(both()[1])).text).toContain('"rooms":3');
      expect(await owed()).toEqual([]);
    });

    it('she withdraws by telephone at the municipal counter: nobody else is asked, and no reason', async () => {
      setClocks('2026-11-21T10:00:00Z');
      const clerk = await tokenOf('berane.municipality', 'Milena');
      const answer = await both()[0].ask(
        clerk,
        `mutation ($person: ID!) { withdrawConsent(recipient: "berane.support", person: $person) {
           state at ends { recipient purpose } ${staying} } }`,
        { person: await idOf(both()[0], clerk, ana.nationalId) },
      );
      expect(answer.body.data).toEqual({
        withdrawConsent: {
          ...{ state: 'WITHDRAWN', at: '2026-11-21T10:00:00.000Z', stays: stays() },
          ends: [{ recipient: nameOf('berane.support'), purpose: expect.any(String) }],
        },
      });
    });

    it('one second later, in the other process: the fields are absent, and what the duty gives is there', async () => {
      setClocks('2026-11-21T10:00:01Z');
      const answer = await read(both()[1]);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain('"rooms"');
      expect(answer.text).not.toContain('"Ana"');
      expect(answer.body.data).toMatchObject({ person: { caseEntries: [{ employed: true }] } });
    });

    it('support is told what ended and what it had got, and that it confirms within thirty days', async () => {
      expect(await owed()).toEqual([
        {
          id: expect.any(String),
          person: client,
          controller: 'berane.municipality',
          purpose: 'social-welfare-provision',
          fields: expect.arrayContaining(['TenantEntry.givenName', 'Tenancy.rooms']),
          endedAt: '2026-11-21T10:00:00.000Z',
          confirmBy: '2026-12-21',
        },
      ]);
      // What it never read, it does not owe.
      const [{ fields }] = (await owed()) as unknown as [{ fields: readonly string[] }];
      expect(fields).not.toContain('Tenancy.condition');
    });

    it('nobody else is: not the municipality, not the Centre', async () => {
      for (const agency of ['berane.municipality', 'berane.centre']) {
        const answer = await both()[0].ask(await tokenOf(agency, 'Nada'), '{ endedConsents { id } }');
        expect(answer.body.data, agency).toEqual({ endedConsents: [] });
      }
    });

    it("Ana's own file says what ended, what stays and on which article, and that nobody has confirmed", async () => {
      expect(await mine()).toEqual({
        status: 'WITHDRAWN',
        end: { confirmBy: '2026-12-21', confirmedAt: null },
        stays: stays(),
        events: [
          { status: 'GIVEN', agency: null },
          { status: 'WITHDRAWN', agency: nameOf('berane.municipality') },
        ],
      });
    });

    it('day 30: no officer is told; day 31: both are, once', async () => {
      const told = async (): Promise<readonly string[][]> =>
        await Promise.all(
          ['berane.support', 'berane.municipality', 'berane.centre'].map(async (agency) =>
            (await alertsOf(both()[0], agency, 'dpo')).map(({ kind }) => kind),
          ),
        );
      setClocks('2026-12-21T22:59:59Z');
      await both()[0].running.hub.sweep();
      expect(await told()).toEqual([[], [], []]);
      expect(await overdueFor('berane.support')).toEqual([]);

      setClocks('2026-12-21T23:00:00Z');
      for (const hub of both()) await hub.running.hub.sweep();
      await both()[0].running.hub.sweep();
      expect(await told()).toEqual([['ERASURE_OVERDUE'], ['ERASURE_OVERDUE'], []]);
      const one = {
        recipient: 'berane.support',
        controller: 'berane.municipality',
        purpose: 'social-welfare-provision',
        endedAt: '2026-11-21T10:00:00.000Z',
        confirmBy: '2026-12-21',
      };
      expect(await overdueFor('berane.support')).toEqual([one]);
      expect(await overdueFor('berane.municipality')).toEqual([one]);
      expect(await overdueFor('berane.centre')).toEqual([]);
    });

    it('support confirms: it owes nothing more, nobody is overdue, and Ana sees when', async () => {
      const [{ id } = { id: '' }] = (await owed()) as readonly { id: string }[];
      const confirm = async (token: string): Promise<Answer> =>
        await both()[0].ask(token, 'mutation ($ended: ID!) { confirmConsentEnd(ended: $ended) }', {
          ended: id,
        });
      // Not another agency, and not software.
      const refused = await confirm(await tokenOf('berane.centre', 'Nada'));
      expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      const machine = await confirm(await tokenOf('berane.support', 'berane.support.software'));
      expect([machine.status, machine.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
      expect(await owed()).toHaveLength(1);

      const answer = await confirm(await vesna());
      expect(answer.body.data).toEqual({ confirmConsentEnd: '2026-12-21T23:00:00.000Z' });
      expect(await owed()).toEqual([]);
      expect(await overdueFor('berane.municipality')).toEqual([]);
      expect(await mine()).toMatchObject({
        end: { confirmBy: '2026-12-21', confirmedAt: '2026-12-21T23:00:00.000Z' },
      });
    });
  });
}
