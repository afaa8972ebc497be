import type { Agency, Source } from '../../domain/agency.ts';
import type { Agreement } from '../../domain/agreement.ts';
import { type Category, categories, specialCategories } from '../../domain/category.ts';
import type { Operator } from '../../domain/contact.ts';
import type { Jurisdiction } from '../../domain/legal-basis.ts';
import type { Catalogue, GovernedField, RecordKind } from '../catalogue.ts';
import { covers } from '../covers.ts';
import { isProject } from '../ruleset.ts';
import { type Party, partyOfAgency, type Transfer, transferBetween } from './party.ts';
import type { JurisdictionWords, ProcessingWords, Safeguards } from './processing-words.ts';

/** Everything that a register of processing is made from: nothing of it is about a person. */
export interface ProcessingInput {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly sources: readonly Source[];
  readonly operator: Operator | null;
  readonly agreements: readonly Agreement[];
  readonly catalogue: Catalogue;
  readonly words: ProcessingWords;
  readonly safeguards: Safeguards;
  readonly jurisdictions: ReadonlyMap<Jurisdiction, JurisdictionWords>;
  /** Local date: agreements in force that day make the register. */
  readonly today: string;
}

/** What of one kind of record an agreement opens. */
export interface Share {
  readonly kind: RecordKind;
  readonly granted: readonly GovernedField[];
  /** The rest, which the contract has and this recipient does not get. */
  readonly withheld: readonly GovernedField[];
}

/** One agreement as a flow of data from its controller to its recipient. */
export interface Flow {
  readonly agreement: Agreement;
  readonly from: Party;
  readonly to: Party;
  readonly transfer: Transfer;
  /** True where it serves purposes under which nobody is read: counts alone leave. */
  readonly countsOnly: boolean;
  /** True where it serves research projects alone: pseudonymous rows leave, of who consented. */
  readonly rowsOnly: boolean;
  /** By kind of the controller's records; empty of grants where only counts leave. */
  readonly shares: readonly Share[];
  readonly categories: readonly Category[];
  readonly specialCategories: readonly Category[];
}

/** The kinds of record that an agency's registers hold here, in the order of the contracts. */
export const kindsHeldBy = (input: ProcessingInput, agency: string): readonly RecordKind[] => {
  const adapters = new Set(
    input.sources.filter(({ controller }) => controller === agency).map(({ adapter }) => adapter),
  );
  return [...input.catalogue.kinds.values()].filter((kind) => adapters.has(kind.adapter));
};

/** Categories in the order of their list, each once. */
export const categoriesOf = (fields: readonly GovernedField[]): readonly Category[] =>
  categories.filter((category) => fields.some((field) => field.category === category));

const names = (list: readonly string[], field: GovernedField): boolean =>
  list.includes(field.category) || list.includes(field.coordinate);

/** Nothing of anybody is read for statistics and administration, so a grant for those alone gives counts and no field. */
const givesCountsOnly = (agreement: Agreement, recipient: Agency | undefined): boolean => {
  const used = [...(recipient?.registrations.values() ?? [])].filter((each) =>
    covers(agreement.purpose, each.purpose),
  );
  return used.length > 0 && used.every((each) => each.class !== 'operational' && !isProject(each.class));
};

/** A project is given rows of extracts: codes that were worked out from fields, and no field. */
const givesRowsOnly = (agreement: Agreement, recipient: Agency | undefined): boolean => {
  const used = [...(recipient?.registrations.values() ?? [])].filter((each) =>
    covers(agreement.purpose, each.purpose),
  );
  return used.length > 0 && used.every((each) => isProject(each.class));
};

const shareOf = (agreement: Agreement, kind: RecordKind, countsOnly: boolean): Share => {
  const isGranted = (field: GovernedField): boolean =>
    !countsOnly &&
    // R23: a register's own numbers are its controller's alone.
    !field.naturalKey &&
    !names(agreement.prohibits, field) &&
    (agreement.categories.includes(field.category) || agreement.fields.includes(field.coordinate));
  return {
    kind,
    granted: kind.fields.filter(isGranted),
    withheld: kind.fields.filter((field) => !isGranted(field)),
  };
};

const isInForce = ({ validFrom, validUntil }: Agreement, today: string): boolean =>
  validFrom <= today && (validUntil === null || today < validUntil);

const flowOf = (input: ProcessingInput, agreement: Agreement): Flow => {
  const from = partyOfAgency(input.agencies, agreement.controller);
  const to = partyOfAgency(input.agencies, agreement.recipient);
  const countsOnly = givesCountsOnly(agreement, input.agencies.get(agreement.recipient));
  const shares = kindsHeldBy(input, agreement.controller).map((kind) => shareOf(agreement, kind, countsOnly));
  const given = countsOnly ? agreement.categories : categoriesOf(shares.flatMap(({ granted }) => granted));
  return {
    agreement,
    from,
    to,
    transfer: transferBetween(from.jurisdiction, to.jurisdiction, input.jurisdictions),
    countsOnly,
    rowsOnly: givesRowsOnly(agreement, input.agencies.get(agreement.recipient)),
    shares,
    categories: given,
    specialCategories: given.filter((category) => specialCategories.has(category)),
  };
};

/** The flows of the day, by controller, recipient and agreement. */
export const flowsOf = (input: ProcessingInput): readonly Flow[] => {
  const key = ({ controller, recipient, id, version }: Agreement): string =>
    JSON.stringify([controller, recipient, id, version]);
  return input.agreements
    .filter((agreement) => isInForce(agreement, input.today))
    .toSorted((one, other) => (key(one) < key(other) ? -1 : 1))
    .map((agreement) => flowOf(input, agreement));
};
