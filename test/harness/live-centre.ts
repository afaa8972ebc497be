import { centreAdapter } from '../../adapters/centre/adapter.ts';
import type { Adapter } from '../../src/domain/adapter.ts';
import { type Contracts, projectContracts } from '../../src/server/load-contracts.ts';
import type { Answering } from './http-server.ts';
import { json } from './http-server.ts';

/** The Centre's record system where it keeps its values, and is asked for them at query time. */
export const liveCentre: Adapter = {
  ...centreAdapter,
  delivery: 'LIVE',
  live: {
    keyColumns: ['caseNumber', 'version', 'members[].localId', 'members[].nationalId'],
    REST: {
      ...{ path: 'cases/some', idsParameter: 'ids', fieldsParameter: 'fields' },
      ...{ items: ['cases'], localId: ['caseNumber'] },
    },
  },
};

/** The project's contracts, of which the Centre's is live. */
export const contractsWithLiveCentre = (): Contracts => {
  const whole = projectContracts();
  return { ...whole, adapters: whole.adapters.map((each) => (each.name === 'centre' ? liveCentre : each)) };
};

/** As its service answers: what it has of the ids, all of it, whatever fields were asked for. */
export const answeringCases =
  (cases: readonly object[]): Answering =>
  ({ url }, response) => {
    const ids = url.searchParams.get('ids')?.split(',');
    const found = cases as readonly { caseNumber: string }[];
    json(response, {
      cases: ids ? found.filter(({ caseNumber }) => ids.includes(caseNumber)) : found,
      next: null,
    });
  };
