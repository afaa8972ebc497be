import type { Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Catalogue } from '../policy/catalogue.ts';

/** Whose records of which kind each agency can reach at all, whatever the purpose: its own, and what agreements name. */
export const reachOf = (
  catalogue: Catalogue,
  sources: Iterable<Source>,
  agreements: readonly Agreement[],
): readonly { recipient: string; controller: string; kind: string }[] => {
  const all = [...sources];
  const own = all.flatMap((source) =>
    [...catalogue.kinds.values()]
      .filter((kind) => kind.adapter === source.adapter)
      .map((kind) => ({ recipient: source.controller, controller: source.controller, kind: kind.kind })),
  );
  const agreed = agreements.flatMap((agreement) =>
    all
      .filter((source) => source.controller === agreement.controller)
      .flatMap((source) => [...catalogue.kinds.values()].filter((kind) => kind.adapter === source.adapter))
      .filter((kind) =>
        kind.fields.some(
          (field) =>
            agreement.categories.includes(field.category) || agreement.fields.includes(field.coordinate),
        ),
      )
      .map((kind) => ({ recipient: agreement.recipient, controller: agreement.controller, kind: kind.kind })),
  );
  return [...own, ...agreed];
};
