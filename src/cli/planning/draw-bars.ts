import { barMarks, type ChartText, type ChartWords, drawSvg, saidOf, textMarks } from './draw-svg.ts';
import type { Markup } from './html.ts';

/** A bar with its name; the count is null where it is withheld. */
export interface Bar {
  readonly label: string;
  readonly count: number | null;
}

/** In units of the drawing: a row, the longest bar, the room for its number and for its name. */
const [rowHeight, longest, numbers, names] = [26, 190, 60, 270];

/** Draws horizontal bars from zero, each with its name before it and its number at its end. */
export const drawBars = async (bars: readonly Bar[], words: ChartWords, text: ChartText): Promise<Markup> => {
  const values = bars.map(({ label, count }, row) => ({
    ...{ row, label, length: count ?? 0 },
    ...saidOf(count, words),
  }));
  const middle = { scale: 'row', field: 'row', band: 0.5 };
  return await drawSvg(
    {
      ...{ width: longest + numbers, height: rowHeight * bars.length },
      padding: { left: names, right: 0, top: 4, bottom: 4 },
      data: [{ name: 'bars', values }],
      scales: [
        {
          name: 'row',
          type: 'band',
          domain: bars.map((_bar, row) => row),
          range: 'height',
          padding: 0.2,
          round: true,
        },
        {
          ...{ name: 'length', type: 'linear', range: [0, longest] },
          domain: [0, Math.max(1, ...values.map(({ length }) => length))],
        },
      ],
      marks: [
        barMarks('bars', '#2166ac', {
          x: { value: 0 },
          width: { scale: 'length', field: 'length' },
          y: { scale: 'row', field: 'row' },
          height: { scale: 'row', band: 1 },
        }),
        textMarks('bars', 'label', { x: { value: -8 }, y: middle, align: { value: 'right' } }),
        textMarks('bars', 'said', { x: { scale: 'length', field: 'length', offset: 6 }, y: middle }),
      ],
    },
    text,
  );
};
