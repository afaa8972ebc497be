import { GraphQLError, getArgumentValues } from 'graphql';
import type { EntityKind } from '../domain/entity-kind.ts';
import { entityMark, type SoughtEntity, soughtMarks } from '../identity/sought-mark.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { argumentKey } from '../policy/input-positions.ts';
import type { ArgumentSite, OperationPlan } from '../policy/operation-plan.ts';
import { soughtInside } from '../policy/sought-inputs.ts';

export interface DeniedMarksInput {
  readonly plan: OperationPlan;
  /** Coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly catalogue: Catalogue;
  /** What an id could mean under each of the agency's purpose classes. */
  readonly decode: (kind: EntityKind, text: string) => readonly string[];
  readonly hashingKey: Uint8Array;
}

const entities: ReadonlyMap<string, SoughtEntity> = new Map([
  ['Person.id', 'PERSON'],
  ['Household.id', 'HOUSEHOLD'],
  ['Dwelling.id', 'DWELLING'],
]);

const entityOfType: ReadonlyMap<string, SoughtEntity> = new Map([
  ['Person', 'PERSON'],
  ['Household', 'HOUSEHOLD'],
  ['Dwelling', 'DWELLING'],
]);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A list of marks for each look-up of one field: a representation is one, as the arguments of another field together are. */
const marksOfSite = (site: ArgumentSite, input: DeniedMarksInput): readonly (readonly string[])[] => {
  const values = getArgumentValues(site.definition, site.node, input.variables);
  const ofEntity = (entity: SoughtEntity, id: unknown): string[] =>
    input.decode(entity, textOf(id) ?? '').map((each) => entityMark(entity, each));
  if (site.definition.name === '_entities') {
    const representations = values['representations'];
    return (Array.isArray(representations) ? representations : []).map((each: unknown) => {
      const { __typename, id } = (each ?? {}) as { __typename?: unknown; id?: unknown };
      // Any JSON at all can stand here, also what no text can be made of.
      const entity = entityOfType.get(textOf(__typename) ?? '');
      return entity ? ofEntity(entity, id) : [];
    });
  }
  const named = new Map(soughtInside(site, values));
  for (const argument of site.definition.args) {
    const name = input.catalogue.names.get(
      argumentKey(site.parentTypeName, site.definition.name, argument.name),
    );
    if (name) named.set(name, values[argument.name]);
  }
  const birthDate = named.get('Person.birthDate');
  return [
    [
      ...[...entities].flatMap(([name, entity]) =>
        named.has(name) ? ofEntity(entity, named.get(name)) : [],
      ),
      ...soughtMarks(
        {
          nationalId: textOf(named.get('Person.nationalIdChecked')),
          givenName: textOf(named.get('Person.givenName')),
          familyName: textOf(named.get('Person.familyName')),
          birthDate: birthDate instanceof Date ? birthDate.toISOString().slice(0, 10) : textOf(birthDate),
        },
        input.hashingKey,
      ),
    ],
  ];
};

const fittingMarks = (site: ArgumentSite, input: DeniedMarksInput): readonly (readonly string[])[] => {
  try {
    return marksOfSite(site, input);
  } catch (error) {
    if (error instanceof GraphQLError) return []; // Arguments that do not fit name nobody.
    throw error;
  }
};

/**
 * Whom a refused operation looked for, read from its arguments alone: a refusal reads no row, and those who protect
 * somebody must hear of it all the same (R16).
 */
export const deniedMarks = (input: DeniedMarksInput): readonly (readonly string[])[] =>
  input.plan.argumentSites.flatMap((site) => fittingMarks(site, input)).filter((marks) => marks.length > 0);
