import { GraphQLScalarType } from 'graphql';

/** Decimal amounts travel as strings, because a float loses cents. Output only: what adapters made canonical goes as it is. */
export const decimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An amount as a decimal in a string, so that no cent is lost.',
  serialize: (value) => {
    if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) throw new TypeError('not a decimal');
    return value;
  },
});
