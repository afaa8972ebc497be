import { barMarks, type ChartText, type ChartWords, drawSvg, saidOf, textMarks } from './draw-svg.ts';
import type { Markup } from './html.ts';

/** One band of age, with a count for each side; null where it is withheld. */
export interface PyramidRow {
  readonly label: string;
  readonly left: number | null;
  readonly right: number | null;
}

export interface Pyramid {
  /** From the top. */
  readonly rows: readonly PyramidRow[];
  /** What each side counts. */
  readonly sides: { readonly left: string; readonly right: string };
  /** The count of the longest bar that a side has room for: pyramids beside each other have one measure. */
  readonly most: number;
  readonly words: ChartWords;
}

/** In units of the drawing: a row, the longest bar, the room for its number, and for what each row is called. */
const [rowHeight, longest, numbers, names] = [24, 100, 60, 90];
const middle = longest + numbers;

/** Draws a population pyramid: a bar to each side of one line for each band of age. */
export const drawPyramid = async (
  { rows, sides, most, words }: Pyramid,
  text: ChartText,
): Promise<Markup> => {
  const side = (name: 'left' | 'right') =>
    rows.map((each, row) => ({ row, length: each[name] ?? 0, ...saidOf(each[name], words) }));
  const domain = [0, Math.max(1, most)];
  const place = {
    y: { scale: 'row', field: 'row' },
    height: { scale: 'row', band: 1 },
  };
  const y = { scale: 'row', field: 'row', band: 0.5 };
  const end = (name: 'left' | 'right', offset: number) => ({ scale: name, field: 'length', offset });
  const above = { y: { value: -10 } };
  return await drawSvg(
    {
      ...{ width: 2 * middle, height: rowHeight * rows.length },
      padding: { left: names, right: 0, top: 22, bottom: 4 },
      data: [
        { name: 'left', values: side('left') },
        { name: 'right', values: side('right') },
        { name: 'bands', values: rows.map(({ label }, row) => ({ row, label })) },
        { name: 'sides', values: [sides] },
      ],
      scales: [
        {
          name: 'row',
          type: 'band',
          domain: rows.map((_row, row) => row),
          range: 'height',
          padding: 0.15,
          round: true,
        },
        { name: 'left', type: 'linear', domain, range: [middle - 1, numbers] },
        { name: 'right', type: 'linear', domain, range: [middle + 1, middle + longest] },
      ],
      marks: [
        barMarks('left', '#b35806', { ...place, x: end('left', 0), x2: { value: middle - 1 } }),
        barMarks('right', '#2166ac', { ...place, x: { value: middle + 1 }, x2: end('right', 0) }),
        textMarks('left', 'said', { x: end('left', -6), y, align: { value: 'right' } }),
        textMarks('right', 'said', { x: end('right', 6), y }),
        textMarks('bands', 'label', { x: { value: -8 }, y, align: { value: 'right' } }),
        textMarks('sides', 'left', { ...above, x: { value: middle - 6 }, align: { value: 'right' } }),
        textMarks('sides', 'right', { ...above, x: { value: middle + 6 } }),
      ],
    },
    text,
  );
};
