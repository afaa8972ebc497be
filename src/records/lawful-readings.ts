import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { type RemainingAccess, remainingAccess } from '../policy/remaining-access.ts';
import type { RightsRequestRow } from '../store/rights-store.ts';

/** What readings are found in. */
export interface LawfulReadingsInput {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  /** Agreements in force today. */
  readonly agreements: readonly Agreement[];
  /** Local date. */
  readonly today: string;
}

type RequestTerms = Pick<RightsRequestRow, 'controller' | 'kind' | 'field' | 'recipient'>;

/**
 * What others read by law of what a request is about: of the controller's records, of one kind, of one field, by one reader,
 * as far as the request names them. Said of agreements and registrations, and of nobody. What an agency reads is worked out
 * once for all requests that are asked about.
 */
export const lawfulReadings = (
  input: LawfulReadingsInput,
): ((request: RequestTerms) => readonly RemainingAccess[]) => {
  const known = new Map<string, readonly RemainingAccess[]>();
  const remainingOf = (recipient: Agency): readonly RemainingAccess[] => {
    const found = known.get(recipient.id) ?? remainingAccess({ recipient, ...input });
    known.set(recipient.id, found);
    return found;
  };
  return ({ controller, kind, field, recipient }) => {
    const isMeant = (coordinate: string): boolean =>
      field !== null
        ? coordinate === field
        : kind === null || input.catalogue.governed.get(coordinate)?.kind === kind;
    return [...input.agencies.values()]
      .filter(({ id }) => recipient === null || id === recipient)
      .flatMap(remainingOf)
      .filter(({ agreement }) => agreement.controller === controller)
      .flatMap((each) => {
        const fields = each.fields.filter(isMeant);
        return fields.length > 0 ? [{ ...each, fields }] : [];
      });
  };
};
