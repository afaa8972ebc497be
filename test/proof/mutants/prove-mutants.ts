import { setup } from '../../harness/images.ts';
import { type FinderInput, type Finding, findLeak, type Search } from './find-leak.ts';
import { type Mutant, readMutants } from './mutant.ts';
import { copyTree, type TreeCopy } from './tree-copy.ts';

export interface MutantsInput {
  /** `all`, or ids separated by commas. */
  readonly asked: string;
  /** The directory of an empty store. */
  readonly image: string;
  readonly workers: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** The images of the suite's harness, where they are made already. */
  readonly images?: FinderInput['images'];
}

interface Job {
  readonly name: string;
  readonly mutant: Mutant | null;
  readonly look: Search;
}

/** Pairs of a search that must find nothing, for each focus. */
const controlPairs = 80;

/** For each way of finding, a run over the hub as it is: what finds a leak where none is, finds nothing. */
const controlsOf = (mutants: readonly Mutant[]): readonly Job[] => {
  const looks = new Map(
    mutants.map(
      ({ by, focus }) => [JSON.stringify([by, focus]), { by, focus, pairs: controlPairs }] as const,
    ),
  );
  return [...looks.values()].map((look) => ({
    name: `control: ${look.by} ${look.focus ?? ''}`.trim(),
    mutant: null,
    look,
  }));
};

const isRight = (job: Job, { outcome }: Finding): boolean => outcome === (job.mutant ? 'found' : 'survived');

const play = async (
  copy: TreeCopy,
  job: Job,
  input: MutantsInput,
  images: FinderInput['images'],
): Promise<Finding> => {
  const { image, seed } = input;
  try {
    if (job.mutant) copy.plant(job.mutant);
    return await findLeak(copy, job.look, { image, images, seed });
  } catch (error) {
    return { outcome: 'broken', pairs: null, detail: String(error) };
  } finally {
    copy.mend();
  }
};

const makeImages = async (): Promise<{ images: FinderInput['images']; remove: () => void }> => {
  let images: FinderInput['images'] | null = null;
  const provide = (name: string, given: FinderInput['images']): void => {
    if (name === 'images') images = given;
  };
  const remove = await setup({ provide } as never);
  if (!images) throw new Error('the harness made no images');
  return { images, remove };
};

/** Plants each leak into a copy of the hub and looks for it. True where all were found and the hub itself has none of them. */
export const proveMutants = async (input: MutantsInput): Promise<boolean> => {
  const all = readMutants();
  const ids = input.asked.split(',');
  const mutants = input.asked === 'all' ? all : all.filter(({ id }) => ids.includes(id));
  if (mutants.length === 0) throw new Error(`no planted leak is called ${input.asked}`);
  const made =
    input.images === undefined ? await makeImages() : { images: input.images, remove: () => undefined };
  const { images, remove } = made;
  const jobs: Job[] = [
    ...controlsOf(mutants),
    ...mutants.map((mutant) => ({ name: mutant.id, mutant, look: mutant })),
  ];
  const waiting = [...jobs];
  const pairs: number[] = [];
  const wrong: string[] = [];
  const work = async (): Promise<void> => {
    const copy = copyTree();
    try {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const finding = await play(copy, job, input, images);
        if (finding.pairs !== null) pairs.push(finding.pairs);
        const after = finding.pairs === null ? '' : ` after ${finding.pairs} pairs`;
        input.say(
          `${isRight(job, finding) ? 'ok  ' : 'FAIL'} ${job.name}: ${finding.outcome}${after} ${finding.detail}`,
        );
        if (!isRight(job, finding)) wrong.push(job.name);
      }
    } finally {
      copy.remove();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(input.workers, jobs.length) }, work));
  } finally {
    remove();
  }
  const sorted = pairs.sort((one, other) => one - other);
  input.say(
    `${mutants.length} planted leaks, ${wrong.length} not as they should be${wrong.length > 0 ? `: ${wrong.join(', ')}` : ''}.`,
  );
  if (sorted.length > 0)
    input.say(`Pairs until found: median ${sorted[Math.floor(sorted.length / 2)]}, worst ${sorted.at(-1)}.`);
  return wrong.length === 0;
};
