import type { Agency } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Category } from '../domain/category.ts';
import { purposes } from '../domain/purpose.ts';
import { type CountingBasis, countingAgreements } from './counting-agreements.ts';
import { covers } from './covers.ts';
import { stepOf } from './ruleset.ts';

/** A consent without which somebody is not counted. */
export interface NeededConsent {
  readonly recipient: string;
  /** Any of these purposes will do. */
  readonly purposes: readonly string[];
  readonly categories: readonly Category[];
}

/** Whose records statistics count, in which municipality, and of whom. */
export interface CountedController {
  readonly controller: string;
  readonly municipality: string;
  readonly basis: CountingBasis;
  /** Whose prohibition keeps a person from being counted, and a restriction or a contested link: all but who counts on a duty (R2, step 6). */
  readonly heeding: readonly string[];
  /** Whether an objection does: where somebody counts on a public task that no law puts above it (R22). */
  readonly heedsObjections: boolean;
  /** All of them, where the consenting alone are counted. */
  readonly consents: readonly NeededConsent[];
}

interface Found {
  readonly agreement: Agreement;
  readonly purpose: string;
}

const consentOf = ({ agreement, purpose }: Found): NeededConsent => ({
  recipient: agreement.recipient,
  purposes: purposes.map(({ term }) => term).filter((term) => covers(term, purpose)),
  categories: agreement.categories,
});

const recipientsOf = (found: readonly Found[]): readonly string[] =>
  [...new Set(found.map(({ agreement }) => agreement.recipient))].sort();

/**
 * Whose records are counted at all: of each agency that registered a purpose for statistics its own, and of others what they agreed to
 * have counted for it, whoever asks then (R24).
 *
 * One basis for each register: where anybody may count everybody, everybody is counted, and who may count the consenting alone is told
 * nothing of it. Where nobody may, those are counted who consented to all who count: two groups of consenting persons would tell the
 * difference.
 *
 * @param keeping the agencies that keep a register at all.
 * @param inForce agreements in force on the day.
 * @returns each once, sorted.
 */
export const countedControllers = (
  agencies: Iterable<Agency>,
  keeping: ReadonlySet<string>,
  inForce: readonly Agreement[],
): readonly CountedController[] => {
  const own = new Set<string>();
  const agreed = { EVERYONE: new Map<string, Found[]>(), CONSENTING: new Map<string, Found[]>() };
  const keyOf = (controller: string, municipality: string): string => `${controller} ${municipality}`;
  for (const agency of agencies)
    for (const { purpose, class: purposeClass } of agency.registrations.values()) {
      if (purposeClass !== 'statistics') continue;
      if (keeping.has(agency.id))
        for (const municipality of agency.municipalities) own.add(keyOf(agency.id, municipality));
      const counter = { agency: agency.id, purpose, roles: null };
      for (const basis of ['EVERYONE', 'CONSENTING'] as const)
        for (const agreement of countingAgreements(inForce, counter, basis))
          for (const municipality of agreement.area) {
            const key = keyOf(agreement.controller, municipality);
            agreed[basis].set(key, [...(agreed[basis].get(key) ?? []), { agreement, purpose }]);
          }
    }
  const keys = new Set([...own, ...agreed.EVERYONE.keys(), ...agreed.CONSENTING.keys()]);
  return [...keys].sort().map((key): CountedController => {
    const [controller = '', municipality = ''] = key.split(' ');
    const everyone = agreed.EVERYONE.get(key) ?? [];
    if (own.has(key) || everyone.length > 0) {
      const tasks = everyone.filter(({ agreement }) => stepOf(agreement) === 'TASK');
      return {
        ...{ controller, municipality, basis: 'EVERYONE', consents: [] },
        heeding: recipientsOf(tasks),
        heedsObjections: tasks.some(({ agreement }) => agreement.overridesObjection === null),
      };
    }
    const consenting = agreed.CONSENTING.get(key) ?? [];
    return {
      ...{ controller, municipality, basis: 'CONSENTING', heedsObjections: false },
      heeding: recipientsOf(consenting),
      consents: consenting.map(consentOf),
    };
  });
};
