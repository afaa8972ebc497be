import { Directive, ObjectType } from 'type-graphql';
import type { EntityView } from '../../records/projection.ts';

@ObjectType({
  description: 'A household, over every register that knows it. Every field but its id is governed.',
})
@Directive('@key(fields: "id")')
export class Household {
  constructor(readonly view: EntityView) {}
}
