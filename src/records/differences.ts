import type { JsonValue } from '../domain/json-value.ts';
import { addressKey } from '../identity/address-key.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Catalogue, GovernedField } from '../policy/catalogue.ts';
import type { GovernedRecord } from './governed-record.ts';

/** What one record says of one of the hub's own fields. */
export interface DifferingStatement {
  readonly value: JsonValue;
  readonly record: GovernedRecord;
}

/** One of the hub's own fields of which several statements are open to the caller, and they differ. */
export interface Difference {
  /** The coordinate, such as `Person.birthDate`. */
  readonly field: string;
  /** The one that the field shows first. */
  readonly statements: readonly DifferingStatement[];
}

/** What permitted statements contradict each other in. */
export interface Differences<View> {
  /** Of the hub's own fields of a type. Telling it is giving every statement: each stands in the log. */
  readonly differencesOf: (view: View, typeName: string) => Difference[];
}

/** A statement of one of the hub's own fields. */
interface Statement {
  readonly record: GovernedRecord;
  readonly input: GovernedField;
}

export interface DifferencesInput<View> {
  readonly catalogue: Catalogue;
  /** The open statements of a field, the preferred one first. */
  readonly statements: (view: View, coordinate: string) => readonly Statement[];
  readonly disclose: (record: GovernedRecord, field: GovernedField, coordinate: string) => void;
}

/** Another script, a missing mark, or one address written two ways is no other value. */
const comparable = (value: JsonValue, field: GovernedField): string => {
  if (typeof value !== 'string') return JSON.stringify(value);
  const address = field.field === 'address' ? addressKey(value) : null;
  return address ? JSON.stringify([address.street, address.number]) : foldText(value);
};

/**
 * Makes the differences of one request. INVARIANT: derived from what is open to the caller and from nothing else: a statement that
 * is closed makes no difference, and that there is one shows nowhere (R2).
 */
export const createDifferences = <View>({
  catalogue,
  statements,
  disclose,
}: DifferencesInput<View>): Differences<View> => ({
  differencesOf: (view, typeName) =>
    [...catalogue.values]
      .filter((coordinate) => coordinate.startsWith(`${typeName}.`))
      .flatMap((field) => {
        const held = statements(view, field).flatMap(({ record, input }) => {
          const value = record.row.payload[input.field] ?? null;
          return value === null ? [] : [{ value, record, input }];
        });
        if (new Set(held.map(({ value, input }) => comparable(value, input))).size < 2) return [];
        for (const { record, input } of held) disclose(record, input, field);
        return [{ field, statements: held.map(({ value, record }) => ({ value, record })) }];
      }),
});
