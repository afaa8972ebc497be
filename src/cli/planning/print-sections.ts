import { drawBars } from './draw-bars.ts';
import { html, type Markup } from './html.ts';
import type { PlanningQuestionName } from './planning-questions.ts';
import { lineOf, valuesOf } from './planning-tables.ts';
import { type NamedDimension, sayPlanned, valueInWords } from './planning-words.ts';
import {
  absenceOf,
  countCell,
  groupTable,
  type Printed,
  placeTable,
  queryLink,
  repeatedCaption,
  section,
  shadeLegend,
  tableOf,
} from './print-tables.ts';

/** The first numbers that anybody asks for. */
export const printOverall = (printed: Printed): Markup => {
  const { words } = printed;
  const named = ['persons', 'households', 'tenants', 'recipients', 'overcrowded'] as const;
  const tables = named.map((name) => tableOf(printed, name));
  const heading = sayPlanned(words, 'overallHeading');
  return section('overall', heading, [
    html`<table>
${repeatedCaption(heading)}
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
${repeatedCaption(heading)}
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
  { withheld, locale: words.locale },
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
