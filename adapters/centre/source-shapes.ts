import type { GraphqlShape, RestShape } from '../../src/domain/source-shape.ts';

/**
 * The record system's service: cases in the order of their changes, each at its version. One that is struck out says so itself, and
 * is left to the translation: what a matter seals ends with its matter alone (R11).
 */
export const restShape: RestShape = {
  path: 'cases',
  items: ['cases'],
  localId: ['caseNumber'],
  version: ['version'],
  paging: { kind: 'CURSOR', parameter: 'after', next: ['next'] },
  order: 'CHANGES',
};

/** The same cases by GraphQL: every field that the translation reads, and no other. */
export const graphqlShape: GraphqlShape = {
  document: `query Cases($after: String, $first: Int!) {
  cases(after: $after, first: $first) {
    nodes {
      caseNumber
      version
      deleted
      recordedAt
      matter
      address
      localCommunity
      contactThrough
      closedOn
      members { localId givenName familyName nationalId birthDate sex relation employed health isProtected }
      rights { type status amountEur since }
      aidPlan { goal reviewDue }
      referrals { member agency acceptedOn }
    }
    pageInfo { endCursor hasNextPage }
  }
}`,
  variables: { first: 500 },
  cursorVariable: 'after',
  items: ['cases', 'nodes'],
  localId: ['caseNumber'],
  version: ['version'],
  cursor: ['cases', 'pageInfo', 'endCursor'],
  more: ['cases', 'pageInfo', 'hasNextPage'],
};
