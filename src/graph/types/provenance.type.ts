import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { HeldVersion } from '../../records/rivals.ts';

export enum LinkCertainty {
  CERTAIN = 'CERTAIN',
  PROBABLE = 'PROBABLE',
}
registerEnumType(LinkCertainty, {
  name: 'LinkCertainty',
  description:
    'CERTAIN: a checked national id and an agreeing name or birth date, or a decision by a person. PROBABLE: anything less (R20).',
});

@ObjectType({ description: 'Who says a record, and since when. Given with every record that is visible.' })
@Directive('@open(because: "says whose statement a visible record is")')
export class Provenance {
  @Field(() => String, { description: 'The register.' })
  source!: string;

  @Field(() => String, { description: 'The agency whose statement it is.' })
  controller!: string;

  @Field(() => Int, { description: "The source's own version, or the hub's count of contents." })
  version!: number;

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'When what it says was so.' })
  observedOn!: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the source recorded it: the instant for its owner, the day for others (R23).',
  })
  recordedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    description: 'When the hub received it: the instant for its owner, the day for others (R23).',
  })
  receivedAt!: Date;

  @Field(() => LinkCertainty, {
    nullable: true,
    description:
      'PROBABLE where the record reached the caller over a link that is not certain. Null on own records, which show no link facts (R2).',
  })
  linkCertainty!: LinkCertainty | null;

  /** What of the register it is, for its own agency; null for others. Not in the graph. */
  held!: HeldVersion | null;
}
