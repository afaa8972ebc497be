import { Args, ArgsType, Ctx, Directive, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import { copyAsCorePerson, copyAsJson } from '../../records/portable-copy.ts';
import { heldShown } from '../held-shown.ts';
import { readHeld } from '../own-reading.ts';
import type { RequestContext } from '../request-context.ts';
import { HeldRecord, PortableForm } from '../types/held.type.ts';
import { Me } from '../types/me.type.ts';

/** In which form a copy is asked for. */
@ArgsType()
class CopyForm {
  @Directive('@names(none: "a form, not a field of anybody")')
  @Field(() => PortableForm, { defaultValue: PortableForm.JSON })
  form!: PortableForm;
}

@Resolver(() => Me)
export class HeldResolver {
  @FieldResolver(() => [HeldRecord], {
    description:
      'What registers hold of the person over links that are certain (R20): by whom, since when, by which law, and which agreements could show it to whom.',
  })
  async held(@Root() me: Me, @Ctx() context: RequestContext): Promise<HeldRecord[]> {
    const records = await readHeld(me, context);
    return records.map((record) => heldShown(record, me.spoken, me.ids, context));
  }

  @FieldResolver(() => String, {
    description: 'The same as a copy to take along (GDPR art. 20), as the text of a file.',
  })
  async portableCopy(
    @Args(() => CopyForm) { form }: CopyForm,
    @Root() me: Me,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    const { catalogue, services } = context;
    const given = { person: me.ids.encode('PERSON', me.person), today: services.today(), catalogue };
    const records = await readHeld(me, context);
    const copy = form === PortableForm.JSON ? copyAsJson(records, given) : copyAsCorePerson(records, given);
    return JSON.stringify(copy, null, 2);
  }
}
