import { print } from 'graphql';
import { PlanningTableDocument } from '../../../schema/operations.generated.ts';
import { html, type Markup } from './html.ts';
import type { PlanningTable } from './planning-tables.ts';
import { sayPlanned } from './planning-words.ts';
import { absenceOf, type Printed, repeatedCaption } from './print-tables.ts';

/** Who asked, as the token says it. */
export interface Asker {
  readonly issuer: string;
  readonly purpose: string;
}

const dayOf = (locale: string, day: string): string =>
  new Intl.DateTimeFormat(locale, {
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));

/** An instant to its minute, and whole for whoever compares it. */
const momentOf = (locale: string, instant: string): Markup => {
  const said = new Intl.DateTimeFormat(locale, {
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ timeZone: 'UTC', timeZoneName: 'short' },
  }).format(new Date(instant));
  return html`<time datetime="${instant}">${said}</time>`;
};

/** What all numbers of the report rest on. */
export const printRests = ({ words, release }: Printed, { issuer, purpose }: Asker): Markup => {
  const heading = sayPlanned(words, 'restsHeading');
  const rows = [
    ['period', release.period],
    ['asOf', dayOf(words.locale, release.asOf)],
    ['drawnAt', momentOf(words.locale, release.drawnAt)],
    ['basis', words.bases[release.basis]],
    ...(release.coverage === null
      ? []
      : [['coverage', sayPlanned(words, 'coverageSaid', { coverage: release.coverage })] as const]),
    ['controllers', release.controllers.join(', ')],
    ['rule', sayPlanned(words, 'ruleSaid', release.rule)],
    ['askedBy', issuer],
    ['askedFor', purpose],
  ] as const;
  return html`<section aria-labelledby="rests">
<h2 id="rests">${heading}</h2>
<table class="facts">
${repeatedCaption(heading)}
<tbody>
${rows.map(
  ([label, said]) => html`<tr><th scope="row">${sayPlanned(words, label)}</th><td>${said}</td></tr>
`,
)}</tbody>
</table>
</section>
`;
};

/** How the numbers are read: what a reader who has never seen such a table must know. */
export const printReading = ({ words }: Printed): Markup => {
  const { withheld, other } = words.sentences;
  const sentences = [
    sayPlanned(words, 'rounded'),
    sayPlanned(words, 'withheldSaid', { withheld }),
    sayPlanned(words, 'zeroSaid'),
    sayPlanned(words, 'unknownSaid'),
    sayPlanned(words, 'otherSaid', { other }),
    sayPlanned(words, 'shareSaid'),
    sayPlanned(words, 'tracedSaid'),
  ];
  return html`<section aria-labelledby="reading">
<h2 id="reading">${sayPlanned(words, 'readingHeading')}</h2>
<ul>
${sentences.map(
  (sentence) => html`<li>${sentence}</li>
`,
)}</ul>
</section>
`;
};

const printQuery = (printed: Printed, table: PlanningTable): Markup => {
  const { words } = printed;
  const { number, name, variables, pages, outcome } = table;
  const more =
    pages.length === 0
      ? []
      : [
          html`<p>${sayPlanned(words, 'pagesSaid', { pages: pages.map((page) => JSON.stringify(page)).join(', ') })}</p>
`,
        ];
  const refused =
    outcome === 'REFUSED'
      ? [
          html`<p>${sayPlanned(words, 'refusedSaid', { code: 'FORBIDDEN' })}</p>
`,
        ]
      : [absenceOf(printed, table)].filter((each) => each !== null);
  return html`<section id="query-${number}" class="asked" aria-labelledby="query-${number}-name">
<h3 id="query-${number}-name">${sayPlanned(words, 'query', { number })}: ${words.questions[name]}</h3>
<pre class="variables"><code>${JSON.stringify(variables)}</code></pre>
${more}${refused}</section>
`;
};

/** Every query of the report, as it can be asked again. */
export const printQueries = (printed: Printed): Markup => {
  const { words, tables } = printed;
  return html`<section aria-labelledby="queries">
<h2 id="queries">${sayPlanned(words, 'queriesHeading')}</h2>
<p>${sayPlanned(words, 'queriesSaid')}</p>
<h3>${sayPlanned(words, 'operation')}</h3>
<pre id="operation"><code>${print(PlanningTableDocument)}</code></pre>
<h3>${sayPlanned(words, 'variables')}</h3>
${[...tables.values()].map((table) => printQuery(printed, table))}</section>
`;
};
