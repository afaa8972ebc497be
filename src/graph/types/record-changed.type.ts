import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Household } from './household.type.ts';
import { Person } from './person.type.ts';

export enum RecordChange {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
}
registerEnumType(RecordChange, {
  name: 'RecordChange',
  description: 'CREATED: a register tells of this for the first time. UPDATED: it says something else.',
});

@ObjectType({
  description:
    'Something that the caller may read has changed. Told at least once, those of a household in their order; judged when it is told, by the same decision as a query.',
})
@Directive('@open(because: "told of what its reader may read at that moment, and of nothing else")')
export class RecordChanged {
  @Field(() => ID, {
    description:
      'The same each time it is told to this agency under this purpose; another agency has another.',
  })
  id!: string;

  @Field(() => GraphQLDateTime, {
    description: 'When it came in; to others than the agency whose register it is, the day.',
  })
  at!: Date;

  @Field(() => RecordChange)
  change!: RecordChange;

  @Field(() => [String], { description: 'Kinds of the records in which the caller may see a change.' })
  kinds!: readonly string[];

  @Field(() => Household, { nullable: true, description: 'Null where the subscription is of a person.' })
  household!: Household | null;

  @Field(() => Person, { nullable: true, description: 'Null but where the subscription is of a person.' })
  person!: Person | null;
}
