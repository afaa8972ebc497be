import type { ElementsShape } from '../../domain/file-drop.ts';
import { longestLine } from './letters.ts';

/** What an element is read into: its text, or an object of its children. */
type ElementValue = string | { readonly [name: string]: ElementValue | readonly ElementValue[] };

/** An element that is an item, or why it cannot be taken. */
export type ElementItem = { readonly item: ElementValue } | { readonly reason: string };

interface OpenElement {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: Map<string, ElementValue[]>;
  text: string;
}

const mostNesting = 50;

/**
 * Gathers the elements that are items while a document is read. An element with children is an object of them, with its attributes
 * as `@name`; one without is its text. Children of one name are a list, and so are those declared to be one.
 */
export class ElementItems {
  readonly #shape: ElementsShape;
  readonly #open: OpenElement[] = [];
  #length = 0;
  #reason: string | null = null;

  constructor(shape: ElementsShape) {
    this.#shape = shape;
  }

  open(name: string, attributes: readonly (readonly [string, string])[]): void {
    if (this.#open.length === 0 && name !== this.#shape.element) return;
    this.#count(attributes.reduce((sum, [key, value]) => sum + key.length + value.length, name.length + 1));
    if (this.#open.length >= mostNesting) this.#spoil(`This is nested deeper than ${mostNesting} levels.`);
    if (name === '__proto__' || attributes.some(([key]) => key === '__proto__'))
      this.#spoil('This has a field by a name that no register has.');
    this.#open.push({ name, attributes, children: new Map(), text: '' });
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (!element) return;
    this.#count(text.length);
    if (this.#reason === null) element.text += text;
  }

  /** The item that ends here, if one does. */
  close(): ElementItem | null {
    const element = this.#open.pop();
    if (!element) return null;
    const above = this.#open.at(-1);
    if (!above) return this.#complete(element);
    const siblings = above.children.get(element.name);
    const value = this.#reason === null ? this.#valueOf(element) : '';
    if (siblings) siblings.push(value);
    else above.children.set(element.name, [value]);
    return null;
  }

  /** Sets the item aside that is open; nothing more of it is kept. */
  #spoil(reason: string): void {
    this.#reason ??= reason;
  }

  #count(signs: number): void {
    this.#length += signs;
    if (this.#length > longestLine) this.#spoil('This is longer than a message may be.');
  }

  #valueOf(element: OpenElement): ElementValue {
    return element.children.size === 0 ? element.text : this.#objectOf(element);
  }

  #objectOf({ attributes, children, text }: OpenElement): ElementValue {
    if (text.trim() !== '') this.#spoil('Text stands beside elements in this.');
    const lists = this.#shape.lists ?? [];
    const fields = [...children].map(([name, values]) => {
      const [first, ...others] = values;
      const isOne = first !== undefined && others.length === 0 && !lists.includes(name);
      return [name, isOne ? first : values] as const;
    });
    return Object.fromEntries([
      ...attributes.map(([name, value]) => [`@${name}`, value] as const),
      ...fields,
    ]);
  }

  #complete(element: OpenElement): ElementItem {
    const item = this.#objectOf(element);
    const reason = this.#reason;
    this.#reason = null;
    this.#length = 0;
    return reason === null ? { item } : { reason };
  }
}
