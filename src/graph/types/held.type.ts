import { GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { FieldInWords } from './consent.type.ts';

const own = '@open(because: "the person\'s own, shown to their own token alone")';

export enum ReadingStep {
  DUTY = 'DUTY',
  TASK = 'TASK',
  CONSENT = 'CONSENT',
  STATISTICS = 'STATISTICS',
}
registerEnumType(ReadingStep, {
  name: 'ReadingStep',
  description:
    'DUTY: Art. 6(1)(c) or (d), whatever the person says. TASK: Art. 6(1)(e), which a person can forbid. CONSENT: only while the person consents. STATISTICS: only counts leave (R2).',
});

@ObjectType({ description: 'One value that is held of the person.' })
@Directive(own)
export class HeldValue extends FieldInWords {
  @Field(() => String, { description: 'As the register writes it; what is no text, as JSON writes it.' })
  value!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The same in words, where it is one of a list; null where the register writes it freely.',
  })
  valueInWords!: string | null;
}

@ObjectType({
  description:
    'An agreement that could show something of the record to its recipient. What was shown stands among the accesses.',
})
@Directive(own)
export class PossibleReading {
  @Field(() => String, { description: 'The name of the agency that could read.' })
  recipient!: string;

  @Field(() => String, { description: 'For what, in words.' })
  purpose!: string;

  @Field(() => ReadingStep)
  step!: ReadingStep;

  @Field(() => [FieldInWords])
  fields!: readonly FieldInWords[];

  @Field(() => String, { description: 'The legal basis, in words.' })
  basis!: string;

  @Field(() => String, { description: 'What must hold for the person, in words.' })
  condition!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The act, in its own language; null where none is cited.',
  })
  act!: string | null;

  @Field(() => String, { nullable: true })
  article!: string | null;

  @Field(() => String, { nullable: true })
  gazette!: string | null;

  @Field(() => String, { description: "The agreement's id." })
  agreement!: string;

  @Field(() => Int, { description: "The agreement's version." })
  version!: number;
}

@ObjectType({
  description:
    'What one record of a register holds of the person, or of the household and dwelling it names them in.',
})
@Directive(own)
export class HeldRecord {
  @Field(() => ID, { description: 'What a request about this record names it by.' })
  id!: string;

  @Field(() => String, { description: 'The register.' })
  source!: string;

  @Field(() => String, { description: 'The name of the agency that holds it.' })
  controller!: string;

  @Field(() => String, { description: 'What kind of record it is, in words.' })
  kind!: string;

  @Field(() => GraphQLLocalDate, {
    description: 'The day it was observed, else written down, else received.',
  })
  since!: string;

  @Field(() => String, { description: 'By which law it is kept, as its contract cites it.' })
  keptBy!: string;

  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The first day on which it is erased; null while the time has not begun.',
  })
  keptUntil!: string | null;

  @Field(() => [HeldValue])
  values!: readonly HeldValue[];

  @Field(() => [PossibleReading], { description: 'Which agreements could show it to whom.' })
  shownTo!: readonly PossibleReading[];
}

export enum PortableForm {
  JSON = 'JSON',
  CORE_PERSON = 'CORE_PERSON',
}
registerEnumType(PortableForm, {
  name: 'PortableForm',
  description: 'The form of a copy to take along.',
  valuesConfig: {
    JSON: { description: 'Every record with its values, by coordinate.' },
    CORE_PERSON: {
      description: "JSON-LD by SEMIC's Core Person Vocabulary 2.1; what it has no word for stands beside it.",
    },
  },
});
