import type { Catalogue } from '../policy/catalogue.ts';
import type { EntityView } from '../records/projection.ts';
import { recordsThatTell } from '../records/recorded-changes.ts';
import type { Change } from '../store/outbox-store.ts';
import { foundPerson, listedHousehold } from './edges.ts';
import { projectionOf } from './preferred.ts';
import type { RequestContext } from './request-context.ts';
import { RecordChange, type RecordChanged } from './types/record-changed.type.ts';

/** Of what a change is told: every household, or one household or person, by the hub's own id. */
export interface ChangeScope {
  readonly household: string | null;
  readonly person: string | null;
}

/** The list that shows records of a kind. */
const listOf = ({ kinds, derived, stated }: Catalogue, kind: string): string => {
  const [first] = kinds.get(kind)?.fields ?? [];
  const list = [...derived].find(
    ([name, inputs]) => !stated.has(name) && first !== undefined && inputs.includes(first.coordinate),
  );
  if (!list) throw new Error(`no list shows records of kind ${kind}`);
  return list[0];
};

const viewOf = async (
  context: RequestContext,
  change: Change,
  scope: ChangeScope,
): Promise<EntityView | null> => {
  const projection = projectionOf(context);
  if (scope.person !== null) return await projection.view('PERSON', scope.person);
  if (change.household === null) return null;
  const view = await projection.view('HOUSEHOLD', change.household);
  // A household that went into another is known by the other's id.
  const isOther =
    scope.household !== null && view?.id !== scope.household && change.household !== scope.household;
  return isOther ? null : view;
};

/**
 * A change as the caller may know of it now, or null: there is none for it. What is given is disclosed as a list's line is.
 *
 * @param isBell it names nobody, so nothing of anybody is given.
 */
export const changedRecord = async (
  context: RequestContext,
  change: Change,
  scope: ChangeScope,
  isBell: boolean,
): Promise<RecordChanged | null> => {
  const view = await viewOf(context, change, scope);
  if (!view || change.change === 'ENDED') return null;
  const telling = recordsThatTell(view, change);
  if (telling.length === 0) return null;
  const isOwner = context.caller.kind === 'AGENCY' && context.caller.agency === change.controller;
  const told = {
    id: context.ids.encode('EVENT', change.id),
    // Two agencies could lay their events side by side by an instant (R23).
    at: isOwner ? change.at : new Date(change.at.toISOString().slice(0, 10)),
    change: RecordChange[change.change],
    kinds: [...new Set(telling.map(({ row }) => row.kind))],
  };
  if (isBell) return { ...told, household: null, person: null };
  for (const record of telling)
    projectionOf(context).discloseListed(record, listOf(context.catalogue, record.row.kind));
  if (scope.person === null) return { ...told, household: listedHousehold(context, view), person: null };
  context.shown.add(`PERSON ${view.id}`);
  return { ...told, household: null, person: foundPerson(context, view) };
};
