import type { GraphQLFieldResolver } from 'graphql';
import type { Catalogue, RecordKind } from '../policy/catalogue.ts';
import type { GovernedRecord } from '../records/governed-record.ts';
import type { EntityView } from '../records/projection.ts';
import { projectionOf } from './preferred.ts';
import type { RequestContext } from './request-context.ts';
import type { Contest } from './types/contest.type.ts';
import { Dwelling } from './types/dwelling.type.ts';
import { Household } from './types/household.type.ts';
import { Person } from './types/person.type.ts';
import { LinkCertainty, type Provenance } from './types/provenance.type.ts';

/** A record in the graph: with the entity it was reached through, which decides what R6 lets the caller know. */
interface RecordNode {
  readonly record: GovernedRecord;
  readonly view: EntityView;
}

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

const viewOf = async (entity: unknown): Promise<EntityView | null> => {
  if (entity instanceof Household) return entity.view;
  if (entity instanceof Person || entity instanceof Dwelling) return await entity.view();
  throw new Error('a list of records was reached through something that is no entity');
};

const listResolver =
  (kind: RecordKind, coordinate: string): Resolver =>
  async (entity, _arguments, context): Promise<readonly RecordNode[] | null> => {
    // Refused by document and caller alone: null, and named as withheld. An empty list is what a subject's refusal looks like.
    if (!context.reading?.ruleset.kinds.includes(kind.kind)) return null;
    const view = await viewOf(entity);
    if (!view) return [];
    const projection = projectionOf(context);
    const records = projection.records(view, kind.kind);
    if (records.length === 0)
      projection.refuseForConsent(
        view,
        kind.fields.map((field) => field.coordinate),
      );
    for (const record of records) projection.discloseListed(record, coordinate);
    return records.map((record) => ({ record, view }));
  };

const valueResolver =
  (coordinate: string): Resolver =>
  (node, _arguments, context) => {
    const { record, view } = node as RecordNode;
    const projection = projectionOf(context);
    const value = projection.value(record, coordinate);
    if (value === null) projection.refuseForConsent(view, [coordinate]);
    return value;
  };

/** Who says a record, as its caller may know it. */
export const provenanceOf = (record: GovernedRecord, context: RequestContext): Provenance => {
  const certainty = projectionOf(context).certainty(record);
  // Two agencies could lay their lists side by side by an instant: others than the owner are given the day (R23).
  const isOwner = context.caller.kind === 'AGENCY' && context.caller.agency === record.row.controller;
  const instant = (text: string): Date => (isOwner ? new Date(text) : new Date(text.slice(0, 10)));
  return {
    source: record.row.source,
    controller: record.row.controller,
    version: record.row.version,
    observedOn: record.row.observed_on,
    recordedAt: record.row.recorded_at === null ? null : instant(record.row.recorded_at),
    receivedAt: instant(record.row.received_at),
    linkCertainty: certainty === null ? null : LinkCertainty[certainty],
    held: isOwner ? record.row : null,
  };
};

const provenanceResolver: Resolver = (node, _arguments, context): Provenance =>
  provenanceOf((node as RecordNode).record, context);

const contestedResolver: Resolver = (node, _arguments, context): readonly Contest[] =>
  projectionOf(context).contests((node as RecordNode).record);

/** Resolvers of everything that only reads records: for a contract's fields there is none to write. */
export const recordResolvers = (
  catalogue: Catalogue,
  lists: ReadonlyMap<string, string>,
): Record<string, Record<string, Resolver>> => {
  const resolvers: Record<string, Record<string, Resolver>> = {};
  const set = (typeName: string, field: string, resolver: Resolver): void => {
    resolvers[typeName] = { ...resolvers[typeName], [field]: resolver };
  };
  for (const [coordinate, kindName] of lists) {
    const kind = catalogue.kinds.get(kindName);
    const [typeName = '', field = ''] = coordinate.split('.');
    if (kind) set(typeName, field, listResolver(kind, coordinate));
  }
  for (const kind of catalogue.kinds.values()) {
    for (const field of kind.fields) set(kind.typeName, field.field, valueResolver(field.coordinate));
    set(kind.typeName, 'provenance', provenanceResolver);
    set(kind.typeName, 'contested', contestedResolver);
  }
  return resolvers;
};
