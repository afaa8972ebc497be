import type { Random } from '../random.ts';
import type { DrawnOperation } from './draw-operation.ts';

type Body = DrawnOperation['body'];

/** Ways in which a request can be wrong. What is answered is decided from the document and its variables alone. */
const mistakes: readonly ((body: Body, random: Random) => Body)[] = [
  ({ query, ...rest }, random) => ({ ...rest, query: query.slice(0, random.below(query.length)) }),
  ({ query, ...rest }) => ({
    ...rest,
    query: query.replace(/\b(id|givenName|address|state)\b/, 'secretField'),
  }),
  ({ query, ...rest }) => ({ ...rest, query: query.replace('{', '{ nobodyAsked ') }),
  ({ query }) => ({ query }),
  ({ query, variables }) => ({ query, variables: { ...variables, v1: { not: 'this' } } }),
  ({ query, variables }) => ({ query, variables: { ...variables, v1: null } }),
  ({ query, variables }) => ({ query, variables: { ...variables, v1: 'a\u0000b' } }),
  ({ query, ...rest }) => ({
    ...rest,
    query: `${query}\nquery Other { __typename }`,
    operationName: 'Other',
  }),
  ({ query, ...rest }) => ({ ...rest, query: `${query}\nquery Other { __typename }` }),
  ({ query, ...rest }) => ({ ...rest, query, operationName: 'Nobody' }),
  ({ query, ...rest }) => ({ ...rest, query: `${query}\nfragment Unused on Person { id }` }),
  ({ query, ...rest }) => ({
    ...rest,
    query: query.replace(/ on (Person|Household|Tenancy)/, ' on Provenance'),
  }),
  () => ({ query: '{ __type(name: "Tenancy") { name fields { name } } }' }),
  () => ({ query: '{ _service { sdl } }' }),
];

/** The same operation with one thing wrong with it. */
export const spoilOperation = (operation: DrawnOperation, random: Random): DrawnOperation => ({
  ...operation,
  body: random.pick(mistakes)(operation.body, random),
});
