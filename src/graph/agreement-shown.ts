import type { AgreementRecord, AgreementDecision as Decision } from '../access/agreements.ts';
import { purposeOfTerm } from '../domain/purpose.ts';
import type { AccessChange as Change } from '../policy/policy-diff.ts';
import type { AccessChange, Agreement, AgreementDecision } from './types/agreement.type.ts';

/** People read and type slugs; a compact IRI stays inside. */
const slugOf = (term: string): string => purposeOfTerm(term)?.slug ?? term;

const changeShown = (change: Change): AccessChange => ({
  ...change,
  purpose: slugOf(change.purpose),
  before: [...change.before],
  after: [...change.after],
});

/** A version as the graph shows it. */
export const agreementShown = ({
  agreement,
  state,
  endsOn,
  events,
  changes,
}: AgreementRecord): Agreement => ({
  ...agreement,
  purpose: slugOf(agreement.purpose),
  categories: [...agreement.categories],
  fields: [...agreement.fields],
  prohibits: [...agreement.prohibits],
  relationships: [...agreement.relationships],
  area: [...agreement.area],
  roles: [...agreement.roles],
  state,
  endsOn,
  history: [...events],
  compare: () => changes()?.map(changeShown) ?? null,
});

/** A decision as the graph shows it. */
export const decisionShown = ({ record, takesEffect, waitsFor, changes }: Decision): AgreementDecision => ({
  agreement: agreementShown(record),
  takesEffect,
  waitsFor,
  changes: changes.map(changeShown),
});
