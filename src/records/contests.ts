import type { Catalogue, GovernedField } from '../policy/catalogue.ts';
import { type GovernedRecord, openingOfField } from './governed-record.ts';

/** A field that a person says is not so, with the local day and their own words. */
export interface ContestedField {
  readonly field: string;
  readonly since: string;
  readonly statement: string | null;
}

/** A statement of one of the hub's own fields. */
interface Statement {
  readonly record: GovernedRecord;
  readonly input: GovernedField;
}

/** What persons contest of what is open, beside the values (R22). */
export interface Contests<View> {
  /** Of a record. Telling it is giving the field: it stands in the log whether or not the value was asked for. */
  readonly contests: (record: GovernedRecord) => ContestedField[];
  /** The same of the hub's own fields of a type, by the statement that each of them shows. */
  readonly contestsOf: (view: View, typeName: string) => ContestedField[];
}

export interface ContestsInput<View> {
  readonly catalogue: Catalogue;
  /** The statement whose value one of the hub's own fields shows. */
  readonly shown: (view: View, coordinate: string) => Statement | undefined;
  readonly disclose: (record: GovernedRecord, field: GovernedField, coordinate: string) => void;
}

/** Makes the contests of one request. INVARIANT: of a field that is not open to the caller nothing is told. */
export const createContests = <View>({ catalogue, shown, disclose }: ContestsInput<View>): Contests<View> => {
  const told = (record: GovernedRecord, field: GovernedField, coordinate: string): ContestedField[] => {
    if (openingOfField(record, field.field) === null) return [];
    const found = record.row.contests.filter((each) => each.field === field.coordinate);
    if (found.length > 0) disclose(record, field, coordinate);
    return found.map(({ since, statement }) => ({ field: coordinate, since, statement }));
  };
  return {
    contests: (record) =>
      (catalogue.kinds.get(record.row.kind)?.fields ?? []).flatMap((field) =>
        told(record, field, field.coordinate),
      ),
    contestsOf: (view, typeName) =>
      [...catalogue.stated]
        .filter((coordinate) => coordinate.startsWith(`${typeName}.`))
        .flatMap((coordinate) => {
          const best = shown(view, coordinate);
          return best ? told(best.record, best.input, coordinate) : [];
        }),
  };
};
