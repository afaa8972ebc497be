import { html, type Markup } from './html.ts';
import type { PlanningQuestionName } from './planning-questions.ts';
import { countOf, type PlanningTable, type PlanningTables, valuesOf } from './planning-tables.ts';
import { type NamedDimension, type PlanningWords, sayPlanned, valueInWords } from './planning-words.ts';

/** What every part of a report is printed from. */
export interface Printed extends PlanningTables {
  readonly words: PlanningWords;
}

/** @throws Error where a question was not asked */
export const tableOf = ({ tables }: Printed, name: PlanningQuestionName): PlanningTable => {
  const table = tables.get(name);
  if (!table) throw new Error(`nobody asked for ${name}`);
  return table;
};

/** The way from a number to the query that gave it. */
export const queryLink = ({ words }: Printed, { number }: PlanningTable): Markup =>
  html`<a href="#query-${number}">${sayPlanned(words, 'query', { number })}</a>`;

/** Why a table is not there, in a sentence; null where it is. */
export const absenceOf = (printed: Printed, table: PlanningTable): Markup | null => {
  const sentences = { GIVEN: null, NOT_GIVEN: 'notGiven', REFUSED: 'notAllowed' } as const;
  const sentence = sentences[table.outcome];
  if (sentence === null) return null;
  return html`<p class="absent">${printed.words.questions[table.name]}: ${sayPlanned(printed.words, sentence)} ${queryLink(printed, table)}</p>`;
};

/** INVARIANT: what is withheld is a word and never a number, and a zero is a zero. */
const saidOf = (words: PlanningWords, count: number | null): string =>
  count === null ? words.sentences.withheld : String(count);

/** One number with the query that gave it. */
export const countCell = (
  printed: Printed,
  table: PlanningTable,
  count: number | null | undefined,
): Markup => {
  if (count === undefined) return html`<td></td>`;
  const kind = count === null ? 'withheld' : 'count';
  return html`<td class="${kind}" data-query="${table.number}">${saidOf(printed.words, count)}</td>`;
};

/** Shares by how dark their cell is: from this many hundredths, and below the next. */
const shades = [
  { shade: 0, over: null, sentence: 'shadeNone' },
  { shade: 1, over: 0, sentence: 'shadeFew' },
  { shade: 2, over: 10, sentence: 'shadeSome' },
  { shade: 3, over: 25, sentence: 'shadeMany' },
  { shade: 4, over: 50, sentence: 'shadeMost' },
] as const;

const shadeOf = (share: number): number =>
  shades.filter(({ over }) => over === null || share > over).at(-1)?.shade ?? 0;

/** One number, its share of another, and the cell as dark as the share is large; without a share where either is withheld, or there is no household. */
export const shareCell = (
  printed: Printed,
  { table, count }: { readonly table: PlanningTable; readonly count: number | null | undefined },
  { table: base, count: whole }: { readonly table: PlanningTable; readonly count: number | null | undefined },
): Markup => {
  if (count === undefined || count === null || !whole) return countCell(printed, table, count);
  const share = Math.round((100 * count) / whole);
  return html`<td class="count shade-${shadeOf(share)}" data-query="${table.number}" data-share-of="${base.number}">${count} <span class="share">(${share} %)</span></td>`;
};

/** What each shade means. */
export const shadeLegend = ({ words }: Printed): Markup =>
  html`<p class="legend">${sayPlanned(words, 'legend')}: ${shades.map(
    ({ shade, sentence }) => html`<span class="shade-${shade}">${sayPlanned(words, sentence)}</span> `,
  )}</p>`;

const captionOf = (printed: Printed, table: PlanningTable, more: string | Markup = ''): Markup =>
  html`<caption>${printed.words.questions[table.name]}${more} <span class="query">${queryLink(printed, table)}</span></caption>`;

/** A table with one column of numbers. */
export const groupTable = (printed: Printed, table: PlanningTable, dimension: NamedDimension): Markup => {
  const { words } = printed;
  return html`<table>
${captionOf(printed, table)}
<thead><tr><th scope="col">${sayPlanned(words, 'group')}</th><th scope="col">${sayPlanned(words, 'count')}</th></tr></thead>
<tbody>
${valuesOf(table, dimension).map(
  (value) =>
    html`<tr><th scope="row">${valueInWords(words, dimension, value)}</th>${countCell(printed, table, countOf(table, [value]))}</tr>
`,
)}</tbody>
</table>
`;
};

/** Ages down, sexes across: of one local community, or of the whole municipality with both sexes together. */
export const ageTable = (printed: Printed, table: PlanningTable, place: string | null): Markup => {
  const { words } = printed;
  const sexes = valuesOf(table, 'SEX');
  const more = place === null ? '' : `: ${valueInWords(words, 'LOCAL_COMMUNITY', place)}`;
  const before = place === null ? [] : [place];
  // Less is withheld of fewer cells: without the sexes a small town is told most of its ages.
  const bands = tableOf(printed, 'ageBands');
  const hasBands = place === null && bands.outcome === 'GIVEN';
  return html`<table>
${captionOf(printed, table, more)}
<thead><tr><th scope="col">${words.dimensions.AGE_BAND}</th>${sexes.map(
    (sex) => html`<th scope="col">${valueInWords(words, 'SEX', sex)}</th>`,
  )}${
    hasBands
      ? html`<th scope="col">${sayPlanned(words, 'together')}<br>${queryLink(printed, bands)}</th>`
      : ''
  }</tr></thead>
<tbody>
${valuesOf(table, 'AGE_BAND').map(
  (age) =>
    html`<tr><th scope="row">${valueInWords(words, 'AGE_BAND', age)}</th>${sexes.map((sex) =>
      countCell(printed, table, countOf(table, [...before, age, sex])),
    )}${hasBands ? countCell(printed, bands, countOf(bands, [age])) : ''}</tr>
`,
)}</tbody>
</table>
`;
};

/** Local communities down, groups across, each cell as dark as its share of the households there. */
export const placeTable = (printed: Printed, table: PlanningTable, dimension: NamedDimension): Markup => {
  const { words } = printed;
  const base = tableOf(printed, 'householdsByPlace');
  const groups = valuesOf(table, dimension);
  return html`<div class="wide"><table class="heat">
${captionOf(printed, table)}
<thead><tr><th scope="col">${words.dimensions.LOCAL_COMMUNITY}</th>${groups.map(
    (group) => html`<th scope="col">${valueInWords(words, dimension, group)}</th>`,
  )}</tr></thead>
<tbody>
${valuesOf(table, 'LOCAL_COMMUNITY').map(
  (place) =>
    html`<tr><th scope="row">${valueInWords(words, 'LOCAL_COMMUNITY', place)}</th>${groups.map((group) =>
      shareCell(
        printed,
        { table, count: countOf(table, [place, group]) },
        { table: base, count: countOf(base, [place]) },
      ),
    )}</tr>
`,
)}</tbody>
</table></div>
<p>${shareNote(printed)}</p>
`;
};

/** Which households the shares are of. */
export const shareNote = (printed: Printed): string =>
  sayPlanned(printed.words, 'shareOf', {
    query: sayPlanned(printed.words, 'query', { number: tableOf(printed, 'householdsByPlace').number }),
  });
