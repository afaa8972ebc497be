/** Deeper than any message of any register. */
const mostNesting = 50;

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LONGEST_NUMBER = 400;

/** Whether a number, as it is written, is what it becomes: 1e400 is none, and twenty digits are not kept. */
const isKept = (written: string): boolean => {
  const value = Number(written);
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  return value !== 0 || !/^-?[0.]*[1-9]/.test(written);
};

interface Written {
  /** How many names of fields are written, each time that one is. */
  readonly names: number;
  readonly keepsNumbers: boolean;
}

/** What parsing forgets of a text that is JSON: names written twice, and numbers that are rounded. */
const lookAtText = (text: string): Written => {
  let names = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === 0x22) {
      for (at += 1; text.charCodeAt(at) !== 0x22; at += 1) if (text.charCodeAt(at) === 0x5c) at += 1;
      let next = at + 1;
      while (text.charCodeAt(next) <= 0x20) next += 1;
      if (text.charCodeAt(next) === 0x3a) names += 1;
    } else if (sign === 0x2d || (sign >= 0x30 && sign <= 0x39)) {
      NUMBER.lastIndex = at;
      const [written = ''] = NUMBER.exec(text) ?? [];
      if (written.length > LONGEST_NUMBER || !isKept(written)) return { names, keepsNumbers: false };
      at += written.length - 1;
    }
  }
  return { names, keepsNumbers: true };
};

const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Looks at every value, without recursion: what is nested a million deep must not end the process. */
const lookAtValue = (whole: unknown): { readonly names: number } | { readonly reason: string } => {
  let names = 0;
  let level: unknown[] = [whole];
  for (let nesting = 0; level.length > 0; nesting += 1) {
    if (nesting > mostNesting) return { reason: `This is nested deeper than ${mostNesting} levels.` };
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && !isText(value))
        return { reason: 'This holds signs that are not text.' };
      if (typeof value !== 'object' || value === null) continue;
      if (!Array.isArray(value)) {
        for (const name of Object.keys(value)) {
          names += 1;
          if (name === '__proto__') return { reason: 'This has a field by a name that no register has.' };
          if (!isText(name)) return { reason: 'This holds signs that are not text.' };
        }
      }
      for (const each of Object.values(value)) below.push(each);
    }
    level = below;
  }
  return { names };
};

/** One message: what it holds; why it cannot be taken; or null where the text is no JSON at all. */
export type JsonReading = { readonly item: unknown } | { readonly reason: string } | null;

/**
 * Reads one message. The platform's parser decides what is JSON; what it lets pass and no register means is told: a name twice in
 * one object, a number that would be rounded, `__proto__`, half a surrogate pair, endless nesting (THREATS.md G8).
 *
 * INVARIANT: the parser's own message is never handed on, because it quotes the text.
 */
export const readJsonMessage = (text: string): JsonReading => {
  let item: unknown;
  try {
    item = JSON.parse(text);
  } catch {
    return null;
  }
  const found = lookAtValue(item);
  if ('reason' in found) return found;
  const written = lookAtText(text);
  if (!written.keepsNumbers) return { reason: 'A number in this is larger or longer than can be kept.' };
  if (written.names !== found.names) return { reason: 'A name stands twice in one object.' };
  return { item };
};
