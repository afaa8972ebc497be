import { CommandFailure } from '../command-failure.ts';

/** Holds what the tour says against what the hub answered. @throws CommandFailure */
export function expectThat(holds: unknown, sentence: string): asserts holds {
  if (!holds) throw new CommandFailure(`The tour expected that ${sentence}.`);
}
