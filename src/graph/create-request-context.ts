import type { Cursors } from '../access/cursor.ts';
import type { IdScope, PairwiseIds } from '../access/pairwise-id.ts';
import type { Agency, Source } from '../domain/agency.ts';
import { unresolvedMunicipality } from '../records/accept-units.ts';
import { createDisclosureCollector } from '../records/disclosures.ts';
import { createExplanationCollector } from '../records/explanation-collector.ts';
import type { createLiveValues } from '../records/live-values.ts';
import { createLookupCollector } from '../records/lookups.ts';
import { createProjection } from '../records/projection.ts';
import type { RowLoader } from '../records/row-loader.ts';
import type { Graph } from './assemble-graph.ts';
import type { ExecutionInput } from './execute-operation.ts';
import type { GraphServices } from './graph-services.ts';
import type { CallerIds, RequestContext } from './request-context.ts';

export interface RequestContextInput {
  readonly graph: Graph;
  readonly registry: {
    readonly agencies: ReadonlyMap<string, Agency>;
    readonly preferred: ReadonlyMap<string, readonly string[]>;
  };
  readonly services: Omit<GraphServices, 'sourceFor'> & { readonly sources: readonly Source[] };
  readonly pairwise: PairwiseIds;
  readonly cursors: Cursors;
  readonly loadRows: RowLoader;
  readonly liveValuesFor: ReturnType<typeof createLiveValues>;
}

const idsOf = (pairwise: PairwiseIds, cursors: Cursors, scope: IdScope): CallerIds => ({
  encode: (kind, id) => pairwise.encode(kind, id, scope),
  decode: (kind, text) => pairwise.decode(kind, text, scope),
  encodeCursor: (position, context) => cursors.encode(position, scope, context),
  decodeCursor: (text, context) => cursors.decode(text, scope, context),
  orderSalt: pairwise.orderSalt(scope),
});

/** Of what people of different agencies speak: ids that are nobody's own (R23). */
export const sharedIdScope: IdScope = { agency: 'shared', purposeClass: 'operational' };

/** Makes the context of each request: its own disclosures, its own projection, ids of its own agency and purpose class. */
export const createRequestContext =
  (input: RequestContextInput): ExecutionInput['createContext'] =>
  (request, standing, plan): RequestContext => {
    const { caller } = request;
    const { sources, ...services } = input.services;
    const disclosures = createDisclosureCollector();
    const live = input.liveValuesFor(standing.ruleset, plan.asked);
    const scope = {
      // A person is nobody's agency: their ids are their own token's.
      agency: caller.kind === 'AGENCY' ? caller.agency : `person ${caller.token.issuer} ${caller.actor}`,
      purposeClass: standing.registration.class,
    };
    const known =
      caller.kind === 'AGENCY' ? (input.registry.agencies.get(caller.agency)?.municipalities ?? []) : [];
    const municipalities = [...known, unresolvedMunicipality];
    const reading =
      caller.kind === 'AGENCY' && standing.ruleset
        ? {
            ruleset: standing.ruleset,
            projection: createProjection({
              caller,
              municipalities,
              catalogue: input.graph.catalogue,
              ruleset: standing.ruleset,
              preferred: input.registry.preferred,
              loadRows: input.loadRows,
              disclosures,
              fill: live.fill,
            }),
          }
        : null;
    return {
      caller,
      purposeClass: standing.registration.class,
      ownMunicipalities: known,
      municipalities,
      catalogue: input.graph.catalogue,
      ids: idsOf(input.pairwise, input.cursors, scope),
      sharedIds: {
        encode: (kind, id) => input.pairwise.encode(kind, id, sharedIdScope),
        decode: (kind, text) => input.pairwise.decode(kind, text, sharedIdScope),
      },
      matterActs: [],
      idsOfSession: (session) =>
        idsOf(input.pairwise, input.cursors, { ...scope, agency: `session ${session}` }),
      reading,
      disclosures,
      live,
      lookups: createLookupCollector(),
      aggregates: [],
      shown: new Set(),
      isJudged: request.judged !== null,
      explained: createExplanationCollector(),
      withheld: plan.withheld,
      idempotencyKey: request.idempotencyKey,
      services: {
        ...services,
        sourceFor: (adapter, asking) =>
          sources.find(
            (source) =>
              source.adapter === adapter &&
              asking.kind === 'AGENCY' &&
              source.pushers.includes(asking.agency),
          ) ?? null,
      },
    };
  };
