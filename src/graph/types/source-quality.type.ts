import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';

const open =
  '@open(because: "counts of the register\'s own agency over its own register; holds nobody\'s data")';

@ObjectType({ description: 'How many, of how many.' })
@Directive(open)
export class Share {
  @Field(() => Int)
  count!: number;

  @Field(() => Int)
  of!: number;

  @Field(() => Float, { nullable: true, description: '`count` by `of`; null where there are none at all.' })
  rate!: number | null;
}

@ObjectType({ description: "One field of a register's contract, over the records that are held now." })
@Directive(open)
export class FieldQuality {
  @Field(() => String, { description: 'The coordinate of the field, such as `TenantEntry.birthDate`.' })
  field!: string;

  @Field(() => Share, {
    description:
      'Records that hold nothing in it; of whether a national id was checked, those without one that was.',
  })
  missing!: Share;

  @Field(() => Share, {
    description:
      'Values that came for it and could not be taken over as they were, by the newest version of each contract, case or observation. Where several rows speak for one record, more can come than there are records.',
  })
  invalid!: Share;

  @Field(() => Share, {
    description:
      "Records in which it differs from what another line of the agency's own registers says of the same person: one known by a checked national id and an agreeing name or birth date, or by the register's own number (R20).",
  })
  conflicting!: Share;
}

@ObjectType({ description: "A column of a register's form that is read into no field of its contract." })
@Directive(open)
export class ColumnQuality {
  @Field(() => String)
  column!: string;

  @Field(() => Int, { description: 'What of it could not be taken over as it was.' })
  invalid!: number;
}

@ObjectType({ description: "A register's newest file." })
@Directive(open)
export class FileQuality {
  @Field(() => GraphQLDateTime)
  readAt!: Date;

  @Field(() => Share, {
    description: 'Rows that could not be taken: their key or their structure was unusable.',
  })
  setAside!: Share;
}

@ObjectType({
  description:
    "How good one register's data are: counts over what its own agency reads of it, decided by that agency's own registers alone. What a matter seals is in none.",
})
@Directive(open)
export class SourceQuality {
  @Field(() => String, { description: 'The register.' })
  source!: string;

  @Field(() => [FieldQuality])
  fields!: FieldQuality[];

  @Field(() => [ColumnQuality])
  otherColumns!: ColumnQuality[];

  @Field(() => Share, {
    description:
      'Of the lines of people, those about somebody of whom another line of the same register is as well; the first of each person is not counted.',
  })
  duplicates!: Share;

  @Field(() => Share, {
    description:
      'Of the lines of people, those under a checked national id under which the same register has somebody else as well.',
  })
  sharedIds!: Share;

  @Field(() => Share, { description: 'Of the contracts or cases with people in them, those without a head.' })
  withoutHead!: Share;

  @Field(() => Share, { description: 'Those with more heads than one.' })
  withSeveralHeads!: Share;

  @Field(() => FileQuality, { nullable: true, description: 'Null where no file was read.' })
  file!: FileQuality | null;
}
