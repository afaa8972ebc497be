import { FileRefusal } from './file-refusal.ts';
import { longestLine } from './letters.ts';

/** The signs of one item; null where there are more than of any message: none is kept. */
export type SplitItem = string | null;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** What is around the list may be as long as one message. */
const longestAround = longestLine;

/**
 * Finds where the items of a list in JSON begin and end, and no more: what an item is says the parser, of each by itself, and of
 * what is around the list too. So a list of any length is read with one item in memory.
 */
export class JsonListSplitter {
  readonly #path: readonly string[];
  /** What is around the list, with the list empty: it must be JSON as well. */
  #around = '';
  /** The name under which each open bracket around the list stands; null for one in a list. */
  readonly #names: (string | null)[] = [];
  #name: string | null = null;
  #place: 'BEFORE' | 'INSIDE' | 'AFTER' = 'BEFORE';
  #item = '';
  #isTooLong = false;
  #isFirst = true;
  #nesting = 0;
  #inText = false;
  #isEscaped = false;
  #textStart = 0;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** Where the list was found and what is around it, once all was pushed. @throws FileRefusal where the text was cut. */
  end(): { readonly around: string; readonly isFound: boolean } {
    if (this.#inText || this.#place === 'INSIDE') throw new FileRefusal('STRUCTURE');
    return { around: this.#around, isFound: this.#place === 'AFTER' };
  }

  /** The items that a further piece of the text completes. @throws FileRefusal. */
  *push(piece: string): Generator<SplitItem> {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const sign = piece.charCodeAt(at);
      if (this.#inText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (sign === BACKSLASH) this.#isEscaped = true;
        else if (sign === QUOTE) this.#inText = false;
        continue;
      }
      if (sign === QUOTE) {
        this.#inText = true;
        if (this.#place !== 'INSIDE') this.#textStart = this.#around.length + at - start;
      } else if (this.#place !== 'INSIDE') {
        if (sign !== COLON && sign !== COMMA && sign < OPEN_LIST) continue;
        this.#keepAround(piece.slice(start, at + 1));
        start = at + 1;
        this.#step(sign);
      } else if (sign === OPEN_OBJECT || sign === OPEN_LIST) this.#nesting += 1;
      else if (this.#nesting > 0) {
        if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) this.#nesting -= 1;
      } else if (sign === COMMA || sign === CLOSE_LIST) {
        this.#keepItem(piece.slice(start, at));
        start = at + 1;
        if (sign === CLOSE_LIST) this.#leave();
        if (sign === COMMA || !this.#isFirst || this.#isTooLong || this.#item.trim() !== '')
          yield this.#isTooLong ? null : this.#item;
        this.#isFirst = false;
        this.#item = '';
        this.#isTooLong = false;
      }
    }
    if (this.#place === 'INSIDE') this.#keepItem(piece.slice(start));
    else this.#keepAround(piece.slice(start));
  }

  #keepAround(signs: string): void {
    this.#around += signs;
    if (this.#around.length > longestAround) throw new FileRefusal('STRUCTURE');
  }

  #keepItem(signs: string): void {
    this.#isTooLong ||= this.#item.length + signs.length > longestLine;
    this.#item = this.#isTooLong ? '' : this.#item + signs;
  }

  #leave(): void {
    this.#around += ']';
    this.#place = 'AFTER';
  }

  /** A sign of the structure around the list. */
  #step(sign: number): void {
    if (sign === COLON) this.#name = this.#around.slice(this.#textStart, -1).trim();
    else if (sign === COMMA) this.#name = null;
    else if (sign === OPEN_LIST && this.#isHere()) {
      if (this.#place === 'AFTER') throw new FileRefusal('STRUCTURE');
      this.#place = 'INSIDE';
    } else if (sign === OPEN_OBJECT || sign === OPEN_LIST) {
      this.#names.push(sign === OPEN_OBJECT ? this.#name : null);
      if (this.#names.length > longestNesting) throw new FileRefusal('STRUCTURE');
      this.#name = null;
    } else if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) this.#names.pop();
  }

  #isHere(): boolean {
    const [, ...outer] = this.#names;
    const names = this.#names.length === 0 ? [] : [...outer, this.#name];
    return (
      names.length === this.#path.length &&
      names.every((name, index) => name === JSON.stringify(this.#path[index]))
    );
  }
}

const longestNesting = 1000;
