import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { readProhibitions } from '../own-reading.ts';
import type { RequestContext } from '../request-context.ts';
import { RemainingAccess } from '../types/consent.type.ts';
import { Me, OwnConsent, OwnProhibition } from '../types/me.type.ts';
import { stayInWords } from '../withdrawal-in-words.ts';

@Resolver(() => Me)
export class ProhibitionResolver {
  @FieldResolver(() => [OwnProhibition], {
    description: 'What the person forbids, the newest first, and to what it does not apply.',
  })
  async prohibitions(@Root() me: Me, @Ctx() context: RequestContext): Promise<readonly OwnProhibition[]> {
    return await readProhibitions(me, context);
  }
}

@Resolver(() => OwnConsent)
export class StayResolver {
  @FieldResolver(() => [RemainingAccess], {
    description:
      'What the recipient can read by law whatever is consented to: what stays when it is withdrawn (R7).',
  })
  stays(@Root() { record, spoken }: OwnConsent, @Ctx() context: RequestContext): RemainingAccess[] {
    const { consents, words } = context.services;
    return consents.stays(record.recipient).map((each) => stayInWords(each, spoken, words));
  }
}
