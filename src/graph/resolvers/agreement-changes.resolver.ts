import { FieldResolver, Resolver, Root } from 'type-graphql';
import { AccessChange, Agreement } from '../types/agreement.type.ts';

/** What a second officer looks at before approving. Compared where it is asked for, so that a plain list compares nothing. */
@Resolver(() => Agreement)
export class AgreementChangesResolver {
  @FieldResolver(() => [AccessChange], {
    nullable: true,
    description:
      'Of a version that waits: each field that changes if it is approved today. Null where it does not wait.',
  })
  changes(@Root() agreement: Agreement): AccessChange[] | null {
    return agreement.compare();
  }
}
