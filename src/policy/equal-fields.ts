import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** How often a document asks for one field of the answer. */
export interface EqualFields {
  /** Of the place in the answer that most fields are written for. */
  readonly most: number;
  /** Nodes looked at. */
  readonly work: number;
  /** Whether looking ended early, because fragments would write out more than anybody means. */
  readonly ended: boolean;
}

/** A document within the other limits is looked at whole long before this. */
const mostVisits = 20_000;

/**
 * Counts the fields that fall on one place of the answer, through fragments and through parents that are themselves equal:
 * validation compares each of them with each. INVARIANT: a fragment counts once for each place, as validation counts it.
 */
export const countEqualFields = (definitions: readonly DefinitionNode[]): EqualFields => {
  const fragments = new Map<string, FragmentDefinitionNode>(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const reached = new Set<string>();
  let most = 0;
  let work = 0;

  /** The fields of one place's selections by the name they have in the answer. */
  const collect = (selections: readonly SelectionSetNode[]): readonly (readonly FieldNode[])[] => {
    const named = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const waiting = [...selections];
    for (let next = waiting.pop(); next && work <= mostVisits; next = waiting.pop()) {
      for (const node of next.selections) {
        work += 1;
        if (node.kind === Kind.INLINE_FRAGMENT) waiting.push(node.selectionSet);
        else if (node.kind === Kind.FIELD) {
          const name = (node.alias ?? node.name).value;
          const fields = named.get(name) ?? [];
          fields.push(node);
          named.set(name, fields);
        } else {
          const fragment = fragments.get(node.name.value);
          reached.add(node.name.value);
          if (fragment && !spread.has(node.name.value)) waiting.push(fragment.selectionSet);
          spread.add(node.name.value);
        }
      }
    }
    return [...named.values()];
  };

  const look = (root: SelectionSetNode): void => {
    const places: (readonly SelectionSetNode[])[] = [[root]];
    // A circle of fragments never runs out of places: the visits end it.
    for (let place = places.pop(); place && work <= mostVisits; place = places.pop()) {
      for (const fields of collect(place)) {
        most = Math.max(most, fields.length);
        const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
        if (inner.length > 0) places.push(inner);
      }
    }
  };

  for (const each of definitions) if (each.kind === Kind.OPERATION_DEFINITION) look(each.selectionSet);
  // Those that no operation spreads are validated too.
  for (const [name, { selectionSet }] of fragments) if (!reached.has(name)) look(selectionSet);
  return { most, work, ended: work > mostVisits };
};
