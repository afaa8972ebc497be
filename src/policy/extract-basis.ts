import type { Source } from '../domain/agency.ts';
import {
  type ExtractColumn,
  type ExtractSource,
  extractSources,
  membershipSource,
} from '../domain/extract-column.ts';
import type { Catalogue, GovernedField } from './catalogue.ts';
import { type Ruleset, recordRulesKey } from './ruleset.ts';

/** What a column is worked out from: fields of the controllers that agreed to all they hold of it. */
export interface ColumnBasis {
  /** Null for what everybody in an extract is there by. */
  readonly column: ExtractColumn | null;
  readonly of: ExtractSource['of'];
  /** By controller, sorted. */
  readonly fields: ReadonlyMap<string, readonly GovernedField[]>;
}

/** What an extract rests on. */
export interface ExtractBasis {
  readonly columns: readonly ColumnBasis[];
  /** Whose records its rows are worked out from, sorted: each of them approves. */
  readonly controllers: readonly string[];
  /** Columns that no agreement gives, so that nothing can be planned with them. */
  readonly missing: readonly (ExtractColumn | null)[];
}

export interface ExtractBasisInput {
  readonly catalogue: Catalogue;
  /** Decided for an extract: what is open in it is open by consent. */
  readonly ruleset: Ruleset;
  readonly sources: readonly Source[];
  readonly municipality: string;
  readonly columns: readonly ExtractColumn[];
}

/** What a neighbour said is no register's word (R19): nothing is worked out from it. */
const isOf =
  (source: ExtractSource, catalogue: Catalogue) =>
  (field: GovernedField): boolean =>
    field.category !== 'OBSERVATION' &&
    ((field.counted !== null && source.inputs.includes(field.counted)) ||
      (source.stated !== null && (catalogue.derived.get(source.stated) ?? []).includes(field.coordinate)));

/**
 * Says what each column rests on. A controller gives a column whole or not at all: of one that agreed to some of what it holds of it,
 * nothing is taken, because what is left out would look like what is not so.
 */
export const extractBasis = (input: ExtractBasisInput): ExtractBasis => {
  const { catalogue, ruleset, sources, municipality } = input;
  const governed = [...catalogue.governed.values()];
  const holds = (controller: string, { kind }: GovernedField): boolean =>
    sources.some(
      (source) =>
        source.controller === controller &&
        source.adapter === catalogue.kinds.get(kind)?.adapter &&
        (source.municipality === null || source.municipality === municipality),
    );
  const isAgreed = (controller: string, { kind, field }: GovernedField): boolean => {
    const rules = ruleset.records.get(recordRulesKey(kind, controller));
    const rule = rules?.rules[rules.bitOf.get(field) ?? -1];
    return (
      rule?.alternatives.some(
        (each) => each.step === 'CONSENT' && each.agreement.area.includes(municipality),
      ) === true
    );
  };
  const controllers = [...new Set(sources.map(({ controller }) => controller))].sort();
  const basisOf = (column: ExtractColumn | null): ColumnBasis => {
    const source = column === null ? membershipSource : extractSources[column];
    const needed = governed.filter(isOf(source, catalogue));
    const fields = controllers.flatMap((controller): [string, readonly GovernedField[]][] => {
      const held = needed.filter((field) => holds(controller, field));
      return held.length > 0 && held.every((field) => isAgreed(controller, field))
        ? [[controller, held]]
        : [];
    });
    return { column, of: source.of, fields: new Map(fields) };
  };
  const isWhole = ({ column, fields }: ColumnBasis): boolean => {
    const { inputs } = column === null ? membershipSource : extractSources[column];
    const given = new Set([...fields.values()].flat().map(({ counted }) => counted));
    return fields.size > 0 && inputs.every((each) => given.has(each));
  };
  const columns = [null, ...input.columns].map(basisOf);
  return {
    columns,
    controllers: [...new Set(columns.flatMap(({ fields }) => [...fields.keys()]))].sort(),
    missing: columns.filter((each) => !isWhole(each)).map(({ column }) => column),
  };
};
