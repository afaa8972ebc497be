/** The variables of a query, as a page writes them. */
export interface Variables {
  readonly measure: string;
  readonly by: readonly string[];
  readonly municipality: string;
}

/** The text of a piece of a page. */
export const plain = (text: string): string =>
  text
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .trim();

/** The operation that a page names. */
export const operationOf = (page: string): string =>
  plain(/<pre id="operation"><code>(.*?)<\/code>/s.exec(page)?.[1] ?? '');

/** Each query that a page names, by its number, as it is written there. */
export const queriesOf = (page: string): ReadonlyMap<string, Variables> =>
  new Map(
    [...page.matchAll(/<section id="query-(\d+)".*?<pre class="variables"><code>(.*?)<\/code><\/pre>/gs)].map(
      ([, number = '', variables = '']) => [number, JSON.parse(plain(variables)) as Variables],
    ),
  );

/** Of which places a query gives no number at all, by the names above them, in their order. */
export const silentOf = (page: string, number: string): readonly string[] =>
  [...page.matchAll(new RegExp(`<h4>([^<]*)</h4>\\n<p class="absent" data-query="${number}">`, 'g'))].map(
    ([, place = '']) => place,
  );

/** What stands in the cells of one query, in their order, without a share. */
export const cellsOf = (page: string, number: string): readonly string[] =>
  [...page.matchAll(new RegExp(`<td class="[^"]*" data-query="${number}"[^>]*>(.*?)</td>`, 'g'))].map(
    ([, cell = '']) => plain(cell.replace(/<span class="share">.*<\/span>/, '')),
  );

/** What the charts of one query say at the ends of their bars. */
export const drawnOf = (page: string, number: string): readonly string[] =>
  [...page.matchAll(new RegExp(`<figure data-query="${number}">\\n(<svg .*?)</svg>`, 'gs'))].flatMap(
    ([, chart = '']) =>
      [...chart.matchAll(/<text [^>]*>(.*?)<\/text>/g)]
        .map(([, said = '']) => said)
        .filter((said) => /^([\d,]+|withheld)$/.test(said)),
  );
