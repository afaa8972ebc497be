import {
  type DefinitionNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  visit,
} from 'graphql';

/** What the whole graph is made of, before it is built. */
export interface GraphModules {
  /** The hub's own vocabulary. */
  readonly core: DocumentNode;
  /** The labels, and the scalars and enumerations that contracts share. */
  readonly shared: DocumentNode;
  /** Each agency's contract as the graph shows it, by its adapter's name. */
  readonly contracts: ReadonlyMap<string, DocumentNode>;
}

/** The part of the graph with the hub's own vocabulary: everything that needs the statements of all registers. */
export const corePart = 'core';

/** Every part that the graph can be split into: the hub's own, and one for each contract. */
export const partNames = ({ contracts }: Pick<GraphModules, 'contracts'>): readonly string[] => [
  corePart,
  ...contracts.keys(),
];

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

const roots: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

const isObject = (node: DefinitionNode): node is ObjectNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;

const nameOf = (node: DefinitionNode): string | null =>
  'name' in node && node.name && node.kind !== Kind.DIRECTIVE_DEFINITION ? node.name.value : null;

const isEntity = (node: DefinitionNode): boolean =>
  isObject(node) && (node.directives ?? []).some(({ name }) => name.value === 'key');

/** Of an entity another part needs its name alone: the key, with its label. */
const keyOf = (node: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode => ({
  ...node,
  fields: (node.fields ?? []).filter(({ name }) => name.value === 'id'),
});

const namedIn = (node: DefinitionNode): ReadonlySet<string> => {
  const names = new Set<string>();
  visit(node, { NamedType: ({ name }) => void names.add(name.value) });
  return names;
};

/** The definitions that some others name, at any distance; of entities their keys alone. */
const reachedFrom = (
  begin: readonly DefinitionNode[],
  known: ReadonlyMap<string, DefinitionNode>,
): readonly DefinitionNode[] => {
  const found = new Map<string, DefinitionNode>();
  const look = (node: DefinitionNode): void => {
    for (const name of namedIn(node)) take(name);
  };
  const take = (name: string): void => {
    const definition = known.get(name);
    if (!definition || found.has(name)) return;
    const shown = isEntity(definition) ? keyOf(definition as ObjectTypeDefinitionNode) : definition;
    found.set(name, shown);
    look(shown);
  };
  for (const node of begin) {
    if (node.kind === Kind.OBJECT_TYPE_EXTENSION && !roots.has(node.name.value)) take(node.name.value);
    look(node);
  }
  return [...found.values()];
};

const byName = (document: DocumentNode): ReadonlyMap<string, DefinitionNode> =>
  new Map(
    document.definitions.flatMap((node) => {
      const name = nameOf(node);
      return name === null || node.kind === Kind.OBJECT_TYPE_EXTENSION ? [] : [[name, node] as const];
    }),
  );

/** The hub's own vocabulary without what only contracts name. */
const coreDefinitions = (core: DocumentNode): readonly DefinitionNode[] => {
  const known = byName(core);
  const begin = core.definitions.filter(
    (node) => roots.has(nameOf(node) ?? '') || isEntity(node) || nameOf(node) === null,
  );
  const begun = new Set(begin);
  const reached = reachedFrom(begin, known).filter((node) => !isEntity(node));
  return [...begin, ...reached.filter((node) => !begun.has(node))];
};

const shareable = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'shareable' } } as const;

/**
 * Splits the graph into its parts. A contract's part has its own types and fields, the keys of the entities that it extends,
 * and a copy of each of the hub's types that it names: those are the same in every part, and said to be shared.
 */
export const splitGraph = (modules: GraphModules): ReadonlyMap<string, readonly DefinitionNode[]> => {
  const known = byName(modules.core);
  const parts = new Map<string, readonly DefinitionNode[]>([[corePart, coreDefinitions(modules.core)]]);
  for (const [name, { definitions }] of modules.contracts)
    parts.set(name, [...definitions, ...reachedFrom(definitions, known)]);
  const times = new Map<string, number>();
  for (const definitions of parts.values())
    for (const node of definitions)
      if (isObject(node) && !roots.has(node.name.value))
        times.set(node.name.value, (times.get(node.name.value) ?? 0) + 1);
  const share = (node: DefinitionNode): DefinitionNode =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && !isEntity(node) && (times.get(node.name.value) ?? 0) > 1
      ? { ...node, directives: [...(node.directives ?? []), shareable] }
      : node;
  return new Map(
    [...parts].map(([name, definitions]) => [
      name,
      [...modules.shared.definitions, ...definitions.map(share)],
    ]),
  );
};
