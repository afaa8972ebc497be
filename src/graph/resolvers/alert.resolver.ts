import { Arg, Ctx, Directive, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { purposeOfTerm } from '../../domain/purpose.ts';
import { lookUp } from '../look-up.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { Alert, AlertKind } from '../types/alert.type.ts';

const mostAlerts = 200;

/** Roles in which somebody is told something. */
const told: readonly string[] = ['dpo', 'lead', 'supervisor', 'head', 'steward'];

@Resolver()
export class AlertResolver {
  @Query(() => [Alert], {
    nullable: true,
    description:
      "The newest alerts for the caller's agency, for the roles `dpo`, `lead`, `supervisor`, `head` and `steward` that the token holds.",
  })
  async alerts(
    @Directive('@names(none: "a number of alerts")')
    @Arg('first', () => Int, { defaultValue: 50 })
    first: number,
    @Ctx() context: RequestContext,
  ): Promise<Alert[]> {
    const caller = agencyOf(context);
    const roles = caller.roles.filter((role) => told.includes(role));
    if (!caller.named || roles.length === 0) {
      throw new HubError('FORBIDDEN', {
        internal: 'alerts are for a named dpo, lead, supervisor, head or steward',
      });
    }
    if (first < 1 || first > mostAlerts) {
      throw new HubError('BAD_USER_INPUT', { publicMessage: `A page holds 1 to ${mostAlerts} alerts.` });
    }
    const rows = await context.services.alerts({
      recipient: caller.agency,
      roles,
      reader: caller.actor,
      limit: first,
    });
    return rows.map((row) => ({
      id: context.ids.encode('ALERT', row.id),
      kind: AlertKind[row.kind],
      agency: row.agency,
      actor: row.actor,
      purpose: row.purpose === null ? null : (purposeOfTerm(row.purpose)?.slug ?? null),
      firstAt: row.first_at,
      lastAt: row.last_at,
      objects: row.objects,
    }));
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description:
      'The actor says that they are too near to a person: that person, and all who live with them, are absent to the actor from now on (R15). By national id, known here or not, or by a person whom the actor sees. Answers the same either way.',
  })
  async declareConflict(
    @Directive('@names(none: "stated by the caller, not asked")')
    @Arg('nationalId', () => String, { nullable: true })
    nationalId: string | null,
    @Directive('@names(field: "Person.id")')
    @Arg('person', () => ID, { nullable: true })
    person: string | null,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = agencyOf(context);
    if (!nationalId === !person) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'One person is named, by national id or by id.',
      });
    }
    if (nationalId) await context.services.conflicts.declare(caller, { nationalId });
    else {
      const view = await lookUp(context, 'PERSON', person ?? '');
      if (!view) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such person.' });
      await context.services.conflicts.declare(caller, { person: view.id });
    }
    return true;
  }
}
