import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum CorrectionDuty {
  READ_AGAIN = 'READ_AGAIN',
  DROP = 'DROP',
  OTHER_PERSON = 'OTHER_PERSON',
}
registerEnumType(CorrectionDuty, {
  name: 'CorrectionDuty',
  description:
    'READ_AGAIN: the caller may read the field, and the new value is in the graph. DROP: the old value is to be dropped, and the new one is not the caller’s to know. OTHER_PERSON: the record was shown as this person’s and is somebody else’s: what was read of it is taken out of this person’s papers.',
});

@ObjectType({
  description:
    'Something that the calling agency read in the twelve months before it was corrected (R22). It holds no value.',
})
@Directive('@open(because: "about what the caller\'s agency read itself, by its own log")')
export class Correction {
  @Field(() => ID, {
    description: 'What is confirmed: the same for all fields that were read of one record of somebody else.',
  })
  id!: string;

  @Field(() => CorrectionDuty, { description: 'Decided anew whenever it is asked for.' })
  duty!: CorrectionDuty;

  @Field(() => String, { description: 'The coordinate of the field.' })
  field!: string;

  @Field(() => String, { description: 'The register.' })
  source!: string;

  @Field(() => String, { description: 'The agency whose record it is.' })
  controller!: string;

  @Field(() => ID, { nullable: true, description: 'Whose datum it is; null where it is shared.' })
  person!: string | null;

  @Field(() => ID, { nullable: true, description: 'Whose datum it is, where it is shared.' })
  household!: string | null;

  @Field(() => GraphQLLocalDate, { description: 'When the old value was read for the last time.' })
  readOn!: string;

  @Field(() => GraphQLLocalDate, { description: 'When the register said something else.' })
  correctedOn!: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was confirmed that the old value is gone.',
  })
  confirmedAt!: Date | null;
}
