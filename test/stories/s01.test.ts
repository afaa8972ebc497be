// S01 (R1). Left to later issues: "shown to both DPOs" (there is no DPO's view yet) and "nothing enters the sealed log"
// (there is no sealed log yet; it comes with the matters).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { buildRuleset, type Ruleset } from '../../src/policy/ruleset.ts';
import { alertsOf } from '../harness/alerts.ts';
import { giveConsent, idOf, recordConsent } from '../harness/consents.ts';
import { countOf, loggedDuring } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

const slug = 'domestic-violence-protection';
const protection = 'hub:DomesticViolenceProtection';
const tablesOfPeople = /\b(record|link|mention|mention_key|consent|consent_event|prohibition)\b/;

const asking = `query ($person: ID!, $household: ID!, $nationalId: String!) {
  household(id: $household) { memberCount tenancies { arrears } }
  person(id: $person) { givenName caseEntries { health } }
  findPerson(nationalId: $nationalId) { id }
}`;

let hub: TestHub;
let variables: Record<string, string>;

/** What agency, purpose and agreements decide; by default what the hub itself was started with. */
const rulesetFor = (
  agency: string,
  purpose: string,
  { agreements, roles = [] }: { agreements?: readonly Agreement[]; roles?: readonly string[] } = {},
): Ruleset => {
  const { registry, graph, policy } = hub.running.hub;
  const known = registry.agencies.get(agency);
  if (!known) throw new Error(`no agency ${agency}`);
  const token = { issuer: 'https://example', id: '1' };
  const caller: AgencyCaller = {
    ...{ kind: 'AGENCY', agency, actor: 'Nada', named: true, self: null, purpose, roles, area: null, token },
  };
  return buildRuleset({
    caller,
    agency: known,
    purposeClass: 'operational',
    catalogue: graph.catalogue,
    agreements: agreements ?? policy.current().agreements,
    sources: [...registry.sources.values()],
    today: '2026-11-21',
  });
};

/** Every grant of the demo, as if it had been made for this purpose. */
const grantedFor = (purpose: string): readonly Agreement[] =>
  hub.running.hub.policy.current().agreements.map((agreement) => ({ ...agreement, purpose }));

/** The fields that anything could open. */
const granted = (ruleset: Ruleset): readonly string[] =>
  [...hub.running.hub.graph.catalogue.governed.keys()].filter(
    (coordinate) => !ruleset.refusals.has(coordinate),
  );

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const token = await hub.agencyToken({
    agency: 'berane.centre',
    purpose: 'social-welfare-provision',
    actor: 'Nada',
  });
  const person = await idOf(hub, token, ana.nationalId);
  const answer = await hub.ask(token, 'query ($id: ID!) { person(id: $id) { households { id } } }', {
    id: person,
  });
  const data = answer.body.data as { person: { households: { id: string }[] } };
  variables = { person, household: data.person.households[0]?.id ?? '', nationalId: ana.nationalId };
  expect((await giveConsent(hub, await hub.personToken(ana.nationalId, ana.birthDate))).status).toBe(200);
});

afterAll(async () => await hub.close());

describe('S01 a purpose that nobody was granted by name opens nothing', () => {
  it('the Centre asks H2 for protection from violence: 403, and no row is read', async () => {
    const mayAsk = await hub.agencyToken({
      agency: 'berane.centre',
      purpose: 'social-welfare-provision',
      actor: 'Nada',
    });
    hub.statements.length = 0;
    const given = await hub.ask(mayAsk, asking, variables);
    expect(given.body.data?.['household']).toEqual({ memberCount: 3, tenancies: [{ arrears: '598.52' }] });
    expect(hub.statements.filter((sql) => tablesOfPeople.test(sql))).not.toEqual([]);

    const token = await hub.agencyToken({ agency: 'berane.centre', purpose: slug, actor: 'Nada' });
    hub.statements.length = 0;
    const refused = await hub.ask(token, asking, variables);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      errors: [{ message: 'This purpose cannot run this operation.', extensions: { code: 'FORBIDDEN' } }],
    });
    expect(hub.statements.filter((sql) => tablesOfPeople.test(sql))).toEqual([]);
  });

  it('the denial is in the log with the actor, and nothing else is', async () => {
    const token = await hub.agencyToken({ agency: 'berane.centre', purpose: slug, actor: 'Nada' });
    const { lines } = await loggedDuring(hub, async () => await hub.ask(token, asking, variables));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      kind: 'DENIAL',
      agency: 'berane.centre',
      actor: 'Nada',
      purpose: protection,
      code: 'FORBIDDEN',
      through: null,
      asked: [],
    });
  });

  it('the data protection officers of the Centre and of those it has agreements with are told; nobody else is', async () => {
    const attempts = async (agency: string) =>
      (await alertsOf(hub, agency, 'dpo')).filter(({ purpose: asked }) => asked === slug);
    const told = { kind: 'PURPOSE', agency: 'berane.centre', actor: 'Nada', purpose: slug };
    for (const agency of ['berane.centre', 'berane.municipality', 'petnjica.municipality']) {
      expect(await attempts(agency), agency).toEqual([
        expect.objectContaining({ ...told, objects: expect.any(Number) as number }),
      ]);
    }
    for (const agency of ['berane.support', 'statistics']) expect(await attempts(agency), agency).toEqual([]);
  });

  it('every other agency is refused alike, to the byte', async () => {
    const texts = new Set<string>();
    for (const agency of hub.running.hub.registry.agencies.keys()) {
      const answer = await hub.ask(
        await hub.agencyToken({ agency, purpose: slug, actor: 'Nada' }),
        asking,
        variables,
      );
      expect(answer.status, agency).toBe(403);
      texts.add(answer.text);
    }
    expect(texts.size).toBe(1);
  });

  it('Ana cannot consent to it: 400, and nothing is stored', async () => {
    const before = [await countOf(hub, 'consent'), await countOf(hub, 'consent_event')];
    expect(before).toEqual([1, 1]);
    const token = await hub.personToken(ana.nationalId, ana.birthDate);
    for (const controller of ['berane.municipality', 'berane.centre']) {
      const answer = await giveConsent(hub, token, { purpose: slug, controller });
      expect(answer.status).toBe(400);
      expect(answer.body.data).toEqual({ giveConsent: null });
      expect(answer.body.errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual([
        ['This purpose cannot be consented to.', 'BAD_USER_INPUT'],
      ]);
    }
    expect([await countOf(hub, 'consent'), await countOf(hub, 'consent_event')]).toEqual(before);
  });

  it('nor can staff record her consent to it: 400, and nothing is stored', async () => {
    for (const [agency, purpose] of [
      ['berane.support', 'social-welfare-provision'],
      ['berane.centre', 'social-welfare-provision'],
      ['berane.municipality', 'housing-welfare-management'],
    ] as const) {
      const token = await hub.agencyToken({ agency, purpose, actor: 'Vesna' });
      const person = await idOf(hub, token, ana.nationalId);
      const answer = await recordConsent(hub, token, person, { terms: { purpose: slug } });
      expect(answer.status, agency).toBe(400);
      expect(answer.body.errors?.[0]?.message).toBe('This purpose cannot be consented to.');
    }
    expect([await countOf(hub, 'consent'), await countOf(hub, 'consent_event')]).toEqual([1, 1]);
  });

  it('golden: for no agency and no role does this purpose have a granted cell', () => {
    const { registry } = hub.running.hub;
    const cells = [...registry.agencies.keys()].flatMap((agency) =>
      [[], ['triage']].map((roles) => [agency, granted(rulesetFor(agency, protection, { roles }))]),
    );
    expect(cells).toHaveLength(12);
    expect(cells.filter(([, fields]) => fields?.length !== 0)).toEqual([]);
    expect(granted(rulesetFor('berane.centre', 'ps:SocialWelfareProvision'))).toContain('Tenancy.arrears');
  });

  it('it lies below no grant: only one that names it reaches it', () => {
    for (const above of [
      'dpv:LegalCompliance',
      'ps:SocialWelfareProvision',
      'dpv:Purpose',
      'dpv:PublicBenefit',
    ]) {
      const agreements = grantedFor(above);
      expect(granted(rulesetFor('berane.centre', protection, { agreements })), above).toEqual([]);
    }
    const named = grantedFor(protection);
    expect(granted(rulesetFor('berane.centre', protection, { agreements: named }))).toContain(
      'Tenancy.arrears',
    );
  });

  it('a grant of social welfare management does not cover the assessment of risk', () => {
    const agreements = grantedFor('ps:SocialWelfareManagement');
    const opens = (purpose: string) => granted(rulesetFor('berane.centre', purpose, { agreements }));
    expect(opens('ps:SocialWelfareManagement')).toContain('Tenancy.arrears');
    expect(opens('ps:SocialWelfareEligibilityAssessment')).toContain('Tenancy.arrears');
    expect(opens('ps:SocialWelfareRiskAssessment')).toEqual([]);
  });
});
