import { Directive, Field, ObjectType } from 'type-graphql';

const open =
  '@open(because: "what an officer chooses from: agencies, contracts and code lists, and nobody\'s data")';

@ObjectType({
  description: 'One thing to choose: what the hub is told, what the officer reads, and what it means.',
})
@Directive(open)
export class Choice {
  @Field(() => String)
  value!: string;

  @Field(() => String)
  label!: string;

  @Field(() => String)
  explanation!: string;
}

@ObjectType({ description: 'An agency, with the purposes it registered: those it can be given data for.' })
@Directive(open)
export class AgencyChoice extends Choice {
  @Field(() => [Choice])
  purposes!: Choice[];
}

@ObjectType({ description: "A category, with its fields that the controller's registers hold." })
@Directive(open)
export class CategoryChoice extends Choice {
  @Field(() => [Choice])
  fields!: Choice[];
}

@ObjectType({ description: "An entry of the code list of the controller's jurisdiction (R3)." })
@Directive(open)
export class CitationChoice extends Choice {
  @Field(() => String, { description: 'ME, RS, FBiH, PL or LT: named beside the code.' })
  jurisdiction!: string;

  @Field(() => [String], {
    description: 'Values of `article6`, `article9` and `article10` that it can carry.',
  })
  carries!: string[];

  @Field(() => Boolean, { description: 'Whether it can be cited in `overridesObjection` (R22).' })
  restrictsObjection!: boolean;
}

@ObjectType({
  description:
    'What an agreement can be made of, in words. What depends on the controller is empty until one is named.',
})
@Directive(open)
export class AgreementChoices {
  @Field(() => [AgencyChoice])
  agencies!: AgencyChoice[];

  @Field(() => [CategoryChoice])
  categories!: CategoryChoice[];

  @Field(() => [Choice], { description: 'Bases that can open something (R2).' })
  article6!: Choice[];

  @Field(() => [Choice])
  article9!: Choice[];

  @Field(() => [Choice])
  article10!: Choice[];

  @Field(() => [CitationChoice])
  citations!: CitationChoice[];

  @Field(() => [Choice])
  requires!: Choice[];

  @Field(() => [Choice])
  municipalities!: Choice[];
}
