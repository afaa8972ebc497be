import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { selfOf } from '../own-person.ts';
import { ownRightShown } from '../own-right-shown.ts';
import type { RequestContext } from '../request-context.ts';
import { Me } from '../types/me.type.ts';
import { AskedRight, OwnRightsRequest, RightsReceipt } from '../types/rights.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';

@Resolver(() => Me)
export class OwnRightsResolver {
  @FieldResolver(() => [OwnRightsRequest], {
    description: 'What the person asked of controllers (R22), the newest first, each with its decision.',
  })
  async rightsRequests(@Root() me: Me, @Ctx() context: RequestContext): Promise<OwnRightsRequest[]> {
    const rows = await context.services.rights.own(me.person);
    return rows.map((row) => ownRightShown(row, me.spoken, context));
  }

  @Mutation(() => RightsReceipt, {
    nullable: true,
    description:
      'A person asks a right of a controller, whatever the legal basis (R22). Their own token alone, and of records that are theirs with certainty (R20).',
  })
  async askRight(
    @Directive(stated) @Arg('right', () => AskedRight) right: AskedRight,
    @Directive(stated)
    @Arg('controller', () => String, {
      nullable: true,
      description: 'The agency, where all that it holds is meant.',
    })
    controller: string | null,
    @Directive(stated)
    @Arg('record', () => ID, { nullable: true, description: 'The record, as the person is shown it.' })
    record: string | null,
    @Directive(stated)
    @Arg('field', () => String, { nullable: true, description: 'Its coordinate, such as `Tenancy.arrears`.' })
    field: string | null,
    @Directive(stated)
    @Arg('recipient', () => String, {
      nullable: true,
      description: 'Of an objection: the one agency whose readings are meant.',
    })
    recipient: string | null,
    @Directive(stated)
    @Arg('reference', () => String, {
      nullable: true,
      description:
        'Of LINK, with the agency: the number of a record that the person is not shown, such as a contract, as papers have it. The answer does not tell whether there is one.',
    })
    reference: string | null,
    @Directive(stated)
    @Arg('mine', () => Boolean, {
      defaultValue: false,
      description:
        "Of LINK: whether the person says that the record is theirs; else that it is somebody else's.",
    })
    mine: boolean,
    @Directive(stated)
    @Arg('statement', () => String, {
      nullable: true,
      description: "The person's own words, of 2000 characters at most. No reason is asked.",
    })
    statement: string | null,
    @Ctx() context: RequestContext,
  ): Promise<RightsReceipt> {
    const person = await selfOf(context);
    const made = await context.services.rights.ask(person, {
      requested: right,
      controller: controller ?? null,
      record: record == null ? null : recordOf(record, context),
      field: field ?? null,
      recipient: recipient ?? null,
      reference: reference ?? null,
      mine,
      statement: statement ?? null,
    });
    return { ...made, id: context.ids.encode('RIGHTS_REQUEST', made.id) };
  }

  @Mutation(() => GraphQLDateTime, {
    nullable: true,
    description:
      'A person takes back an objection, or a restriction that was granted: what rested by it is open again from now on. They can ask anew at any time.',
  })
  async takeBackRight(
    @Directive('@names(none: "a request of the caller\'s own")')
    @Arg('request', () => ID, { description: "The request's id, as `me` shows it." })
    request: string,
    @Ctx() context: RequestContext,
  ): Promise<Date> {
    const person = await selfOf(context);
    const id = context.ids.decode('RIGHTS_REQUEST', request);
    if (!id) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'No request of yours closes anything under this id.',
      });
    }
    return await context.services.liftings.takeBack(person, context.caller.actor, id);
  }
}

const recordOf = (text: string, context: RequestContext): string => {
  const record = context.ids.decode('RECORD', text);
  if (!record) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such record of yours.' });
  return record;
};
