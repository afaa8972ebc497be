import { Directive, ObjectType } from 'type-graphql';
import type { GovernedField } from '../../policy/catalogue.ts';
import type { GovernedRecord } from '../../records/governed-record.ts';
import type { EntityView } from '../../records/projection.ts';

@ObjectType({
  description:
    "One register's word that a person lives in a household. Two registers that say otherwise stand side by side.",
})
@Directive('@open(because: "told of statements of members that are open to the caller, and of no others")')
export class Membership {
  constructor(
    readonly record: GovernedRecord,
    /** What states it. */
    readonly input: GovernedField,
    /** The hub's own id. */
    readonly person: string,
    readonly household: EntityView,
  ) {}
}
