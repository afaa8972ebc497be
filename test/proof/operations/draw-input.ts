import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { EntityKind } from '../../../src/domain/entity-kind.ts';
import { languageTags } from '../../../src/domain/language.ts';
import { waitingAgreement } from '../worlds/town-policy.ts';
import type { InputDraw } from './input-draw.ts';
import { alwaysPlausible, plausibleInputs } from './plausible-inputs.ts';
import { protectionInputs } from './protection-inputs.ts';
import { rightsInputs } from './rights-inputs.ts';
import { statisticsInputs } from './statistics-inputs.ts';

const emptyToNull = (value: string | null | undefined): string | null => value ?? null;

/** Texts that are planned and not run. */
const documents: readonly string[] = [
  '{ __typename }',
  'query { findPerson(nationalId: "1") { id givenName } }',
  'query Planned($id: ID!) { household(id: $id) { id address tenancies { rent arrears rooms } members { givenName } } }',
  '{ person(id: "x") { familyName caseEntries { health employed } consents: id } }',
  'query { households(first: 2, filter: {localCommunity: "Park"}) { nodes { id memberCount } hasNextPage } }',
  'mutation { confirmRelationship(person: "x") }',
  '{ statistics(by: [SEX]) { cells { area } } }',
  'query {',
];

/** The agreement that a question names: mostly one that there is. */
const agreementIn = ({ random, pools, person }: InputDraw): Agreement | null =>
  random.chance(0.85)
    ? (pools.agreements[(person.givenName.length * 7 + person.familyName.length) % pools.agreements.length] ??
      null)
    : null;

/** Values of single positions (as `argumentKey` writes them), where name and label alone do not say it. */
const byPosition: Readonly<Record<string, (draw: InputDraw) => unknown>> = Object.fromEntries([
  ...['Query.agreement', 'Query.printedAgreement', 'Mutation.endAgreement'].flatMap((field) => [
    [`${field}(id:)`, (draw: InputDraw) => agreementIn(draw)?.id ?? 'nothing-agreed'],
    [`${field}(version:)`, (draw: InputDraw) => (draw.random.chance(0.85) ? 1 : draw.random.below(4))],
  ]),
  // An hour's work of two agencies: drawn freely, hardly one would ever be confirmed.
  [
    'Mutation.confirmConsent(person:)',
    ({ random, pools }: InputDraw) =>
      random.chance(0.8) ? pools.waiting(random) : pools.id(random, 'PERSON'),
  ],
  [
    'Mutation.confirmConsent(recipient:)',
    ({ random, pools }: InputDraw) => (random.chance(0.8) ? 'berane.support' : random.pick(pools.agencies)),
  ],
  [
    'Mutation.confirmConsent(purpose:)',
    ({ random, pools }: InputDraw) =>
      random.chance(0.8) ? 'social-welfare-provision' : random.pick(pools.purposes),
  ],
  [
    'Mutation.confirmConsent(reference:)',
    ({ random, pools }: InputDraw) =>
      random.chance(0.8) ? pools.references[0] : random.pick(pools.references),
  ],
  [
    'Mutation.endAgreement(on:)',
    ({ random }: InputDraw) => random.pick(['2027-06-01', '2026-12-31', '2027-01-01', '2026-01-01']),
  ],
  [
    'Query.sourceQuality(source:)',
    ({ random }: InputDraw) =>
      random.pick(['housing', 'petnjica/housing', 'centre', 'community', 'no-register']),
  ],
  // What waits for its controller is the town's one second version.
  ...['Mutation.approveAgreement', 'Mutation.refuseAgreement'].flatMap((field) => [
    [
      `${field}(id:)`,
      (draw: InputDraw) =>
        draw.random.chance(0.8) ? waitingAgreement : (agreementIn(draw)?.id ?? 'nothing-agreed'),
    ],
    [`${field}(version:)`, (draw: InputDraw) => (draw.random.chance(0.85) ? 2 : draw.random.below(4))],
  ]),
  ...Object.entries(statisticsInputs),
  ...Object.entries(rightsInputs),
  ...Object.entries(protectionInputs),
]);

/** Values by the field that a position names, or by the position's own name where it names none. */
const byName: Readonly<Record<string, (draw: InputDraw) => unknown>> = {
  nationalIdChecked: ({ person }) => emptyToNull(person.nationalId),
  nationalId: ({ person }) => emptyToNull(person.nationalId),
  givenName: ({ person }) => person.givenName,
  familyName: ({ person }) => person.familyName,
  birthDate: ({ person }) => emptyToNull(person.birthDate),
  localCommunity: ({ random, pools }) => pools.community(random),
  address: ({ random, pools }) => random.pick(pools.addresses),
  recipient: ({ random, pools }) => random.pick(pools.agencies),
  controller: ({ random, pools }) => random.pick(pools.agencies),
  agency: ({ random, pools }) => random.pick(pools.agencies),
  purpose: ({ random, pools }) =>
    pools.registered.length > 0 && random.chance(0.8)
      ? random.pick(pools.registered)
      : random.pick(pools.purposes),
  to: ({ random, pools }) => (random.chance(0.7) ? 'berane.support' : random.pick(pools.agencies)),
  referral: ({ random, pools }) => pools.referral(random),
  session: ({ random, pools }) => pools.session(random),
  // Most of what a person asks is of themselves.
  ward: ({ random, pools }) => (random.chance(0.3) ? pools.namedAt(random, 'ward') : null),
  request: ({ random, pools }) => pools.request(random),
  operationalId: ({ random, pools }) => pools.operationalId(random),
  language: ({ random }) => random.pick([...languageTags, 'xx']),
  roles: ({ random }) => random.some(['officer', 'dpo', 'lead', 'triage', 'nobody'], 2),
  reason: ({ random }) =>
    random.weighed([
      [8, 'As was agreed'],
      [1, 'x'],
      [1, ''],
    ]),
  tokenId: ({ random }) => `token ${random.below(9)}`,
  until: ({ random }) => random.pick(['2027-03-01', '2026-12-24', '2026-11-20', '2029-01-01']),
  reference: ({ random, pools }) => random.pick(pools.references),
  after: ({ random, pools }) => pools.opaque(random),
  cursor: ({ random, pools }) => pools.opaque(random),
  first: ({ random }) =>
    random.weighed([
      [4, 1],
      [4, 2],
      [3, 5],
      [2, 20],
      [1, 100],
      [0.5, 0],
      [0.5, -1],
      [0.5, 101],
    ]),
  fields: ({ random, pools }) => random.some(pools.coordinates, 2),
  categories: ({ random }) => random.some(['IDENTITY', 'CONTACT', 'HOUSING', 'FINANCE', 'HEALTH', 'NONE'], 3),
  operation: ({ random }) => random.pick(documents),
};

const byScalar = (name: string, draw: InputDraw): unknown => {
  const { random, pools, person } = draw;
  switch (name) {
    case 'Int':
      return random.below(6);
    case 'Float':
      return random.below(100) / 2;
    case 'Boolean':
      return random.chance(0.5);
    case 'ID':
      return pools.id(random, random.pick(['PERSON', 'HOUSEHOLD', 'RECORD', 'CONSENT'] as const));
    case 'LocalDate':
      return random.pick([person.birthDate ?? '1980-01-01', '2026-11-20', '2027-06-01']);
    default:
      return random.pick([person.familyName, random.pick(pools.addresses), 'Nešto', '', 'x']);
  }
};

/** A representation of an entity, as a router names it. */
const representation = ({ random, pools, towards }: InputDraw): unknown => {
  const kind = random.pick(['PERSON', 'HOUSEHOLD', 'DWELLING'] as const);
  const typeName = { PERSON: 'Person', HOUSEHOLD: 'Household', DWELLING: 'Dwelling' }[kind];
  if (random.chance(0.04)) return { __typename: random.pick(['Tenancy', 'Query', 'Nobody']), id: 'x' };
  return { __typename: typeName, id: pools.id(random, kind, towards) };
};

const leaf = (
  type: GraphQLInputType,
  position: string,
  name: string,
  named: string | null | undefined,
  draw: InputDraw,
): unknown => {
  if (isEnumType(type) && !byPosition[position]) return draw.random.pick(type.getValues()).name;
  if (isScalarType(type) && type.name === '_Any') return representation(draw);
  const placed = byPosition[position];
  if (placed) return placed(draw);
  const [entity, field] = (named ?? '').split('.');
  if (field === 'id')
    return draw.pools.id(draw.random, (entity ?? '').toUpperCase() as EntityKind, draw.towards);
  const known = byName[field ?? ''] ?? byName[name];
  return known ? known(draw) : byScalar(isScalarType(type) ? type.name : 'String', draw);
};

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Tells the positions inside a value that was made whole. */
const tell = (type: GraphQLInputType, value: unknown, draw: InputDraw): void => {
  if (value === null || value === undefined) return;
  if (isNonNullType(type)) {
    tell(type.ofType, value, draw);
    return;
  }
  if (isListType(type)) {
    for (const item of isList(value) ? value : [value]) tell(type.ofType, item, draw);
    return;
  }
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    const inner = (value as Record<string, unknown>)[field.name];
    if (inner === undefined) continue;
    draw.onPosition(`${type.name}.${field.name}`);
    tell(field.type, inner, draw);
  }
};

/**
 * Draws a value for an input position, from its type, the field it names and its own name.
 *
 * @returns undefined where the position is left out.
 */
export const drawInput = (
  type: GraphQLInputType,
  position: string,
  name: string,
  draw: InputDraw,
): unknown => {
  const { random } = draw;
  if (isNonNullType(type)) return drawInput(type.ofType, position, name, draw);
  if (isListType(type)) {
    // A list of words that has a pool of its own is drawn whole.
    if (byName[name] && !isInputObjectType(type.ofType)) {
      const whole = byName[name]?.(draw);
      if (isList(whole)) return whole;
    }
    const count = random.weighed([
      [8, 1],
      [3, 2],
      [1, 3],
      [0.4, 0],
    ]);
    return Array.from({ length: count }, () => drawInput(type.ofType, position, name, draw));
  }
  if (!isInputObjectType(type)) return leaf(type, position, name, draw.names.get(position), draw);
  const isPlausible = alwaysPlausible.has(type.name) || random.chance(0.85);
  const plausible = isPlausible ? plausibleInputs[type.name]?.(draw) : undefined;
  if (plausible) {
    tell(type, plausible, draw);
    return plausible;
  }
  const value: Record<string, unknown> = {};
  for (const field of Object.values(type.getFields())) {
    if (!isNonNullType(field.type) && random.chance(0.4)) continue;
    const inner = drawInput(field.type, `${type.name}.${field.name}`, field.name, draw);
    draw.onPosition(`${type.name}.${field.name}`);
    value[field.name] = inner;
  }
  return value;
};
