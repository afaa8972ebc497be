import type { XmlHandlers } from './xml-parser.ts';

/** A sign that XML has no way to hold, as spreadsheets write it: `_x000D_` (ECMA-376-1, 22.9.2.19). */
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;

export const withoutEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replace(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/**
 * Gathers texts that are written in parts, each in its own letters and colours, and are one text all the same. How it is spoken
 * (`rPh`) is no part of it.
 *
 * @param element the element that is one text.
 */
export const openTextParts = (element: string, take: (text: string) => void): XmlHandlers => {
  let text = '';
  let [isText, spoken] = [false, 0];
  return {
    open: ({ name }) => {
      if (name === element) text = '';
      else if (name === 'rPh') spoken += 1;
      isText = name === 't' && spoken === 0;
    },
    text: (part) => {
      if (isText) text += part;
    },
    close: (name) => {
      isText = false;
      if (name === 'rPh') spoken -= 1;
      else if (name === element) take(withoutEscapes(text));
    },
  };
};
