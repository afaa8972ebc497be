import type { Agency, Source } from '../../../src/domain/agency.ts';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { GovernedField } from '../../../src/policy/catalogue.ts';
import { reaches } from './purpose-reach.ts';

/** Who asks, as far as the rules of STORIES.md go. */
export interface Asker {
  readonly agency: Agency;
  readonly purpose: string;
  readonly purposeClass: string;
  readonly roles: readonly string[];
  readonly area: readonly string[] | null;
  readonly named: boolean;
  /** Hash of the actor's own national id (R15). */
  readonly self: string;
}

const statutory = [
  'ps:HousingWelfareManagement',
  'ps:SocialWelfareEligibilityAssessment',
  'ps:SocialWelfareDistributionManagement',
  'ps:SocialWelfareEnrolmentManagement',
];
const inForce = (agreement: Agreement, asker: Asker, today: string): boolean =>
  agreement.recipient === asker.agency.id &&
  today >= agreement.validFrom &&
  (agreement.validUntil === null || today < agreement.validUntil) &&
  reaches(agreement.purpose, asker.purpose);

/** Roles narrow what an agreement grants; what it prohibits holds for every role. */
export const isForRoles = ({ roles }: Agreement, asker: Asker): boolean =>
  roles.length === 0 || roles.some((role) => asker.roles.includes(role));

/** What decides besides the record. */
export interface Rules {
  readonly asker: Asker;
  readonly agreements: readonly Agreement[];
  readonly sources: ReadonlyMap<string, Source>;
  readonly today: string;
}

const kept = new WeakMap<Rules, readonly Agreement[]>();

/** Those in force for the asker's purpose. */
export const agreementsOf = (rules: Rules): readonly Agreement[] => {
  const known = kept.get(rules) ?? rules.agreements.filter((each) => inForce(each, rules.asker, rules.today));
  kept.set(rules, known);
  return known;
};

/** What agreements say of one field of one controller's records of a municipality: the same for every record. */
export interface Spoken {
  readonly prohibited: boolean;
  readonly duties: readonly Agreement[];
  readonly tasks: readonly Agreement[];
  readonly consented: boolean;
  /** Whether consent is no basis for what the asker decides (R3). */
  readonly decides: boolean;
}

const spoken = new WeakMap<Rules, Map<string, Spoken>>();

export const spokenOf = (
  field: GovernedField,
  controller: string,
  municipality: string,
  rules: Rules,
): Spoken => {
  const ofRules = spoken.get(rules) ?? new Map<string, Spoken>();
  spoken.set(rules, ofRules);
  const key = `${field.coordinate} ${controller} ${municipality}`;
  const known = ofRules.get(key) ?? readSpoken(field, controller, municipality, rules);
  ofRules.set(key, known);
  return known;
};

const readSpoken = (field: GovernedField, controller: string, municipality: string, rules: Rules): Spoken => {
  const { asker } = rules;
  const between = agreementsOf(rules).filter((each) => each.controller === controller);
  const says = (list: readonly string[]): boolean =>
    list.includes(field.category) || list.includes(field.coordinate);
  const granting = (bases: readonly string[]): readonly Agreement[] =>
    between.filter(
      (each) =>
        bases.includes(each.basis.article6) &&
        isForRoles(each, asker) &&
        (each.categories.includes(field.category) || each.fields.includes(field.coordinate)) &&
        each.area.includes(municipality),
    );
  return {
    prohibited: between.some(({ prohibits }) => says(prohibits)),
    duties: granting(['A6-1-c', 'A6-1-d']),
    tasks: granting(['A6-1-e']),
    consented: granting(['A6-1-a']).length > 0,
    decides: asker.agency.kind === 'PUBLIC_BODY' && statutory.some((each) => reaches(each, asker.purpose)),
  };
};
