import {
  type DefinitionNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
} from 'graphql';
import { countEqualFields } from './equal-fields.ts';

/** What a document and its variables may be at most, before anything is validated. `docs/limits.md` shows them. */
export const documentLimits = {
  /** Of the document's text. */
  characters: 100_000,
  tokens: 5000,
  /** Brackets inside brackets, of any kind. */
  nesting: 48,
  /** Fields inside fields, with fragments followed; the introspection of common tools needs 15. */
  depth: 15,
  /** Fields that one operation asks of the root, aliases of one field each for itself. */
  rootFields: 30,
  /** Fields of one operation, with every fragment written out where it is spread. */
  fields: 500,
  /** Fields that fall on one place of the answer: validation compares each with each. */
  equalFields: 30,
  /** `accessPlan` of one operation: each plans an operation of its own. */
  accessPlans: 5,
  /** Fields of the whole document as it is written. */
  writtenFields: 1000,
  /** Of one operation, with fragments written out. */
  aliases: 60,
  /** Of the whole document. */
  directives: 30,
  directivesInOnePlace: 3,
  operations: 10,
  /** Single values in the variables, lists and objects among them. */
  variableValues: 100_000,
  /** Lists and objects inside each other in the variables. */
  variableNesting: 16,
} as const;

export type DocumentLimit = keyof typeof documentLimits;

/** What was found. INVARIANT: which limit it was is for the log alone; an answer never tells it. */
export interface DocumentVerdict {
  readonly exceeded: DocumentLimit | null;
  /** Tokens read and nodes looked at: what judging cost. */
  readonly work: number;
}

/** What a selection holds, fragments written out. */
interface Measure {
  readonly fields: number;
  readonly aliases: number;
  readonly depth: number;
  /** Fields of its own level. */
  readonly width: number;
  readonly plans: number;
}

const nothing: Measure = { fields: 0, aliases: 0, depth: 0, width: 0, plans: 0 };

const beside = (one: Measure, other: Measure): Measure => ({
  fields: one.fields + other.fields,
  aliases: one.aliases + other.aliases,
  depth: Math.max(one.depth, other.depth),
  width: one.width + other.width,
  plans: one.plans + other.plans,
});

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Reads tokens one after the other and stops at the first that is too many: nothing is built of them yet. */
const scan = (text: string): DocumentVerdict => {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let nesting = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    tokens += 1;
    if (opening.has(kind)) nesting += 1;
    if (closing.has(kind)) nesting -= 1;
    if (tokens > documentLimits.tokens) return { exceeded: 'tokens', work: tokens };
    if (nesting > documentLimits.nesting) return { exceeded: 'nesting', work: tokens };
  }
  return { exceeded: null, work: tokens };
};

/** Measures each selection once, however often its fragment is spread: doubling twenty times is twenty sums. */
const createMeasure = (fragments: ReadonlyMap<string, FragmentDefinitionNode>) => {
  const measured = new Map<string, Measure>();
  const total = { nodes: 0, fields: 0, directives: 0, mostInOnePlace: 0 };

  const noteDirectives = (node: { readonly directives?: readonly unknown[] | undefined }): void => {
    const count = node.directives?.length ?? 0;
    total.directives += count;
    total.mostInOnePlace = Math.max(total.mostInOnePlace, count);
  };

  const ofFragment = (name: string): Measure => {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    // One that is nowhere, or that spreads itself, is refused by validation.
    measured.set(name, nothing);
    if (!fragment) return nothing;
    noteDirectives(fragment);
    const found = ofSelections(fragment.selectionSet);
    measured.set(name, found);
    return found;
  };

  const ofSelections = (selections: SelectionSetNode): Measure => {
    let sum = nothing;
    for (const node of selections.selections) {
      total.nodes += 1;
      noteDirectives(node);
      if (node.kind === Kind.FRAGMENT_SPREAD) sum = beside(sum, ofFragment(node.name.value));
      else if (node.kind === Kind.INLINE_FRAGMENT) sum = beside(sum, ofSelections(node.selectionSet));
      else {
        total.fields += 1;
        const inner = node.selectionSet ? ofSelections(node.selectionSet) : nothing;
        sum = beside(sum, {
          fields: 1 + inner.fields,
          aliases: (node.alias ? 1 : 0) + inner.aliases,
          depth: 1 + inner.depth,
          width: 1,
          plans: (node.name.value === 'accessPlan' ? 1 : 0) + inner.plans,
        });
      }
    }
    return sum;
  };

  const ofOperation = (operation: OperationDefinitionNode): Measure => {
    noteDirectives(operation);
    for (const variable of operation.variableDefinitions ?? []) noteDirectives(variable);
    return ofSelections(operation.selectionSet);
  };

  return { ofFragment, ofOperation, total };
};

const isOperation = (node: DefinitionNode): node is OperationDefinitionNode =>
  node.kind === Kind.OPERATION_DEFINITION;

const measureDocument = (definitions: readonly DefinitionNode[]): DocumentVerdict => {
  const operations = definitions.filter(isOperation);
  const fragments = new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const { ofFragment, ofOperation, total } = createMeasure(fragments);
  const found = operations.map(ofOperation);
  // Those that nothing spreads are validated too.
  for (const name of fragments.keys()) ofFragment(name);
  const most = (of: (measure: Measure) => number): number => Math.max(0, ...found.map(of));
  const counts: readonly (readonly [DocumentLimit, number])[] = [
    ['operations', operations.length],
    ['writtenFields', total.fields],
    ['directives', total.directives],
    ['directivesInOnePlace', total.mostInOnePlace],
    ['depth', most((each) => each.depth)],
    ['rootFields', most((each) => each.width)],
    ['fields', most((each) => each.fields)],
    ['aliases', most((each) => each.aliases)],
    ['accessPlans', most((each) => each.plans)],
  ];
  const exceeded = counts.find(([limit, count]) => count > documentLimits[limit])?.[0] ?? null;
  if (exceeded) return { exceeded, work: total.nodes };
  // INVARIANT: what is written out here is bounded by the limits above, and by its own for circles of fragments.
  const equal = countEqualFields(definitions);
  const work = total.nodes + equal.work;
  if (equal.most > documentLimits.equalFields) return { exceeded: 'equalFields', work };
  return { exceeded: equal.ended ? 'fields' : null, work };
};

/**
 * Whether a document's shape stays within the limits. Comes before validation, which is itself an attack: its cost grows with
 * the square of equal fields, and with the power of fragments. A text that is no GraphQL exceeds nothing: parsing refuses it.
 */
export const judgeDocument = (text: string): DocumentVerdict => {
  if (text.length > documentLimits.characters) return { exceeded: 'characters', work: 0 };
  try {
    const scanned = scan(text);
    if (scanned.exceeded) return scanned;
    const measured = measureDocument(parse(text, { noLocation: true }).definitions);
    return { exceeded: measured.exceeded, work: scanned.work + measured.work };
  } catch (error) {
    if (error instanceof GraphQLError) return { exceeded: null, work: 0 };
    throw error;
  }
};

/** Whether variables, as they were sent, stay within the limits of number and nesting. Stops at the first value too many. */
export const judgeVariables = (variables: unknown): DocumentVerdict => {
  const waiting: { readonly value: unknown; readonly nesting: number }[] = [{ value: variables, nesting: 0 }];
  let work = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    work += 1;
    if (work > documentLimits.variableValues) return { exceeded: 'variableValues', work };
    const { value, nesting } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (nesting > documentLimits.variableNesting) return { exceeded: 'variableNesting', work };
    for (const inner of Object.values(value)) {
      waiting.push({ value: inner, nesting: nesting + 1 });
      if (work + waiting.length > documentLimits.variableValues) return { exceeded: 'variableValues', work };
    }
  }
  return { exceeded: null, work };
};
