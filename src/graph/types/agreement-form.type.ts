import { GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, InputType, Int, registerEnumType } from 'type-graphql';
import { categories } from '../../domain/category.ts';
import { jurisdictions } from '../../domain/legal-basis.ts';
import { relationshipKinds } from '../../domain/relationship.ts';

const enumOf = <Word extends string>(words: readonly Word[]): Readonly<Record<Word, Word>> =>
  Object.fromEntries(words.map((word) => [word, word])) as Record<Word, Word>;

export const AgreementCategory = enumOf(categories);
registerEnumType(AgreementCategory, {
  name: 'Category',
  description: 'A kind of data that a field can hold.',
});

export const AgreementJurisdiction = enumOf(jurisdictions);
registerEnumType(AgreementJurisdiction, { name: 'Jurisdiction', description: 'Where a law is cited from.' });

export const AgreementRequirement = enumOf(['NOTHING', 'RELATIONSHIP', 'CONSENT']);
registerEnumType(AgreementRequirement, {
  name: 'Requirement',
  description: 'What must hold for the person besides the agreement.',
});

export const AgreementRelationship = enumOf(relationshipKinds);
registerEnumType(AgreementRelationship, {
  name: 'RelationshipKind',
  description: 'By what an agency works with a person (R10).',
});

const stated = '@names(none: "stated by the officer, not asked")';

@InputType({ description: 'Where the law is written that the exchange rests on (R3).' })
export class CitationForm {
  @Directive(stated)
  @Field(() => AgreementJurisdiction)
  jurisdiction!: string;

  @Directive(stated)
  @Field(() => String, {
    description: "An entry of that jurisdiction's code list: `agreementForm` offers them.",
  })
  code!: string;
}

@InputType({ description: 'What the exchange rests on in law (R3).' })
export class BasisForm {
  @Directive(stated)
  @Field(() => String, { description: 'Of Art. 6 GDPR, such as `A6-1-e`.' })
  article6!: string;

  @Directive(stated)
  @Field(() => String, { nullable: true, description: 'Of Art. 9 GDPR, such as `A9-2-b`.' })
  article9!: string | null;

  @Directive(stated)
  @Field(() => String, { nullable: true, description: '`A10` for convictions and offences.' })
  article10!: string | null;

  @Directive(stated)
  @Field(() => CitationForm, { nullable: true })
  citation!: CitationForm | null;
}

@InputType({
  description: 'One version of an agreement, as an officer fills it in. What is left out gives no right.',
})
export class AgreementForm {
  @Directive(stated)
  @Field(() => String, { description: 'Its name in a-z, 0-9, dots and hyphens: the same for every version.' })
  id!: string;

  @Directive(stated)
  @Field(() => Int, { nullable: true, description: 'The next one where it is left out.' })
  version!: number | null;

  @Directive(stated)
  @Field(() => String, { description: 'The agency that will read.' })
  recipient!: string;

  @Directive(stated)
  @Field(() => String, { description: 'The agency whose data it is.' })
  controller!: string;

  @Directive(stated)
  @Field(() => String, { description: "The purpose's slug, such as `social-welfare-provision`." })
  purpose!: string;

  @Directive(stated)
  @Field(() => [AgreementCategory], { defaultValue: [] })
  categories!: string[];

  @Directive(stated)
  @Field(() => [String], { defaultValue: [], description: 'Single fields, such as `Tenancy.rooms`.' })
  fields!: string[];

  @Directive(stated)
  @Field(() => [String], {
    defaultValue: [],
    description:
      'Categories and fields that nothing opens to the recipient, whatever another agreement says.',
  })
  prohibits!: string[];

  @Directive(stated)
  @Field(() => BasisForm)
  basis!: BasisForm;

  @Directive(stated)
  @Field(() => CitationForm, {
    nullable: true,
    description:
      'Of a public task: the law by which an objection does not pause it (R22), an entry that restricts the right to object.',
  })
  overridesObjection!: CitationForm | null;

  @Directive(stated)
  @Field(() => AgreementRequirement)
  requires!: string;

  @Directive(stated)
  @Field(() => [AgreementRelationship], {
    defaultValue: [],
    description: 'The kinds of open relationship that count (R10); none for any.',
  })
  relationships!: string[];

  @Directive(stated)
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the recipient may learn that consent is what is missing (R6).',
  })
  mayAsk!: boolean;

  @Directive(stated)
  @Field(() => [String], { description: 'The municipalities whose records it reaches.' })
  area!: string[];

  @Directive(stated)
  @Field(() => [String], {
    defaultValue: [],
    description: 'The caller holds one of these roles; none for any.',
  })
  roles!: string[];

  @Directive(stated)
  @Field(() => GraphQLLocalDate, { description: 'The first day on which it holds.' })
  validFrom!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The first day on which it does not hold any more; null for none.',
  })
  validUntil!: string | null;
}
