import { drawPyramid } from './draw-pyramid.ts';
import { html, type Markup } from './html.ts';
import { lineOf, type PlanningTable, valuesOf } from './planning-tables.ts';
import { sayPlanned, valueInWords } from './planning-words.ts';
import { absenceOf, ageTable, type Printed, queryLink, section, tableOf } from './print-tables.ts';

/** A pyramid of one place with its table under it; the table alone where every bar would be withheld. */
const pyramidOf = async (
  printed: Printed,
  table: PlanningTable,
  { place, most }: { readonly place: string | null; readonly most: number },
): Promise<Markup> => {
  const { words } = printed;
  const before = place === null ? [] : [place];
  const of = (age: string, sex: string): number | null => lineOf(table, [...before, age, sex])?.count ?? null;
  const { withheld } = words.sentences;
  const index = place === null ? 0 : valuesOf(table, 'LOCAL_COMMUNITY').indexOf(place) + 1;
  const name = place === null ? '' : `: ${valueInWords(words, 'LOCAL_COMMUNITY', place)}`;
  // What is not known comes last in the table, and so it does in the chart: the oldest at the top, and it below the youngest.
  const [unknown, ...known] = [...valuesOf(table, 'AGE_BAND')].reverse();
  const ages = unknown === undefined ? [] : [...known, unknown];
  const rows = ages.map((age) => ({
    label: valueInWords(words, 'AGE_BAND', age),
    left: of(age, 'F'),
    right: of(age, 'M'),
  }));
  const isDrawn = rows.some(({ left, right }) => left !== null || right !== null);
  const chart = isDrawn
    ? [
        await drawPyramid(
          {
            rows,
            sides: { left: valueInWords(words, 'SEX', 'F'), right: valueInWords(words, 'SEX', 'M') },
            ...{ most, words: { withheld, locale: words.locale } },
          },
          {
            id: `chart-${table.number}-${index}`,
            title: `${words.questions[table.name]}${name}`,
            description: sayPlanned(words, 'pyramidSaid', { withheld }),
          },
        ),
      ]
    : [];
  return html`<figure data-query="${table.number}">
${chart}
${ageTable(printed, table, place)}</figure>
`;
};

/** A pyramid of one local community under its name; one sentence where not one number is given, and a table would be a word over and over. */
const pyramidOfPlace = async (
  printed: Printed,
  table: PlanningTable,
  { place, most }: { readonly place: string; readonly most: number },
): Promise<Markup> => {
  const { words } = printed;
  const { withheld } = words.sentences;
  const isGiven = table.lines.some(({ values, count }) => values[0] === place && count !== null);
  const said = isGiven
    ? await pyramidOf(printed, table, { place, most })
    : html`<p class="absent" data-query="${table.number}">${sayPlanned(words, 'allWithheld', { withheld })} ${queryLink(printed, table)}</p>
`;
  return html`<div><h4>${valueInWords(words, 'LOCAL_COMMUNITY', place)}</h4>
${said}</div>
`;
};

/** The longest bar of a table's pyramids. */
const mostOf = ({ lines }: PlanningTable): number => Math.max(0, ...lines.map(({ count }) => count ?? 0));

/** Ages and sexes: of the municipality, and of each local community in one measure. */
export const printAges = async (printed: Printed): Promise<Markup> => {
  const [all, byPlace] = [tableOf(printed, 'ages'), tableOf(printed, 'agesByPlace')];
  const parts: Markup[] = [
    absenceOf(printed, all) ?? (await pyramidOf(printed, all, { place: null, most: mostOf(all) })),
    html`<h3>${sayPlanned(printed.words, 'agesByPlace')}</h3>
`,
  ];
  const absence = absenceOf(printed, byPlace);
  if (absence) parts.push(absence);
  else {
    const most = mostOf(byPlace);
    const pyramids: Markup[] = [];
    for (const place of valuesOf(byPlace, 'LOCAL_COMMUNITY'))
      pyramids.push(await pyramidOfPlace(printed, byPlace, { place, most }));
    parts.push(html`<div class="beside">
${pyramids}</div>
`);
  }
  return section('ages', sayPlanned(printed.words, 'agesHeading'), parts);
};
