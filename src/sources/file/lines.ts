import { longestLine } from './letters.ts';

/** A line without its end. Null where it is longer than any row of any register: none of it is kept. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly signs: string | null;
  /** Whether a line break ends it, which the last one may lack. */
  readonly isEnded: boolean;
}

const withoutCarriageReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** The lines of a text that comes in pieces. What comes after the last line break is a line where it is not empty. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 0;
  let rest = '';
  let isTooLong = false;
  const lineOf = (signs: string, isEnded: boolean): Line => {
    number += 1;
    const isKept = !isTooLong && signs.length <= longestLine;
    isTooLong = false;
    return { number, signs: isKept ? withoutCarriageReturn(signs) : null, isEnded };
  };
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    for (const [index, part] of lines.entries()) {
      const signs = rest + part;
      if (index < lines.length - 1) {
        yield lineOf(signs, true);
        rest = '';
      } else rest = signs;
    }
    if (rest.length > longestLine) {
      isTooLong = true;
      rest = '';
    }
  }
  if (rest !== '' || isTooLong) yield lineOf(rest, false);
}

/** A number of lines ahead of the one that is read, for rows that run over several. */
export class LinesAhead {
  readonly #lines: AsyncIterator<Line>;
  readonly #ahead: Line[] = [];

  constructor(lines: AsyncIterable<Line>) {
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** The line so many places on; undefined after the last. */
  async peek(places: number): Promise<Line | undefined> {
    while (this.#ahead.length <= places) {
      const next = await this.#lines.next();
      if (next.done) return undefined;
      this.#ahead.push(next.value);
    }
    return this.#ahead[places];
  }

  skip(places: number): void {
    this.#ahead.splice(0, places);
  }

  /** Lets go of what it reads from. */
  async end(): Promise<void> {
    await this.#lines.return?.();
  }
}
