import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  assertValidSchema,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  parse,
  visit,
} from 'graphql';
import { GraphQLLocalDate } from 'graphql-scalars';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { type Contract, checkContract } from './check-contract.ts';
import { decimalScalar } from './decimal-scalar.ts';
import { foundPerson, householdNode } from './edges.ts';
import { lookUp } from './look-up.ts';
import { projectionOf } from './preferred.ts';
import { pushResolver } from './push-resolver.ts';
import { directivesOf, readLabels, usesOf } from './read-labels.ts';
import { recordResolvers } from './record-resolvers.ts';
import type { RequestContext } from './request-context.ts';
import { AccessResolver } from './resolvers/access.resolver.ts';
import { AgreementResolver } from './resolvers/agreement.resolver.ts';
import { AgreementChangesResolver } from './resolvers/agreement-changes.resolver.ts';
import { AgreementFormResolver } from './resolvers/agreement-form.resolver.ts';
import { AlertResolver } from './resolvers/alert.resolver.ts';
import { AssistedSessionResolver } from './resolvers/assisted-session.resolver.ts';
import { ConsentResolver } from './resolvers/consent.resolver.ts';
import { contestResolvers } from './resolvers/contest.resolver.ts';
import { CorrectionResolver } from './resolvers/correction.resolver.ts';
import { differenceResolvers } from './resolvers/difference.resolver.ts';
import { DwellingResolver } from './resolvers/dwelling.resolver.ts';
import { EmergencyResolver } from './resolvers/emergency.resolver.ts';
import { EndedConsentResolver } from './resolvers/ended-consent.resolver.ts';
import { EventResolver } from './resolvers/event.resolver.ts';
import { GuardianshipResolver } from './resolvers/guardianship.resolver.ts';
import { HeldResolver } from './resolvers/held.resolver.ts';
import { HouseholdResolver } from './resolvers/household.resolver.ts';
import { HouseholdReviewResolver } from './resolvers/household-review.resolver.ts';
import { InPersonResolver } from './resolvers/in-person.resolver.ts';
import { LinkReviewResolver } from './resolvers/link-review.resolver.ts';
import { MatterResolver } from './resolvers/matter.resolver.ts';
import { MatterEndingResolver } from './resolvers/matter-ending.resolver.ts';
import { MeResolver, OwnConsentResolver } from './resolvers/me.resolver.ts';
import { membershipResolvers } from './resolvers/membership.resolver.ts';
import { OwnRightsResolver } from './resolvers/own-rights.resolver.ts';
import { PersonResolver } from './resolvers/person.resolver.ts';
import { PrintedFileResolver } from './resolvers/printed-file.resolver.ts';
import { ProhibitionResolver, StayResolver } from './resolvers/prohibition.resolver.ts';
import { ProtectiveBasisResolver } from './resolvers/protective-basis.resolver.ts';
import { ProvenanceResolver } from './resolvers/provenance.resolver.ts';
import { QuarantineResolver } from './resolvers/quarantine.resolver.ts';
import { QueryResolver } from './resolvers/query.resolver.ts';
import { ReferralResolver } from './resolvers/referral.resolver.ts';
import { RevocationResolver } from './resolvers/revocation.resolver.ts';
import { RightsResolver } from './resolvers/rights.resolver.ts';
import { SourceQualityResolver } from './resolvers/source-quality.resolver.ts';
import { UndeliveredResolver } from './resolvers/undelivered.resolver.ts';
import { Contest } from './types/contest.type.ts';
import { Dwelling } from './types/dwelling.type.ts';
import { Provenance } from './types/provenance.type.ts';
import { ObservationReceipt, RecordReceipt } from './types/receipt.type.ts';

/** The graph with everything its labels say. */
export interface Graph {
  readonly schema: GraphQLSchema;
  readonly catalogue: Catalogue;
  /** Prints the schema with its labels, sorted: what `schema/hub.graphql` holds. */
  readonly print: () => string;
}

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])`;

const neverUsed = (): never => {
  throw new Error('nothing is published inside the graph');
};

const buildCore = (): { document: DocumentNode; resolvers: Record<string, Record<string, unknown>> } => {
  const schema = buildSchemaSync({
    resolvers: [
      HouseholdResolver,
      PersonResolver,
      DwellingResolver,
      QueryResolver,
      QuarantineResolver,
      ProvenanceResolver,
      ConsentResolver,
      EmergencyResolver,
      EndedConsentResolver,
      EventResolver,
      GuardianshipResolver,
      HeldResolver,
      HouseholdReviewResolver,
      LinkReviewResolver,
      MatterResolver,
      MatterEndingResolver,
      ProtectiveBasisResolver,
      MeResolver,
      AssistedSessionResolver,
      InPersonResolver,
      PrintedFileResolver,
      ProhibitionResolver,
      StayResolver,
      OwnConsentResolver,
      AlertResolver,
      ReferralResolver,
      AgreementFormResolver,
      AccessResolver,
      RevocationResolver,
      SourceQualityResolver,
      UndeliveredResolver,
      AgreementResolver,
      AgreementChangesResolver,
      ...contestResolvers,
      ...differenceResolvers,
      ...membershipResolvers,
      OwnRightsResolver,
      RightsResolver,
      CorrectionResolver,
    ],
    orphanedTypes: [Provenance, Contest, RecordReceipt, ObservationReceipt],
    // Asked for where there are subscriptions, and never used: the server tells of events.
    pubSub: { publish: () => undefined, subscribe: () => neverUsed() },
    validate: false,
    // The whole graph is checked when it is assembled, and this with it.
    skipCheck: true,
    emitSchemaFile: false,
  });
  // The scalars and enumerations that contracts share are defined once, beside the labels.
  const shared = new Set(['LocalDate', 'Decimal', 'Category']);
  const document = visit(parse(printSchemaWithDirectives(schema)), {
    ScalarTypeDefinition: (node) => (shared.has(node.name.value) ? null : undefined),
    EnumTypeDefinition: (node) => (shared.has(node.name.value) ? null : undefined),
    SchemaDefinition: () => null,
  });
  return {
    document,
    resolvers: createResolversMap(schema) as unknown as Record<string, Record<string, unknown>>,
  };
};

/** Every record type says whose statement it is, and what of it is contested: the hub adds it, so no contract can leave it out. */
const withProvenance = (document: DocumentNode, recordTypes: ReadonlySet<string>): DocumentNode =>
  visit(document, {
    ObjectTypeDefinition: (node) => {
      if (!recordTypes.has(node.name.value)) return undefined;
      const added = parse(`type It {
        "Who says it, and since when."
        provenance: Provenance @open(because: "says whose statement a visible record is")
        "What persons say is not so, of the fields that the caller reads (R22)."
        contested: [Contest!] @open(because: "told of fields that are open to the caller, and of no others") }`);
      const definition = added.definitions[0];
      const fields = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.fields ?? []) : [];
      return { ...node, fields: [...(node.fields ?? []), ...fields] };
    },
  });

const listsOf = (schema: GraphQLSchema): ReadonlyMap<string, string> => {
  const lists = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      const use = usesOf(directivesOf(field), 'records')[0];
      if (use) lists.set(`${type.name}.${field.name}`, String(use['kind']));
    }
  }
  return lists;
};

/** What a router sends to name an entity. */
interface Reference {
  readonly id?: unknown;
}

const textOf = (id: unknown): string => (typeof id === 'string' ? id : '');

const references = {
  Household: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await lookUp(context, 'HOUSEHOLD', textOf(reference.id));
      return view ? householdNode(context, view) : null;
    },
  },
  Person: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await lookUp(context, 'PERSON', textOf(reference.id));
      return view ? foundPerson(context, view) : null;
    },
  },
  Dwelling: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await lookUp(context, 'DWELLING', textOf(reference.id));
      if (!view) return null;
      projectionOf(context).discloseFound(view, 'Dwelling.id');
      return new Dwelling(view.id, async () => view);
    },
  },
};

const namesEntity = (representation: unknown): boolean => {
  const name = (representation as { __typename?: unknown } | null)?.__typename;
  return typeof name === 'string' && Object.hasOwn(references, name);
};

/** Federation's own resolver answers a representation of nothing with a plain error: a fault of the hub, to the hub. */
const guardEntities = (schema: GraphQLSchema): void => {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const resolve = field?.resolve;
  if (!field || !resolve) throw new Error('the graph has no entities');
  field.resolve = (root, values: { representations: readonly unknown[] }, context, info) => {
    if (!values.representations.every(namesEntity)) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'A representation names an entity of the graph by __typename and id.',
      });
    }
    return resolve(root, values, context, info);
  };
};

type Resolvers = Record<string, Record<string, unknown>>;

const merge = (...maps: readonly Resolvers[]): Resolvers => {
  const merged: Resolvers = {};
  for (const map of maps)
    for (const [type, fields] of Object.entries(map)) merged[type] = { ...merged[type], ...fields };
  return merged;
};

/**
 * Assembles the hub's own vocabulary with the agencies' contracts into one Federation 2 subgraph that keeps every label,
 * and reads the labels. A contract that redefines or relabels another's field is refused.
 *
 * @throws ConfigurationError naming the contract, type or field.
 */
export const assembleGraph = (directives: string, contracts: readonly Contract[]): Graph => {
  for (const contract of contracts) checkContract(contract, directives);
  const core = buildCore();
  const documents = contracts.map((contract) => parse(contract.sdl));
  const plain = build([core.document, parse(directives), parse(federation), ...documents], {});
  const lists = listsOf(plain);
  const recordTypes = new Set([...lists.keys()].map((coordinate) => recordTypeOf(plain, coordinate)));
  const shown = documents.map((document) => withProvenance(document, recordTypes));
  const modules = [core.document, parse(directives), parse(federation), ...shown];
  const catalogue = readLabels(build(modules, {}));
  const schema = checked(
    build(
      modules,
      merge(
        core.resolvers,
        references,
        recordResolvers(catalogue, lists),
        { Mutation: pushResolvers(plain) },
        { LocalDate: GraphQLLocalDate as never, Decimal: decimalScalar as never },
      ),
    ),
  );
  guardEntities(schema);
  return {
    schema,
    catalogue,
    print: () => `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`,
  };
};

const unfit = (error: unknown): ConfigurationError =>
  new ConfigurationError(`The contracts do not fit together: ${(error as Error).message}`);

const checked = (schema: GraphQLSchema): GraphQLSchema => {
  try {
    assertValidSchema(schema);
    return schema;
  } catch (error) {
    throw unfit(error);
  }
};

const build = (documents: readonly DocumentNode[], resolvers: Resolvers): GraphQLSchema => {
  try {
    const [first, ...rest] = documents;
    return buildSubgraphSchema([
      { typeDefs: first as DocumentNode, resolvers: resolvers as never },
      ...rest.map((typeDefs) => ({ typeDefs })),
    ]);
  } catch (error) {
    throw unfit(error);
  }
};

const recordTypeOf = (schema: GraphQLSchema, coordinate: string): string => {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
  return String(field?.type).replace(/[[\]!]/g, '');
};

const pushResolvers = (schema: GraphQLSchema): Record<string, unknown> => {
  const resolvers: Record<string, unknown> = {};
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const use = usesOf(directivesOf(field), 'push')[0];
    if (use) resolvers[field.name] = pushResolver(String(use['source']), field.name);
  }
  return resolvers;
};
