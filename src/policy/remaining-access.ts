import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { Catalogue } from './catalogue.ts';
import { covers } from './covers.ts';
import { buildRuleset, type Ruleset } from './ruleset.ts';

/** What an agency can read of a person whatever the person consents to: of one agreement, by law. */
export interface RemainingAccess {
  readonly agreement: Agreement;
  /** R2: a legal duty or vital interest, or a public task. */
  readonly step: 'DUTY' | 'TASK';
  /** Coordinates, sorted. */
  readonly fields: readonly string[];
}

export interface RemainingAccessInput {
  readonly recipient: Agency;
  readonly agreements: readonly Agreement[];
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  /** Local date. */
  readonly today: string;
}

/** Somebody of the agency, by name, who holds this role: what depends on a record or a person plays no part here. */
const callerOf = (agency: string, purpose: string, roles: readonly string[]): AgencyCaller => ({
  kind: 'AGENCY',
  agency,
  actor: '',
  named: true,
  self: null,
  purpose,
  roles,
  area: null,
  token: { issuer: '', id: '' },
});

/** What a set of rules opens by law: each agreement's fields. */
const lawfulIn = (ruleset: Ruleset, catalogue: Catalogue): RemainingAccess[] =>
  [...ruleset.records].flatMap(([key, { rules, bitOf }]) => {
    const typeName = catalogue.kinds.get(key.slice(0, key.indexOf(' ')))?.typeName;
    return [...bitOf].flatMap(([field, bit]) =>
      (rules[bit]?.alternatives ?? []).flatMap((alternative): RemainingAccess[] =>
        alternative.step === 'DUTY' || alternative.step === 'TASK'
          ? [{ ...alternative, step: alternative.step, fields: [`${typeName}.${field}`] }]
          : [],
      ),
    );
  });

const byAgreement = (one: RemainingAccess, other: RemainingAccess): number =>
  one.agreement.id < other.agreement.id ? -1 : 1;

/**
 * What the recipient can still read without any consent: every field that an agreement opens by duty or task, under any
 * purpose it registered for operational work and in any role. By the same rules as a request, so a prohibition counts.
 *
 * INVARIANT: decided from agreements and registrations alone. Nothing of a person comes in, so the answer cannot tell
 * whether a consent was ever given or a record is held (R7).
 */
export const remainingAccess = (input: RemainingAccessInput): readonly RemainingAccess[] => {
  const { recipient, catalogue, sources, today } = input;
  const agreements = input.agreements.filter((agreement) => agreement.recipient === recipient.id);
  const roles = [...new Set(agreements.flatMap((agreement) => agreement.roles))].sort();
  const opened = [...recipient.registrations.values()].flatMap((registration) =>
    [[], ...roles.map((role) => [role])].flatMap((held) =>
      lawfulIn(
        buildRuleset({
          caller: callerOf(recipient.id, registration.purpose, held),
          agency: recipient,
          purposeClass: registration.class,
          catalogue,
          agreements,
          sources,
          today,
        }),
        catalogue,
      ),
    ),
  );
  const remaining = new Map<string, RemainingAccess>();
  for (const each of opened) {
    const key = `${each.agreement.id}@${each.agreement.version}`;
    const fields = new Set([...(remaining.get(key)?.fields ?? []), ...each.fields]);
    remaining.set(key, { ...each, fields: [...fields].sort() });
  }
  return [...remaining.values()].sort(byAgreement);
};

/** The purposes for which an agreement lets the recipient read on consent: what a withdrawal of everything ends. */
export const purposesOnConsent = (recipient: Agency, agreements: readonly Agreement[]): readonly string[] =>
  [...recipient.registrations.keys()].filter((registered) =>
    agreements.some(
      (agreement) =>
        agreement.recipient === recipient.id &&
        agreement.requires === 'CONSENT' &&
        covers(agreement.purpose, registered),
    ),
  );
