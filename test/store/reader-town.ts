import { agreements, graph, registry } from '../policy/demo-house.ts';
import { careCase, member, observation, tenant } from '../records/make-case.ts';
import { openTestStore, type TestStore, type TestStoreOptions } from '../records/open-store.ts';

/** Records of every demo controller, one person referred to the support service, and a sealed case. */
export const openReaderTown = async (options: TestStoreOptions = {}): Promise<TestStore> => {
  const store = await openTestStore(options);
  await store.take('housing', [
    tenant({ jmbg: '1405987275476' }),
    tenant({ rb: '2', broj_ugovora: 'U-8', ime: 'Rifat' }),
  ]);
  await store.take('petnjica/housing', [tenant({ ime: 'Mira', mjesna_zajednica: 'Trpezi' })]);
  await store.take('centre', [
    careCase(1, {
      members: [member('CSR-7/1', { nationalId: '1405987275476' })],
      rights: [{ type: 'materijalno obezbjeđenje', status: 'priznato' }],
      aidPlan: { goal: 'plan otplate' },
      referrals: [{ member: 'CSR-7/1', agency: 'berane.support', acceptedOn: '2026-01-10' }],
    }),
    careCase(1, {
      caseNumber: 'CSR-900',
      matter: 'M-1',
      members: [member('CSR-900/1', { givenName: 'Jelena' })],
      referrals: [{ member: 'CSR-900/1', agency: 'berane.support', acceptedOn: '2026-01-10' }],
    }),
  ]);
  await store.take('community', [observation()]);
  return store;
};

/** What an agency may reach at all, by the demo's agreements: read off them here, not from what the hub computed. */
export const mayReach = (agency: string): ReadonlySet<string> => {
  const reach = new Set<string>();
  for (const source of registry.sources.values()) {
    for (const kind of graph.catalogue.kinds.values()) {
      if (kind.adapter !== source.adapter) continue;
      const agreed = agreements.some(
        (each) =>
          each.recipient === agency &&
          each.controller === source.controller &&
          kind.fields.some(
            ({ category, coordinate }) =>
              each.categories.includes(category) || each.fields.includes(coordinate),
          ),
      );
      if (agreed || source.controller === agency) reach.add(`${source.controller} ${kind.kind}`);
    }
  }
  return reach;
};
