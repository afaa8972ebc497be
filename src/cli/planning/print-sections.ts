import { drawBars } from './draw-bars.ts';
import { drawPyramid } from './draw-pyramid.ts';
import { html, type Markup } from './html.ts';
import type { PlanningQuestionName } from './planning-questions.ts';
import { lineOf, type PlanningTable, valuesOf } from './planning-tables.ts';
import { type NamedDimension, sayPlanned, valueInWords } from './planning-words.ts';
import {
  absenceOf,
  ageTable,
  countCell,
  groupTable,
  type Printed,
  placeTable,
  queryLink,
  shadeLegend,
  tableOf,
} from './print-tables.ts';

const section = (id: string, heading: string, parts: readonly Markup[]): Markup =>
  html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${parts}</section>
`;

/** The first numbers that anybody asks for. */
export const printOverall = (printed: Printed): Markup => {
  const { words } = printed;
  const named = ['persons', 'households', 'tenants', 'recipients', 'overcrowded'] as const;
  const tables = named.map((name) => tableOf(printed, name));
  const heading = sayPlanned(words, 'overallHeading');
  return section('overall', heading, [
    html`<table>
<caption>${heading}</caption>
<thead><tr><th scope="col">${sayPlanned(words, 'group')}</th><th scope="col">${sayPlanned(words, 'count')}</th><th scope="col">${sayPlanned(words, 'queriesHeading')}</th></tr></thead>
<tbody>
${tables
  .filter(({ outcome }) => outcome === 'GIVEN')
  .map(
    (table) =>
      html`<tr><th scope="row">${words.questions[table.name]}</th>${countCell(printed, table, lineOf(table, []))}<td>${queryLink(printed, table)}</td></tr>
`,
  )}</tbody>
</table>
`,
    ...tables.flatMap((table) => absenceOf(printed, table) ?? []),
  ]);
};

/** Several measures of the same places or rights beside each other: a row for each, and a column for each measure that is given. */
const besideTable = (
  printed: Printed,
  heading: string,
  {
    names,
    dimension,
  }: { readonly names: readonly PlanningQuestionName[]; readonly dimension: 'LOCAL_COMMUNITY' | 'RIGHT' },
): readonly Markup[] => {
  const { words } = printed;
  const tables = names.map((name) => tableOf(printed, name));
  const columns = tables.filter(({ outcome }) => outcome === 'GIVEN');
  const absences = tables.flatMap((table) => absenceOf(printed, table) ?? []);
  const [first] = columns;
  if (!first) return absences;
  return [
    html`${shadeLegend(printed)}
<div class="wide"><table class="heat">
<caption>${heading}</caption>
<thead><tr><th scope="col">${words.dimensions[dimension]}</th>${columns.map(
      (table) => html`<th scope="col">${words.questions[table.name]}<br>${queryLink(printed, table)}</th>`,
    )}</tr></thead>
<tbody>
${valuesOf(first, dimension).map(
  (value) =>
    html`<tr><th scope="row">${valueInWords(words, dimension, value)}</th>${columns.map((table) =>
      countCell(printed, table, lineOf(table, [value])),
    )}</tr>
`,
)}</tbody>
</table></div>
`,
    ...absences,
  ];
};

/** The map that needs no geometry: a row for each local community, and its cells as dark as their shares are large. */
export const printPlaces = (printed: Printed): Markup => {
  const heading = sayPlanned(printed.words, 'placesHeading');
  return section('places', heading, [
    html`<p>${sayPlanned(printed.words, 'placesSaid')}</p>
`,
    ...besideTable(printed, heading, {
      names: [
        ...(['personsByPlace', 'employedByPlace', 'householdsByPlace'] as const),
        ...(['recipientsByPlace', 'overcrowdedByPlace', 'tenantsByPlace'] as const),
      ],
      dimension: 'LOCAL_COMMUNITY',
    }),
  ]);
};

/** Which rights were asked for, which are granted, and which needs are not met. */
export const printRights = (printed: Printed): Markup => {
  const heading = sayPlanned(printed.words, 'rightsHeading');
  return section('rights', heading, [
    html`<p>${sayPlanned(printed.words, 'rightsSaid')}</p>
`,
    ...besideTable(printed, heading, {
      names: ['askedByRight', 'grantedByRight', 'unmetByRight'],
      dimension: 'RIGHT',
    }),
  ]);
};

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
            ...{ most, withheld },
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
      pyramids.push(await pyramidOf(printed, byPlace, { place, most }));
    parts.push(html`<div class="beside">
${pyramids}</div>
`);
  }
  return section('ages', sayPlanned(printed.words, 'agesHeading'), parts);
};

/** Households divided by one thing: bars with their table, and the same by local community. */
const printDivision = async (
  printed: Printed,
  heading: 'typesHeading' | 'tenureHeading' | 'recipientHeading' | 'crowdingHeading',
  {
    all,
    byPlace,
    dimension,
  }: {
    readonly all: PlanningQuestionName;
    readonly byPlace: PlanningQuestionName;
    readonly dimension: NamedDimension;
  },
): Promise<Markup> => {
  const { words } = printed;
  const [whole, places] = [tableOf(printed, all), tableOf(printed, byPlace)];
  const { withheld } = words.sentences;
  const chart = async (): Promise<Markup> =>
    html`<figure data-query="${whole.number}">
${await drawBars(
  valuesOf(whole, dimension).map((value) => ({
    label: valueInWords(words, dimension, value),
    count: lineOf(whole, [value])?.count ?? null,
  })),
  withheld,
  {
    id: `chart-${whole.number}`,
    title: words.questions[whole.name],
    description: sayPlanned(words, 'chartSaid', { withheld }),
  },
)}
${groupTable(printed, whole, dimension)}</figure>
`;
  return section(all, sayPlanned(words, heading), [
    absenceOf(printed, whole) ?? (await chart()),
    absenceOf(printed, places) ?? placeTable(printed, places, dimension),
  ]);
};

/** Every division of the households that the report shows. */
export const printDivisions = async (printed: Printed): Promise<readonly Markup[]> => [
  await printDivision(printed, 'typesHeading', {
    ...{ all: 'types', byPlace: 'typesByPlace', dimension: 'HOUSEHOLD_TYPE' },
  }),
  await printDivision(printed, 'tenureHeading', {
    ...{ all: 'tenure', byPlace: 'tenureByPlace', dimension: 'TENURE' },
  }),
  await printDivision(printed, 'recipientHeading', {
    ...{ all: 'recipient', byPlace: 'recipientByPlace', dimension: 'RECIPIENT' },
  }),
  await printDivision(printed, 'crowdingHeading', {
    ...{ all: 'crowding', byPlace: 'crowdingByPlace', dimension: 'OVERCROWDED' },
  }),
];
