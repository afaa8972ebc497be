/** An adapter's name as each place writes it. */
export interface AdapterNames {
  /** `food-aid`: the source, the files and folders. */
  readonly kebab: string;
  /** `foodAid`: fields of the graph, constants. */
  readonly camel: string;
  /** `FoodAid`: types. */
  readonly pascal: string;
  /** `food aid`: sentences. */
  readonly words: string;
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const longest = 40;

/** The forms of a name, or null where it is no identifier of small letters, digits and hyphens. */
export const namesOf = (name: string): AdapterNames | null => {
  if (!NAME.test(name) || name.length > longest) return null;
  const parts = name.split('-');
  const pascal = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  return {
    kebab: name,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    words: parts.join(' '),
  };
};

/** The name that everything in the template has. */
const template: AdapterNames = {
  kebab: 'example-register',
  camel: 'exampleRegister',
  pascal: 'ExampleRegister',
  words: 'example register',
};

/** A text of the template under another name. */
export const renamed = (text: string, { kebab, camel, pascal, words }: AdapterNames): string =>
  text
    .replaceAll(template.kebab, kebab)
    .replaceAll(template.camel, camel)
    .replaceAll(template.pascal, pascal)
    .replaceAll(template.words, words);
