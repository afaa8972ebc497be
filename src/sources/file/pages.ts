import type { Delivered, Page } from '../../domain/delivered.ts';

/** Items of a page: what one transaction takes. */
const mostItems = 1000;

/** A rough measure of what an item holds in memory, in signs. Its nesting is bounded where it was read. */
const signsOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let signs = 0;
  for (const each of Object.values(value)) signs += signsOf(each) + 8;
  return signs;
};

/** So that a thousand items of the longest are not one page. */
const mostSigns = 4_000_000;

/** Items in pages, in their order. A page is made when it is asked for, so memory holds one. */
export async function* pagesOf(items: AsyncIterable<Delivered>, signal: AbortSignal): AsyncGenerator<Page> {
  let page: Delivered[] = [];
  let signs = 0;
  for await (const delivered of items) {
    signal.throwIfAborted();
    page.push(delivered);
    signs += delivered.kind === 'ITEM' ? signsOf(delivered.item) : 0;
    if (page.length < mostItems && signs < mostSigns) continue;
    yield { items: page, cursor: null };
    page = [];
    signs = 0;
  }
  if (page.length > 0) yield { items: page, cursor: null };
}
