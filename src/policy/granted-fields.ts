import type { Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Catalogue, GovernedField, RecordKind } from './catalogue.ts';

/** The kinds of record that this controller's registers hold, in the catalogue's order. */
export const kindsOf = (
  catalogue: Catalogue,
  sources: readonly Source[],
  controller: string,
): readonly RecordKind[] => {
  const adapters = new Set(
    sources.filter((source) => source.controller === controller).map(({ adapter }) => adapter),
  );
  return [...catalogue.kinds.values()].filter(({ adapter }) => adapters.has(adapter));
};

const isNamed = (list: readonly string[], field: GovernedField): boolean =>
  list.includes(field.category) || list.includes(field.coordinate);

/**
 * The fields an agreement grants by itself, as its controller's registers have them: less what it prohibits and less the
 * sources' own keys, which are their owner's alone (R23). Another agreement between the two may prohibit more (R2, step 3).
 */
export const grantedFields = (
  agreement: Agreement,
  catalogue: Catalogue,
  sources: readonly Source[],
): readonly GovernedField[] =>
  kindsOf(catalogue, sources, agreement.controller)
    .flatMap(({ fields }) => fields)
    .filter(
      (field) =>
        !field.naturalKey &&
        isNamed([...agreement.categories, ...agreement.fields], field) &&
        !isNamed(agreement.prohibits, field),
    );
