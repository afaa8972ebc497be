import type { EncodeEntry, Mark, Spec } from 'vega';
import { html, Markup } from './html.ts';
import { countInWords } from './planning-words.ts';

/** What stands beside a chart for whoever does not see it. */
export interface ChartText {
  /** Of the chart in its document. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** How a chart says its numbers. */
export interface ChartWords {
  /** What stands for a number that is withheld. */
  readonly withheld: string;
  readonly locale: string;
}

/** A mark for each row of some data. None is announced by itself: the table under the chart says it better. */
const markOf = (type: 'rect' | 'text', data: string, enter: EncodeEntry): Mark => ({
  ...{ type, aria: false, from: { data } },
  encode: { enter },
});

/** A bar for each row, of the colour given. */
export const barMarks = (data: string, fill: string, place: EncodeEntry): Mark =>
  markOf('rect', data, { ...place, fill: { value: fill } });

/** A text for each row: of `said`, what is no number in another hand (`saidOf`). */
export const textMarks = (data: string, field: string, place: EncodeEntry): Mark =>
  markOf('text', data, {
    ...place,
    text: { field },
    ...(field === 'said' ? { fontStyle: { field: 'style' } } : {}),
    font: { value: 'sans-serif' },
    fontSize: { value: 12 },
    fill: { value: '#1a1a1a' },
    baseline: { value: 'middle' },
  });

/** What is written where a bar ends: its number, or that it is withheld, in another hand. */
export const saidOf = (
  count: number | null,
  words: ChartWords,
): { readonly said: string; readonly style: string } =>
  count === null
    ? { said: words.withheld, style: 'italic' }
    : { said: countInWords(words, count), style: 'normal' };

/**
 * Draws a chart as SVG that stands in an HTML document by itself: no script, no style sheet, no font of its own.
 *
 * The same numbers are the same bytes wherever it is drawn: nothing here is laid out by how wide a text is.
 */
export const drawSvg = async (spec: Spec, { id, title, description }: ChartText): Promise<Markup> => {
  // Loaded late: no other command needs it.
  const { parse, View, Warn } = await import('vega');
  const view = new View(parse({ ...spec, autosize: 'none' }), { renderer: 'none', logLevel: Warn });
  const drawn = await view.toSVG();
  view.finalize();
  const [, box, marks] = /^<svg [^>]*?viewBox="([^"]*)"[^>]*>(.*)<\/svg>$/s.exec(drawn) ?? [];
  if (box === undefined || marks === undefined) throw new Error('a chart that is no SVG');
  const [, , width = '', height = ''] = box.split(' ');
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-description" width="${width}" height="${height}" viewBox="${box}"><title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>${new Markup(marks)}</svg>`;
};
