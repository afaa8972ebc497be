import { html, type Markup } from './html.ts';
import type { PlanningQuestionName } from './planning-questions.ts';
import {
  lineOf,
  type PlanningLine,
  type PlanningTable,
  type PlanningTables,
  valuesOf,
} from './planning-tables.ts';
import {
  countInWords,
  type NamedDimension,
  type PlanningWords,
  sayPlanned,
  valueInWords,
} from './planning-words.ts';

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

/** A part of the report under its heading. */
export const section = (id: string, heading: string, parts: readonly Markup[]): Markup =>
  html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${parts}</section>
`;

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

/** Shares by how dark their cell is: each over so many percent, up to the next. */
const shades = [
  { shade: 1, over: 0, sentence: 'shadeFew' },
  { shade: 2, over: 10, sentence: 'shadeSome' },
  { shade: 3, over: 25, sentence: 'shadeMany' },
  { shade: 4, over: 50, sentence: 'shadeMost' },
] as const;

/**
 * One number with the query that gave it; where the hub says a share, with it, and the cell as dark as it is large.
 *
 * INVARIANT: what is withheld is a word and never a number, a zero is a zero, and nothing is worked out here: every number is the hub's.
 */
export const countCell = (
  { words }: Printed,
  { number }: PlanningTable,
  line: PlanningLine | undefined,
): Markup => {
  if (line === undefined) return html`<td></td>`;
  const { count, share } = line;
  if (count === null)
    return html`<td class="withheld" data-query="${number}">${words.sentences.withheld}</td>`;
  const said = countInWords(words, count);
  if (share === null) return html`<td class="count" data-query="${number}">${said}</td>`;
  const shade = shades.filter(({ over }) => share > over).at(-1)?.shade ?? 0;
  return html`<td class="count shade-${shade}" data-query="${number}">${said} <span class="share">(${share} %)</span></td>`;
};

/** What each shade means. */
export const shadeLegend = ({ words }: Printed): Markup =>
  html`<p class="legend">${sayPlanned(words, 'legend')}: ${shades.map(
    ({ shade, sentence }) => html`<span class="shade-${shade}">${sayPlanned(words, sentence)}</span> `,
  )}</p>`;

/** The caption of a table that a heading of the same words stands above: for whoever hears the table, and not read twice. */
export const repeatedCaption = (heading: string): Markup =>
  html`<caption><span class="unseen">${heading}</span></caption>`;

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
    html`<tr><th scope="row">${valueInWords(words, dimension, value)}</th>${countCell(printed, table, lineOf(table, [value]))}</tr>
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
      countCell(printed, table, lineOf(table, [...before, age, sex])),
    )}${hasBands ? countCell(printed, bands, lineOf(bands, [age])) : ''}</tr>
`,
)}</tbody>
</table>
`;
};

/** Local communities down, groups across. */
export const placeTable = (printed: Printed, table: PlanningTable, dimension: NamedDimension): Markup => {
  const { words } = printed;
  const groups = valuesOf(table, dimension);
  return html`<div class="wide"><table>
${captionOf(printed, table)}
<thead><tr><th scope="col">${words.dimensions.LOCAL_COMMUNITY}</th>${groups.map(
    (group) => html`<th scope="col">${valueInWords(words, dimension, group)}</th>`,
  )}</tr></thead>
<tbody>
${valuesOf(table, 'LOCAL_COMMUNITY').map(
  (place) =>
    html`<tr><th scope="row">${valueInWords(words, 'LOCAL_COMMUNITY', place)}</th>${groups.map((group) =>
      countCell(printed, table, lineOf(table, [place, group])),
    )}</tr>
`,
)}</tbody>
</table></div>
`;
};
