import { createHash } from 'node:crypto';
import type { EntityView } from '../records/projection.ts';
import { projectionOf } from './preferred.ts';
import type { RequestContext } from './request-context.ts';
import { Dwelling } from './types/dwelling.type.ts';
import { Household } from './types/household.type.ts';
import { Membership } from './types/membership.type.ts';
import { Person } from './types/person.type.ts';

/** This caller's own order of entities: two agencies cannot lay their lists side by side (R23). */
const inOwnOrder = (context: RequestContext, ids: Iterable<string>): string[] => {
  const placeOf = (id: string): string =>
    createHash('sha256')
      .update(context.ids.orderSalt)
      .update(Buffer.from(id.replaceAll('-', ''), 'hex'))
      .digest('hex');
  return [...ids]
    .map((id) => ({ id, place: placeOf(id) }))
    .sort((one, other) => one.place.localeCompare(other.place))
    .map(({ id }) => id);
};

/** A household that a page lists. */
export const listedHousehold = (context: RequestContext, view: EntityView): Household => {
  context.shown.add(`HOUSEHOLD ${view.id}`);
  return householdNode(context, view);
};

/** A household that was asked for or listed. */
export const householdNode = (context: RequestContext, view: EntityView): Household => {
  projectionOf(context).discloseFound(view, 'Household.id');
  return new Household(view);
};

/** A person who was asked for or found. */
export const foundPerson = (context: RequestContext, view: EntityView): Person => {
  projectionOf(context).discloseFound(view, 'Person.id');
  return personNode(context, view.id);
};

/** A person that an edge may show; of the person itself nothing is read until a field is asked for. */
const personNode = (context: RequestContext, id: string): Person =>
  new Person(id, () => projectionOf(context).view('PERSON', id));

/** A person whom a page lists, by the hub's own id. */
export const listedPerson = (context: RequestContext, id: string): Person => {
  context.shown.add(`PERSON ${id}`);
  return personNode(context, id);
};

/** The persons whom permitted statements name as members: the edge is a datum about each of them alone. */
export const personsOf = (context: RequestContext, view: EntityView, coordinate: string): Person[] => {
  const projection = projectionOf(context);
  const persons = new Set<string>();
  for (const { record, input } of projection.statements(view, coordinate)) {
    const person = view.personOf.get(`${record.row.source} ${record.row.person_local_id}`);
    if (!person) continue;
    projection.discloseEdge(record, input, coordinate);
    persons.add(person);
  }
  return inOwnOrder(context, persons).map((person) => listedPerson(context, person));
};

/** The households of which permitted statements make this person a member. */
export const householdsOf = async (
  context: RequestContext,
  view: EntityView,
  coordinate: string,
): Promise<Household[]> => {
  const projection = projectionOf(context);
  const households = new Set<string>();
  for (const { record, input } of projection.statements(view, coordinate)) {
    if (!record.row.household) continue;
    projection.discloseEdge(record, input, coordinate);
    households.add(record.row.household);
  }
  const views = await Promise.all(
    inOwnOrder(context, households).map((id) => projection.view('HOUSEHOLD', id)),
  );
  return views
    .filter((each) => each !== null)
    .map((each) => {
      context.shown.add(`HOUSEHOLD ${each.id}`);
      return new Household(each);
    });
};

/** The caller's own order of statements: by whom they are about, and whose they are. */
const inOwnStatementOrder = (
  context: RequestContext,
  memberships: readonly Membership[],
  entityOf: (membership: Membership) => string,
): Membership[] => {
  const places = new Map(inOwnOrder(context, new Set(memberships.map(entityOf))).map((id, at) => [id, at]));
  const placeOf = (membership: Membership): number => places.get(entityOf(membership)) ?? 0;
  return memberships.toSorted(
    (one, other) =>
      placeOf(one) - placeOf(other) || (one.record.row.source < other.record.row.source ? -1 : 1),
  );
};

/** The statements by which persons are members of a household, as `personsOf` gives the persons. */
export const membershipsOfHousehold = (
  context: RequestContext,
  view: EntityView,
  coordinate: string,
): Membership[] => {
  const projection = projectionOf(context);
  const found = projection.statements(view, coordinate).flatMap(({ record, input }) => {
    const person = view.personOf.get(`${record.row.source} ${record.row.person_local_id}`);
    if (!person) return [];
    projection.discloseEdge(record, input, coordinate);
    return [new Membership(record, input, person, view)];
  });
  return inOwnStatementOrder(context, found, ({ person }) => person);
};

/** The statements by which a person is a member of households, as `householdsOf` gives the households. */
export const membershipsOfPerson = async (
  context: RequestContext,
  view: EntityView,
  coordinate: string,
): Promise<Membership[]> => {
  const projection = projectionOf(context);
  const found = await Promise.all(
    projection.statements(view, coordinate).map(async ({ record, input }) => {
      if (!record.row.household) return null;
      projection.discloseEdge(record, input, coordinate);
      const home = await projection.view('HOUSEHOLD', record.row.household);
      return home && new Membership(record, input, view.id, home);
    }),
  );
  const shown = found.filter((each) => each !== null);
  return inOwnStatementOrder(context, shown, ({ household }) => household.id);
};

/** The dwelling that the preferred of the permitted statements of an address names. */
export const dwellingOf = (
  context: RequestContext,
  view: EntityView,
  coordinate: string,
): Dwelling | null => {
  const projection = projectionOf(context);
  const placed = projection
    .statements(view, coordinate)
    .find(({ record }) => record.row.dwelling_id !== null);
  const id = placed?.record.row.dwelling_id;
  if (!placed || !id) return null;
  projection.discloseEdge(placed.record, placed.input, coordinate);
  context.shown.add(`DWELLING ${id}`);
  return new Dwelling(id, () => projection.view('DWELLING', id));
};
