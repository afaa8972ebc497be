import type { Connector, Delivered, Page } from '../../src/domain/delivered.ts';
import { SourceFault } from '../../src/domain/source-fault.ts';

/** All pages of one pull. */
export const pagesOf = async (
  connector: Connector,
  from: string | null = null,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  for await (const page of connector.pages(from, signal)) pages.push(page);
  return pages;
};

/** All that one pull hands over, and where the next one begins. */
export const pull = async (
  connector: Connector,
  from: string | null = null,
): Promise<{ items: readonly Delivered[]; cursor: string | null }> => {
  const pages = await pagesOf(connector, from);
  return { items: pages.flatMap(({ items }) => items), cursor: pages.at(-1)?.cursor ?? from };
};

/** The fault that a pull ends with. Anything else fails the test. */
export const faultOf = async (attempt: Promise<unknown>): Promise<SourceFault> => {
  const outcome: unknown = await attempt.then(
    () => 'no fault',
    (error: unknown) => error,
  );
  if (outcome instanceof SourceFault) return outcome;
  throw new Error('not a fault of the source', { cause: outcome });
};
