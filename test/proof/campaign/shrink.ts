import { type FieldNode, Kind, parse, print, visit } from 'graphql';
import { type Edit, writeEdits } from '../oracle/facts.ts';
import type { TwinWorlds } from '../worlds/twin-worlds.ts';
import { ask, type Difference, isSame, type Step } from './pair.ts';

/** A difference in as few steps and changes as it can be had in. */
export interface Shrunk {
  readonly steps: readonly Step[];
  readonly edits: readonly Edit[];
  readonly difference: Difference;
  /** False where it does not come again from a fresh town: something outlives a request. */
  readonly repeats: boolean;
}

/** How often a difference is tried again. */
const mostTries = 60;

const replay = async (
  twins: TwinWorlds,
  steps: readonly Step[],
  edits: readonly Edit[],
): Promise<Difference | null> => {
  await twins.world.restore();
  await twins.twin.restore();
  await writeEdits(twins.twin.running.hub.database, edits);
  for (const [index, step] of steps.entries()) {
    const [one, other] = await ask(step, index, twins);
    if (!isSame(one, other)) return { step: index, request: step.request, one, other };
  }
  return null;
};

/** Every document that is the same less one field. */
const lessOneField = (query: string): readonly string[] => {
  try {
    const document = parse(query);
    const fields: FieldNode[] = [];
    visit(document, { Field: (node) => void fields.push(node) });
    return fields.flatMap((gone) => {
      const less = visit(document, {
        Field: (node) => (node === gone ? null : undefined),
        SelectionSet: { leave: (node) => (node.selections.length === 0 ? null : undefined) },
        InlineFragment: {
          leave: (node) => (node.selectionSet?.kind === Kind.SELECTION_SET ? undefined : null),
        },
      });
      return [print(less)];
    });
  } catch {
    return [];
  }
};

/** Leaves out what the difference does without: earlier steps, then changes, then fields of the question. */
export const shrinkDifference = async (
  twins: TwinWorlds,
  {
    edits,
    isHidden,
  }: { readonly edits: readonly Edit[]; readonly isHidden: (edits: readonly Edit[]) => boolean },
  found: Difference & { readonly steps: readonly Step[] },
): Promise<Shrunk> => {
  let [steps, kept] = [found.steps, edits];
  let best: Difference | null = null;
  let tries = 0;
  const attempt = async (fewer: readonly Step[], less: readonly Edit[]): Promise<boolean> => {
    // Of changes that hide each other, one alone may be of what the caller may see.
    if (tries >= mostTries || !isHidden(less)) return false;
    tries += 1;
    const difference = await replay(twins, fewer, less).catch(() => null);
    if (!difference) return false;
    [steps, kept, best] = [fewer.slice(0, difference.step + 1), less, difference];
    return true;
  };
  const repeats = await attempt(found.steps, edits);
  if (!repeats) return { steps: found.steps.slice(-1), edits, difference: found, repeats };
  await attempt(steps.slice(-1), kept);
  for (let size = Math.ceil(steps.length / 2); steps.length > 1 && size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length - 1; from += size) {
      await attempt([...steps.slice(0, from), ...steps.slice(Math.min(from + size, steps.length - 1))], kept);
    }
  }
  for (let size = Math.ceil(kept.length / 2); kept.length > 1 && size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < kept.length; from += size) {
      if (await attempt(steps, [...kept.slice(0, from), ...kept.slice(from + size)])) from -= size;
    }
  }
  let shorter = true;
  while (shorter) {
    shorter = false;
    const last = steps.at(-1);
    const body = JSON.parse(last?.request.body ?? '{}') as { query?: string };
    for (const query of lessOneField(body.query ?? '')) {
      if (!last || tries >= mostTries) break;
      const request = { ...last.request, body: JSON.stringify({ ...body, query }) };
      shorter = await attempt([...steps.slice(0, -1), { ...last, request }], kept);
      if (shorter) break;
    }
  }
  return { steps, edits: kept, difference: best ?? found, repeats };
};
