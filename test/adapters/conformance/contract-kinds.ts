import { Kind, parse } from 'graphql';

/** The fields of each kind of record that a contract names, read from its SDL itself. */
export const contractKinds = (sdl: string): ReadonlyMap<string, ReadonlySet<string>> => {
  const types = new Map<string, ReadonlySet<string>>();
  for (const definition of parse(sdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    types.set(definition.name.value, new Set(definition.fields?.map((field) => field.name.value)));
  }
  return new Map(
    [...sdl.matchAll(/: \[(\w+)!\]\s+@records\(source: "[\w-]+", kind: "([\w-]+)"\)/g)].map(
      ([, type = '', kind = '']) => [kind, types.get(type) ?? new Set<string>()],
    ),
  );
};

/** The columns of a record type that a contract defines, as `Type.field`. */
export const contractFields = (sdl: string): ReadonlySet<string> =>
  new Set(
    parse(sdl).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (definition.fields ?? []).map((field) => `${definition.name.value}.${field.name.value}`)
        : [],
    ),
  );
