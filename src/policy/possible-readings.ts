import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Catalogue } from './catalogue.ts';
import { covers } from './covers.ts';
import { grantedFields } from './granted-fields.ts';
import { prohibits, stepOf } from './ruleset.ts';

/** An agreement that could show fields of a record to its recipient, whatever else must hold for the person. */
export interface PossibleReading {
  readonly agreement: Agreement;
  /** R2; null where only counts leave. */
  readonly step: 'DUTY' | 'TASK' | 'CONSENT' | null;
  /** Coordinates, sorted. */
  readonly fields: readonly string[];
}

export interface PossibleReadingsInput {
  /** In force today. */
  readonly agreements: readonly Agreement[];
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
}

/** Under purposes that are registered for statistics and administration nobody is read. */
const readsSomebody = (agreement: Agreement, agencies: PossibleReadingsInput['agencies']): boolean =>
  [...(agencies.get(agreement.recipient)?.registrations.values() ?? [])].some(
    (registration) => registration.class === 'operational' && covers(agreement.purpose, registration.purpose),
  );

/**
 * Which agreements could show what is held in a record to whom (R13), by the id of the agreement. Wider than what is read: a
 * relationship, a consent or a role may still be missing. An agreement's prohibition comes first (R2, step 3), for the purposes that it is about.
 *
 * @param fields coordinates that are held.
 */
export const possibleReadings = (
  record: { readonly controller: string; readonly municipality: string },
  fields: ReadonlySet<string>,
  { agreements, agencies, catalogue, sources }: PossibleReadingsInput,
): readonly PossibleReading[] =>
  agreements
    .filter(({ controller, area }) => controller === record.controller && area.includes(record.municipality))
    .map((agreement): PossibleReading => {
      const between = agreements.filter(
        (each) =>
          each.controller === agreement.controller &&
          each.recipient === agreement.recipient &&
          covers(each.purpose, agreement.purpose),
      );
      const granted = grantedFields(agreement, catalogue, sources).filter(
        (field) => fields.has(field.coordinate) && !between.some((each) => prohibits(each, field)),
      );
      return {
        agreement,
        step: readsSomebody(agreement, agencies) ? stepOf(agreement) : null,
        fields: granted.map(({ coordinate }) => coordinate).sort(),
      };
    })
    .filter(({ fields: shown }) => shown.length > 0)
    .sort((one, other) => (one.agreement.id < other.agreement.id ? -1 : 1));
