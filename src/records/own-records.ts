import type { JsonValue } from '../domain/json-value.ts';
import type { Catalogue, GovernedField, RecordKind } from '../policy/catalogue.ts';
import {
  type PossibleReading,
  type PossibleReadingsInput,
  possibleReadings,
} from '../policy/possible-readings.ts';
import type { OwnRecordRow } from '../store/own-record-store.ts';

/** What one record holds of a person, or of the household and dwelling that it names them in. */
export interface OwnRecord {
  readonly row: OwnRecordRow;
  readonly kind: RecordKind;
  /** Local date: when it was observed, else written down, else received. */
  readonly since: string;
  readonly values: readonly { readonly field: GovernedField; readonly value: JsonValue }[];
  readonly shownTo: readonly PossibleReading[];
}

/**
 * Whether the person is one of those whom a field is about (R5). What neighbours saw is read by triage alone, and offences and
 * protection are shown in person, to everybody alike (R13, R18). A register's own number is its owner's, but for who signed
 * under it (R23).
 */
const isOwn = (row: OwnRecordRow, { about, category, naturalKey }: GovernedField): boolean => {
  if (category === 'OBSERVATION' || category === 'PROTECTION') return false;
  if (naturalKey) return about === 'SIGNATORIES' && row.is_signatory;
  switch (about) {
    case 'PERSON':
      return row.is_subject;
    case 'SIGNATORIES':
      return row.is_signatory;
    case 'MEMBERS':
      return row.is_member;
    case 'DWELLING':
      return row.is_signatory || row.is_member;
  }
};

/** Lays open to a person what is held of them: records of which nothing is theirs are not there. */
export const ownRecordsOf = (
  rows: readonly OwnRecordRow[],
  catalogue: Catalogue,
  policy: PossibleReadingsInput,
): readonly OwnRecord[] =>
  rows.flatMap((row): OwnRecord[] => {
    const kind = catalogue.kinds.get(row.kind);
    if (!kind) return [];
    const values = kind.fields
      .filter((field) => isOwn(row, field))
      .map((field) => ({ field, value: row.payload[field.field] ?? null }))
      .filter(({ value }) => value !== null);
    if (values.length === 0) return [];
    const held = new Set(values.map(({ field }) => field.coordinate));
    return [
      {
        row,
        kind,
        since: row.observed_on ?? row.recorded_on ?? row.received_on,
        values,
        shownTo: possibleReadings(row, held, policy),
      },
    ];
  });
