import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageInfo } from './household-page.type.ts';
import { PushProblem } from './receipt.type.ts';

const open = '@open(because: "told a data steward of their own agency\'s register: where and why, no value")';

export enum QuarantineReason {
  UNREADABLE = 'UNREADABLE',
  FAILED = 'FAILED',
  CONFLICT = 'CONFLICT',
}
registerEnumType(QuarantineReason, {
  name: 'QuarantineReason',
  description:
    'Why an item waits. UNREADABLE: its key or its structure is unusable. FAILED: the hub broke over it. CONFLICT: the same version is held with another content, and both are kept.',
});

@ObjectType({
  description:
    'An item of a register that could not be taken over. What it says is kept encrypted and is shown to nobody: its agency has it.',
})
@Directive(open)
export class QuarantinedItem {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'The register.' })
  source!: string;

  @Field(() => String, {
    nullable: true,
    description: "The source's own id; null where it could not be read, and of what a matter may seal (R11).",
  })
  localId!: string | null;

  @Field(() => Int, { nullable: true })
  version!: number | null;

  @Field(() => QuarantineReason)
  reason!: QuarantineReason;

  @Field(() => [PushProblem])
  problems!: PushProblem[];

  @Field(() => Boolean, {
    description: 'Whether its agency alone can open it: then it is not tried again here, but sent anew.',
  })
  sealed!: boolean;

  @Field(() => Int, { description: 'How often it came or was tried.' })
  attempts!: number;

  @Field(() => GraphQLDateTime)
  receivedAt!: Date;

  @Field(() => GraphQLDateTime)
  triedAt!: Date;
}

@ObjectType()
@Directive(open)
export class QuarantineEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => QuarantinedItem)
  node!: QuarantinedItem;
}

@ObjectType({ description: 'What waits of one register, the oldest first.' })
@Directive(open)
export class QuarantineConnection {
  @Field(() => [QuarantineEdge])
  edges!: QuarantineEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
