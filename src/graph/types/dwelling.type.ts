import { Directive, ObjectType } from 'type-graphql';
import type { EntityView } from '../../records/projection.ts';

@ObjectType({ description: 'A dwelling, as the registers describe it. Every field but its id is governed.' })
@Directive('@key(fields: "id")')
export class Dwelling {
  constructor(
    readonly entityId: string,
    readonly view: () => Promise<EntityView | null>,
  ) {}
}
