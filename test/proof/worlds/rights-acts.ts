import type { Act } from './act.ts';
import type { Townsperson } from './town.ts';

/** Who asks, and who decides. */
interface Acting extends Record<'ana' | 'rifat' | 'marko' | 'gordana' | 'merima' | 'slobodan', Townsperson> {
  readonly clerk: Act['by'];
  readonly worker: Act['by'];
}

/** One right with what it is asked of: a kind of the person's own records, or a controller. */
interface Asked {
  readonly right: string;
  readonly kind?: string;
  readonly controller?: string;
  readonly field?: string;
  readonly statement?: string;
}

const asking = `mutation ($right: AskedRight!, $record: ID, $controller: String, $field: String, $statement: String) {
  askRight(right: $right, record: $record, controller: $controller, field: $field, statement: $statement) { id } }`;

const ask = (by: Townsperson, { kind, ...asked }: Asked): Act => ({
  by,
  query: asking,
  variables: async (_idOf, _before, ownRecord) => ({
    ...asked,
    ...(kind ? { record: await ownRecord(kind) } : {}),
  }),
});

const decide = (by: Act['by'], right: string, decision: string): readonly Act[] => [
  { by, query: '{ rightsRequests { id right } }' },
  {
    by,
    query: `mutation ($id: ID!, $decision: RightsOutcome!) {
      decideRight(id: $id, decision: $decision, reason: "As the law has it") }`,
    variables: async (_idOf, { rightsRequests }) => ({
      id: (rightsRequests as readonly { id: string; right: string }[]).find((each) => each.right === right)
        ?.id,
      decision,
    }),
  },
];

/** What people of the town have asked of controllers (R22): pending, overdue, granted and refused. */
export const rightsActs = (acting: Acting): readonly Act[] => {
  const { ana, rifat, marko, gordana, merima, slobodan, clerk, worker } = acting;
  return [
    ask(ana, { right: 'CONTEST', kind: 'tenancy', field: 'Tenancy.arrears', statement: 'Plaćeno je.' }),
    ask(rifat, { right: 'OBJECTION', controller: 'berane.centre' }),
    ask(marko, { right: 'RESTRICTION', kind: 'case-entry' }),
    ...decide(worker, 'RESTRICTION', 'GRANTED'),
    ask(gordana, { right: 'RECTIFICATION', kind: 'tenant-entry', field: 'TenantEntry.familyName' }),
    ...decide(clerk, 'RECTIFICATION', 'GRANTED'),
    ask(merima, { right: 'ERASURE', controller: 'berane.municipality' }),
    ...decide(clerk, 'ERASURE', 'REFUSED'),
    ask(slobodan, { right: 'LINK', kind: 'tenant-entry', statement: 'To nisam ja.' }),
    ask(ana, { right: 'PORTABILITY', controller: 'berane.municipality' }),
    ask(ana, { right: 'PORTABILITY', controller: 'berane.centre' }),
  ];
};
