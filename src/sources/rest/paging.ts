import { SourceFault } from '../../domain/source-fault.ts';
import type { RestShape } from '../../domain/source-shape.ts';
import { nextAt } from '../json/read-items.ts';

/** The address of a page. */
export const addressOf = (
  base: string,
  { path, parameters = {}, paging }: RestShape,
  at: string | null,
): URL => {
  const first = new URL(path.replace(/^\//, ''), base.endsWith('/') ? base : `${base}/`);
  for (const [name, value] of Object.entries(parameters)) first.searchParams.set(name, value);
  switch (paging.kind) {
    case 'NEXT_LINK':
      // A link that was kept from another installation of the service leads nowhere now.
      return at !== null && URL.canParse(at) && new URL(at).origin === first.origin ? new URL(at) : first;
    case 'PAGE_NUMBER':
      first.searchParams.set(paging.parameter, at ?? String(paging.first));
      return first;
    case 'CURSOR':
      if (at !== null) first.searchParams.set(paging.parameter, at);
      return first;
  }
};

/** One link of a `Link` header, and its parameters (RFC 8288, 3). */
const link = /<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~-]+\*?(?:\s*=\s*(?:"[^"]*"|[^\s;,"]+))?)*)/g;
const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i;

const linkedNext = (header: string): string | null => {
  for (const [, target, parameters] of header.matchAll(link)) {
    const found = relation.exec(parameters ?? '');
    if ((found?.[1] ?? found?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) return target ?? null;
  }
  return null;
};

/**
 * The next page, or null where this was the last.
 *
 * @throws SourceFault where it leads to another service: what the hub shows this one is not for that one.
 */
export const nextPage = (
  { paging }: RestShape,
  { url, response, whole, items }: { url: URL; response: Response; whole: unknown; items: number },
): string | null => {
  switch (paging.kind) {
    case 'NEXT_LINK': {
      const next = paging.next ? nextAt(whole, paging.next) : linkedNext(response.headers.get('link') ?? '');
      if (next === null) return null;
      if (!URL.canParse(next, url.href))
        throw new SourceFault('WRONG_FORM', 'what leads to its next page is no address');
      const target = new URL(next, url.href);
      if (target.origin === url.origin) return target.href;
      throw new SourceFault('EGRESS', 'its next page lies at an address that it is not allowed');
    }
    case 'PAGE_NUMBER': {
      const asked = Number(url.searchParams.get(paging.parameter));
      return items < paging.size ? null : String(asked + 1);
    }
    case 'CURSOR':
      return items === 0 ? null : nextAt(whole, paging.next);
  }
};
