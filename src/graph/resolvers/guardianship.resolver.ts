import { GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { inputsOf } from '../../policy/catalogue.ts';
import { isKnownForCertain } from '../known-for-certain.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf, visiblePerson } from '../staff.ts';
import {
  GuardianshipDecision,
  GuardianshipReceipt,
  type GuardianshipScope,
} from '../types/guardianship.type.ts';
import { Me, OwnWard } from '../types/me.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';
const person = '@names(field: "Person.id")';

@Resolver(() => Me)
export class GuardianshipResolver {
  @Mutation(() => GuardianshipReceipt, {
    nullable: true,
    description:
      'A guardianship authority takes down who decides for a child, as a court or the authority itself decided it. A parent whom a register merely calls so decides nothing (R9).',
  })
  async recordGuardianship(
    @Directive(person) @Arg('ward', () => ID) ward: string,
    @Directive(stated)
    @Arg('decision', () => GuardianshipDecision)
    decision: GuardianshipDecision,
    @Directive(person) @Arg('guardian', () => ID, { nullable: true }) guardian: string | null,
    @Directive(stated)
    @Arg('guardianAgency', () => String, { nullable: true, description: 'Where an agency is the guardian.' })
    guardianAgency: string | null,
    @Ctx() context: RequestContext,
  ): Promise<GuardianshipReceipt> {
    const caller = staffOf(context);
    const child = await visiblePerson(context, ward);
    const holder = guardian ? await visiblePerson(context, guardian) : null;
    const views = holder ? [child, holder] : [child];
    const made = await context.services.guardianships.record(
      caller,
      {
        ward: child.id,
        guardian: holder?.id ?? null,
        guardianAgency: guardianAgency ?? null,
        certain: views.every((view) => isKnownForCertain(view, caller.agency)),
      },
      { ...decision, until: decision.until ?? null },
    );
    return { ...made, id: context.ids.encode('GUARDIANSHIP', made.id) };
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description: 'The authority that took a guardianship down ends it, on a day.',
  })
  async endGuardianship(
    @Directive(person) @Arg('ward', () => ID) ward: string,
    @Directive(stated) @Arg('reference', () => String) reference: string,
    @Directive(stated)
    @Arg('on', () => GraphQLLocalDate, { description: 'The first day on which it no longer holds.' })
    on: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = staffOf(context);
    const { id } = await visiblePerson(context, ward);
    await context.services.guardianships.end(caller, id, reference, on);
    return true;
  }

  @FieldResolver(() => [OwnWard], {
    description: "The children for whom the person decides today; empty in a child's own file.",
  })
  async wards(@Root() me: Me, @Ctx() context: RequestContext): Promise<OwnWard[]> {
    if (me.actsFor.guardian !== null) return [];
    const { guardianships, ownFile } = context.services;
    const named = new Set(inputsOf(context.catalogue, 'Person.givenName'));
    const wards = await guardianships.wardsOf(me.person);
    return await Promise.all(
      wards.map(async (ward) => {
        const records = await ownFile.records({ person: ward.person, guardian: me.person });
        const names = new Set<string>();
        for (const { row, values } of records) {
          const given = values.filter(({ field }) => named.has(field.coordinate));
          for (const { value } of given) names.add(String(value));
          if (given.length === 0) continue;
          context.disclosures.addOwn({
            ...{ person: ward.person, household: row.household, source: row.source },
            ...{ kind: row.kind, controller: row.controller },
            fields: given.map(({ field }) => field.coordinate),
            // The child's log is the other guardian's to see, too: it would tell at which counter this one stood.
            sealed: me.sealed,
          });
        }
        return {
          id: me.ids.encode('PERSON', ward.person),
          givenNames: [...names].sort(),
          scopes: ward.scopes as readonly GuardianshipScope[],
          until: ward.until,
        };
      }),
    );
  }
}
