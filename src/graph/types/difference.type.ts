import { Directive, Field, ObjectType } from 'type-graphql';
import { Provenance } from './provenance.type.ts';

const open = '@open(because: "told of statements that are open to the caller, and of no others")';

@ObjectType({ description: 'One statement of a field, and whose it is.' })
@Directive(open)
export class DifferingStatement {
  @Field(() => String, { description: 'As text: a day, a number, `true` or `false` as JSON writes it.' })
  value!: string;

  @Field(() => Provenance)
  provenance!: Provenance;
}

@ObjectType({
  description:
    'A field of which the caller may read several statements, and they differ. One script beside another, or one address written two ways, is no difference.',
})
@Directive(open)
export class Difference {
  @Field(() => String, { description: 'The coordinate of the field, such as `Person.birthDate`.' })
  field!: string;

  @Field(() => [DifferingStatement], { description: 'The one that the field itself shows comes first.' })
  statements!: DifferingStatement[];
}
