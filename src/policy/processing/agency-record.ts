import { type About, abouts } from '../../domain/about.ts';
import type { Agency } from '../../domain/agency.ts';
import { type Category, specialCategories } from '../../domain/category.ts';
import type { RecordKind } from '../catalogue.ts';
import { categoriesOf, type Flow, kindsHeldBy, type ProcessingInput } from './flow.ts';
import { type Party, partyOf, type Transfer, transferBetween } from './party.ts';

/** One kind of record that a controller keeps here. */
export interface Holding {
  readonly kind: RecordKind;
  /** Whom its fields are about: the categories of data subjects. */
  readonly abouts: readonly About[];
  readonly categories: readonly Category[];
  readonly specialCategories: readonly Category[];
}

/** Records that an agency hands in for another controller. */
export interface HandIn {
  readonly kinds: readonly RecordKind[];
  readonly controller: Party;
}

/** One agency's record of processing activities (GDPR art. 30(1)), as far as the hub knows it. */
export interface AgencyRecord {
  readonly party: Party;
  readonly agencyKind: Agency['kind'];
  readonly municipalities: readonly string[];
  /** As compact IRIs, in the registry's order. */
  readonly purposes: readonly string[];
  readonly holdings: readonly Holding[];
  /** Whom it lets read: it is the controller. */
  readonly given: readonly Flow[];
  /** What it reads of others. */
  readonly received: readonly Flow[];
  readonly handIns: readonly HandIn[];
  /** What keeping its records with the operator is; null where the operator is not known. */
  readonly hosting: Transfer | null;
}

const holdingOf = (kind: RecordKind): Holding => {
  const given = categoriesOf(kind.fields);
  return {
    kind,
    abouts: abouts.filter((about) => kind.fields.some((field) => field.about === about)),
    categories: given,
    specialCategories: given.filter((category) => specialCategories.has(category)),
  };
};

const handInsOf = (input: ProcessingInput, agency: string): readonly HandIn[] =>
  input.sources
    .filter(({ pushers, controller }) => pushers.includes(agency) && controller !== agency)
    .map((source) => ({
      kinds: [...input.catalogue.kinds.values()].filter((kind) => kind.adapter === source.adapter),
      controller: partyOf(
        input.agencies.get(source.controller) ?? { name: source.controller },
        source.controller,
      ),
    }));

/** The record of one agency: what it keeps here, for what, whom it lets read and what it reads of others. */
export const agencyRecordOf = (
  input: ProcessingInput,
  agency: Agency,
  flows: readonly Flow[],
): AgencyRecord => {
  const party = partyOf(agency, agency.id);
  const operator = input.operator?.jurisdiction ?? null;
  return {
    party,
    agencyKind: agency.kind,
    municipalities: agency.municipalities,
    purposes: [...agency.registrations.keys()],
    holdings: kindsHeldBy(input, agency.id).map(holdingOf),
    given: flows.filter(({ agreement }) => agreement.controller === agency.id),
    received: flows.filter(({ agreement }) => agreement.recipient === agency.id),
    handIns: handInsOf(input, agency.id),
    hosting: input.operator ? transferBetween(party.jurisdiction, operator, input.jurisdictions) : null,
  };
};
