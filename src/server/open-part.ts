import { MapperKind, mapSchema } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { openGatewayKey } from '../access/gateway-key.ts';
import { createTickets, type Tickets } from '../access/ticket.ts';
import type { Executed } from '../graph/admit-operation.ts';
import { corePart } from '../graph/graph-parts.ts';
import type { Judgement } from '../graph/judge-operation.ts';
import type { OperationRequest } from '../graph/operation-request.ts';
import type { Core, World } from './open-core.ts';

type Execute = (request: OperationRequest) => Promise<Executed>;
type Judge = (request: OperationRequest) => Promise<Judgement>;

/** What of the graph this process runs: all of it, or one part behind a router. */
export interface Part {
  /** What clients or routers may ask of it. */
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  /** Whether it has what only one process does: the log's seal, the sweep, streams, webhooks, everything but operations. */
  readonly isCore: boolean;
  /** Null where the whole graph runs here. */
  readonly split: {
    readonly tickets: Tickets;
    /** The core's alone: whole operations are judged there before parts run them. */
    readonly judgement: {
      readonly schema: GraphQLSchema;
      readonly judge: Judge;
      readonly gatewayKey: string;
    } | null;
  } | null;
}

/** The graph as clients of a router know it: what routers ask of subgraphs is none of theirs. */
const withoutFederation = (schema: GraphQLSchema): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.QUERY_ROOT_FIELD]: (field, name) =>
      name === '_entities' || name === '_service' ? null : field,
  });

/** Opens what the configuration says to run of the graph. @throws ConfigurationError */
export const openPart = (
  { configuration, graph, secrets }: Core,
  { clock }: World,
  run: {
    readonly executing: (schema: GraphQLSchema) => Execute;
    readonly judging: (schema: GraphQLSchema) => Judge;
    readonly executeWhole: Execute;
  },
): Part => {
  if (configuration.only === null)
    return { schema: graph.schema, execute: run.executeWhole, isCore: true, split: null };
  const { name, schema } = graph.part(configuration.only);
  const tickets = createTickets(secrets.hashing, clock);
  const execute = run.executing(schema);
  if (name !== corePart) return { schema, execute, isCore: false, split: { tickets, judgement: null } };
  const whole = withoutFederation(graph.schema);
  const judgement = {
    schema: whole,
    judge: run.judging(whole),
    gatewayKey: openGatewayKey(configuration.gatewayKeyFile, configuration.profile === 'demo'),
  };
  return { schema, execute, isCore: true, split: { tickets, judgement } };
};
