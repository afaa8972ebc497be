import type { Language } from '../access/language-file.ts';
import { purposeInWords } from '../access/phrase.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { PossibleReading as Reading } from '../policy/possible-readings.ts';
import type { OwnRecord } from '../records/own-records.ts';
import { basisInWords } from './basis-in-words.ts';
import type { CallerIds, RequestContext } from './request-context.ts';
import { type HeldRecord, type PossibleReading, ReadingStep } from './types/held.type.ts';

const readingShown = (
  { agreement, step, fields }: Reading,
  language: Language,
  nameOf: (agency: string) => string,
): PossibleReading => {
  const { citation } = agreement.basis;
  return {
    recipient: nameOf(agreement.recipient),
    purpose: purposeInWords(language, agreement.purpose),
    step: step === null ? ReadingStep.STATISTICS : ReadingStep[step],
    fields: fields.map((coordinate) => ({ coordinate, label: language.fields[coordinate] ?? '' })),
    basis: basisInWords(language, agreement.basis).join('; '),
    condition: language.requires[agreement.requires].label,
    act: citation?.act ?? null,
    article: citation?.article ?? null,
    gazette: citation?.gazette ?? null,
    agreement: agreement.id,
    version: agreement.version,
  };
};

/** A record that is held of a person, as they are shown it: agencies, kinds, fields and laws in words. */
export const heldShown = (
  { row, kind, since, values, shownTo }: OwnRecord,
  language: Language,
  ids: CallerIds,
  { services, catalogue }: Pick<RequestContext, 'services' | 'catalogue'>,
): HeldRecord => {
  const nameOf = (agency: string): string => services.words.agencies.get(agency)?.name ?? agency;
  const chosen = (coordinate: string, value: JsonValue): string | null => {
    const choices = catalogue.choices.get(coordinate);
    return choices ? (language.choices[choices.name]?.[String(value)] ?? null) : null;
  };
  return {
    id: ids.encode('RECORD', row.id),
    source: row.source,
    controller: nameOf(row.controller),
    kind: language.kinds[kind.kind] ?? kind.kind,
    since,
    keptBy: kind.retention.citation,
    keptUntil: row.retain_until,
    values: values.map(({ field, value }) => ({
      coordinate: field.coordinate,
      label: language.fields[field.coordinate] ?? '',
      value: typeof value === 'string' ? value : JSON.stringify(value),
      valueInWords: chosen(field.coordinate, value),
    })),
    shownTo: shownTo.map((reading) => readingShown(reading, language, nameOf)),
  };
};
