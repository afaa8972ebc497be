import type { Agency } from '../../domain/agency.ts';
import type { Contact, Responsible } from '../../domain/contact.ts';
import type { Jurisdiction } from '../../domain/legal-basis.ts';
import type { JurisdictionWords } from './processing-words.ts';

/** A body as the register names it. */
export interface Party {
  /** The agency's id; null for the operator. */
  readonly agency: string | null;
  readonly name: string;
  readonly jurisdiction: Jurisdiction | null;
  readonly contact: Contact | null;
  readonly dataProtectionOfficer: Contact | null;
  /** What the law asks for and the registry does not say, in words. */
  readonly missing: readonly string[];
}

/** Makes a party of what the registry says. */
export const partyOf = (body: Responsible & { readonly name: string }, agency: string | null): Party => ({
  agency,
  name: body.name,
  jurisdiction: body.jurisdiction ?? null,
  contact: body.contact ?? null,
  dataProtectionOfficer: body.dataProtectionOfficer ?? null,
  missing: [
    ...(body.jurisdiction ? [] : ['the jurisdiction whose law applies']),
    ...(body.contact ? [] : ['the contact of the body']),
    ...(body.dataProtectionOfficer ? [] : ['the contact of the data protection officer']),
  ],
});

/** An agency that an agreement names, as a party; one that the registry does not know is a party of which all is missing. */
export const partyOfAgency = (agencies: ReadonlyMap<string, Agency>, id: string): Party =>
  partyOf(agencies.get(id) ?? { name: id }, id);

/** Whether data that pass between two bodies leave a country's law. */
export type Transfer = 'SAME_LAW' | 'WITHIN_UNION' | 'THIRD_COUNTRY' | 'NOT_KNOWN';

/**
 * What a flow between two jurisdictions is. Montenegro, Serbia and Bosnia and Herzegovina are outside the European Union, so
 * a flow to or from each of them is a transfer to a third country; where one side says no jurisdiction, it is not known.
 */
export const transferBetween = (
  from: Jurisdiction | null,
  to: Jurisdiction | null,
  jurisdictions: ReadonlyMap<Jurisdiction, JurisdictionWords>,
): Transfer => {
  if (from === null || to === null) return 'NOT_KNOWN';
  if (from === to) return 'SAME_LAW';
  const inUnion = [from, to].every((each) => jurisdictions.get(each)?.inEuropeanUnion === true);
  return inUnion ? 'WITHIN_UNION' : 'THIRD_COUNTRY';
};
