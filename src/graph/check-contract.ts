import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  validateSchema,
} from 'graphql';
import { ConfigurationError } from '../domain/configuration-error.ts';

/** One agency's contract as SDL. Its name is its adapter's. */
export interface Contract {
  readonly name: string;
  readonly sdl: string;
}

// What a contract may lean on when it is built alone: the hub's words, without their fields.
const standIns = `
type Query { _: Boolean } type Mutation { _: Boolean }
type Household { id: ID! } type Person { id: ID! } type Dwelling { id: ID! }
type RecordReceipt { id: ID } type ObservationReceipt { id: ID }`;

const sourceOf = (field: FieldDefinitionNode, label: string): string | null => {
  const use: ConstDirectiveNode | undefined = field.directives?.find((each) => each.name.value === label);
  const value = use?.arguments?.find((argument) => argument.name.value === 'source')?.value;
  return value?.kind === Kind.STRING ? value.value : null;
};

const refuse = (contract: Contract, message: string): never => {
  throw new ConfigurationError(`The contract ${contract.name} does not stand: ${message}`);
};

/**
 * What a contract may add to a type that is not its own: lists of its own records to the hub's entities, and pushes to its own
 * register. Anything else there would be a field that no rule of the hub's governs.
 */
const checkExtensions = (contract: Contract, document: DocumentNode): void => {
  const own = new Set(
    document.definitions.flatMap((each) =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION ? [each.name.value] : [],
    ),
  );
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Subscription')
      refuse(contract, "Subscription is not a contract's to define.");
    if (definition.kind !== Kind.OBJECT_TYPE_EXTENSION || own.has(definition.name.value)) continue;
    const typeName = definition.name.value;
    const label = typeName === 'Mutation' ? 'push' : 'records';
    for (const field of definition.fields ?? []) {
      const coordinate = `${typeName}.${field.name.value}`;
      if (typeName === 'Query') refuse(contract, `${coordinate} is a question, and a contract adds none.`);
      const source = sourceOf(field, label);
      if (source === null)
        refuse(contract, `${coordinate} has no @${label}: nothing else can be added to ${typeName}.`);
      if (source !== contract.name)
        refuse(contract, `${coordinate} is @${label} of ${source}, which is not this contract's register.`);
      if (field.directives?.length !== 1)
        refuse(contract, `${coordinate} has another label beside @${label}, such as @open or @stated.`);
    }
  }
};

/**
 * Checks one contract by itself, before it meets the others.
 *
 * @throws ConfigurationError naming the contract and what is wrong in it.
 */
export const checkContract = (contract: Contract, directives: string): void => {
  try {
    const errors = validateSchema(makeExecutableSchema({ typeDefs: [directives, standIns, contract.sdl] }));
    if (errors.length > 0) throw errors[0];
  } catch (error) {
    refuse(contract, (error as Error).message);
  }
  checkExtensions(contract, parse(contract.sdl));
};
