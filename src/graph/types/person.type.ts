import { Directive, ObjectType } from 'type-graphql';
import type { EntityView } from '../../records/projection.ts';

@ObjectType({
  description: 'A person, over every register that knows them. Every field but its id is governed.',
})
@Directive('@key(fields: "id")')
export class Person {
  /** `view` is asked for when the first governed field is: an edge alone reads nothing of the person. */
  constructor(
    readonly entityId: string,
    readonly view: () => Promise<EntityView | null>,
  ) {}
}
