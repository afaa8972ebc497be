import { type Catalogue, type GovernedField, inputsOf } from '../policy/catalogue.ts';
import { type GovernedRecord, openingOfField } from './governed-record.ts';
import type { EntityView } from './projection.ts';

/** What a caller may read of one line: a field of a record, and the hub's own field that it states. */
export interface ReadField {
  readonly record: GovernedRecord;
  readonly field: GovernedField;
  readonly coordinate: string;
}

/** By which field a record states one of the hub's own fields to its caller; null where it does not, or that is not open. */
export const openStatement = (
  catalogue: Catalogue,
  record: GovernedRecord,
  coordinate: string,
): ReadField | null => {
  for (const input of inputsOf(catalogue, coordinate)) {
    const field = catalogue.governed.get(input);
    if (field?.kind === record.row.kind && openingOfField(record, field.field) !== null)
      return { record, field, coordinate };
  }
  return null;
};

/** The address that a contract, case or observation states to the caller, in the household where it stands; or null. */
export const openAddress = (
  catalogue: Catalogue,
  home: EntityView | null,
  { source, unit }: { readonly source: string; readonly unit: string },
): ReadField | null => {
  for (const record of home?.records ?? []) {
    const isIts = record.row.source === source && record.row.unit === unit;
    const address = isIts ? openStatement(catalogue, record, 'Household.address') : null;
    if (address) return address;
  }
  return null;
};
