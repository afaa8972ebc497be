import { foldText } from './fold-text.ts';

/**
 * A looser key than `foldText`, for names and streets a clerk typed without marks.
 *
 * Every letter but one loses its mark the same way in the key and under a clerk's hand (č ć → c, š → s, ž → z).
 * Only đ has two plain spellings, `dj` and `d` ("Djurdja", "Durda"), so only `dj` is brought down to `d`. That
 * a real d + j ("nadjačati") goes the same way costs nothing: both sides of a comparison are loosened.
 */
export function loosenText(text: string): string {
  return foldText(text).replaceAll('dj', 'd');
}
