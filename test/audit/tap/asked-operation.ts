import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** What was asked, read from its text: fragments, aliases and conditions as the specification of GraphQL has them (6.3.2). */
export class AskedOperation {
  readonly operation: OperationDefinitionNode;
  readonly #document: DocumentNode;
  readonly #variables: Readonly<Record<string, unknown>>;

  constructor(query: string, variables: Readonly<Record<string, unknown>>) {
    this.#document = parse(query);
    this.#variables = variables;
    const operation = this.#document.definitions.find((each) => each.kind === 'OperationDefinition');
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation was asked');
    this.operation = operation;
  }

  /** What a field's argument was, in the text or in a variable. */
  argument(field: FieldNode, name: string): unknown {
    const value = field.arguments?.find((each) => each.name.value === name)?.value;
    return value && this.#valueOf(value);
  }

  /** The fields of an object of this type, by the names under which the answer holds them. */
  fields(
    selections: readonly SelectionSetNode[],
    type: string,
    collected = new Map<string, FieldNode[]>(),
  ): Map<string, FieldNode[]> {
    for (const selection of selections.flatMap((set) => set.selections)) {
      if (!this.#isIn(selection)) continue;
      if (selection.kind === 'Field') {
        const key = selection.alias?.value ?? selection.name.value;
        collected.set(key, [...(collected.get(key) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === 'InlineFragment' ? selection : this.#fragment(selection.name.value);
      const condition = fragment.typeCondition?.name.value ?? type;
      if (condition === type || condition === '_Entity')
        this.fields([fragment.selectionSet], type, collected);
    }
    return collected;
  }

  #valueOf(value: ValueNode): unknown {
    return valueFromASTUntyped(value, this.#variables as never);
  }

  /** Whether `@skip` and `@include` leave it in. */
  #isIn({ directives = [] }: Pick<FieldNode, 'directives'>): boolean {
    const says = (name: string): boolean | null => {
      const value = directives.find((each) => each.name.value === name)?.arguments?.[0]?.value;
      return value ? this.#valueOf(value) === true : null;
    };
    return says('skip') !== true && says('include') !== false;
  }

  #fragment(name: string): FragmentDefinitionNode {
    const found = this.#document.definitions.find(
      (each) => each.kind === 'FragmentDefinition' && each.name.value === name,
    );
    if (found?.kind !== 'FragmentDefinition') throw new Error(`no fragment ${name}`);
    return found;
  }
}
