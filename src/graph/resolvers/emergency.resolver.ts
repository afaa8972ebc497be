import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import {
  EmergencyAccess,
  EmergencyGuardian,
  EmergencyOutcome,
  EmergencyReview,
} from '../types/emergency.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';
const access = '@names(none: "an emergency access, by the id that its actor was given")';

const reviewers: readonly string[] = ['dpo', 'supervisor'];

@Resolver(() => EmergencyAccess)
export class EmergencyResolver {
  @Mutation(() => EmergencyAccess, {
    nullable: true,
    description:
      'Who is on the rota opens one person and their minor children for sixty minutes, for a written reason: supervisor and officers are told at once, and somebody else looks it over within three working days (R17). Never a reporter, a protected contact or a sealed matter.',
  })
  async openEmergencyAccess(
    @Directive(stated)
    @Arg('reason', () => String, { description: "In the actor's own words, 20 characters at least." })
    reason: string,
    @Directive('@names(field: "Person.nationalIdChecked")')
    @Arg('nationalId', () => String, { nullable: true })
    nationalId: string | null,
    @Directive('@names(field: "Person.givenName")')
    @Arg('givenName', () => String, { nullable: true })
    givenName: string | null,
    @Directive('@names(field: "Person.familyName")')
    @Arg('familyName', () => String, { nullable: true })
    familyName: string | null,
    @Directive('@names(field: "Person.birthDate")')
    @Arg('birthDate', () => GraphQLLocalDate, { nullable: true })
    birthDate: string | null,
    @Ctx() context: RequestContext,
  ): Promise<EmergencyAccess> {
    const caller = staffOf(context);
    if (!nationalId && !(givenName && familyName && birthDate)) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'A person is found by a national id, or by given name, family name and birth date.',
      });
    }
    const terms = {
      nationalId: nationalId ?? null,
      givenName: givenName ?? null,
      familyName: familyName ?? null,
      birthDate: birthDate ?? null,
    };
    const { emergencies, search } = context.services;
    const opened = await emergencies.open(caller, terms, reason, (conflicted) =>
      context.lookups.miss({ marks: search.marksOf(terms), conflicted }),
    );
    return this.shown(opened.id, opened, context);
  }

  @Query(() => EmergencyAccess, {
    nullable: true,
    description:
      'An access of the caller, while it is open or waits for somebody of another agency: what it opens once that agency stands by it.',
  })
  async emergencyAccess(
    @Directive(access) @Arg('access', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<EmergencyAccess | null> {
    const named = context.sharedIds.decode('EMERGENCY', id);
    const standing = named && (await context.services.emergencyGuardians.standing(staffOf(context), named));
    return named && standing ? this.shown(named, standing, context) : null;
  }

  @FieldResolver(() => [EmergencyGuardian], {
    description:
      'Who decides for the children, by an authority’s record alone (R9); nobody while the access waits.',
  })
  async guardians(
    @Root() { access: id }: EmergencyAccess,
    @Ctx() context: RequestContext,
  ): Promise<EmergencyGuardian[]> {
    const { emergencyGuardians, words } = context.services;
    const held = await emergencyGuardians.of(staffOf(context), id);
    return held.map(({ ward, givenName, familyName, guardianAgency }) => {
      context.disclosures.addKnown(ward, ['EmergencyAccess.guardians'], 'RELATIONSHIP');
      return {
        child: context.ids.encode('PERSON', ward),
        ...{ givenName, familyName },
        agency: guardianAgency && (words.agencies.get(guardianAgency)?.name ?? guardianAgency),
      };
    });
  }

  @Mutation(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Somebody on the rota of another agency stands by an access within the hour: it is open from now on where it waited, and the agency looks it over, too (R17).',
  })
  async confirmEmergencyAccess(
    @Directive(access) @Arg('access', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Date> {
    return await context.services.emergencies.confirm(staffOf(context), this.idOf(context, id));
  }

  @Query(() => [EmergencyReview], {
    nullable: true,
    description:
      'Emergency accesses of the calling agency, and those it stood by, that nobody has looked over: for the roles `dpo` and `supervisor`.',
  })
  async emergencyReviews(@Ctx() context: RequestContext): Promise<EmergencyReview[]> {
    const waiting = await context.services.emergencies.toReview(this.reviewerOf(context));
    return waiting.map(({ id, agency, actor, reason, askedAt, confirmedAgency, reviewBy }) => ({
      id: context.sharedIds.encode('EMERGENCY', id),
      ...{ agency, actor, reason, askedAt, reviewBy },
      confirmedBy: confirmedAgency,
    }));
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description: 'Somebody who neither opened the access nor stood by it looks it over (R17).',
  })
  async reviewEmergencyAccess(
    @Directive(access) @Arg('access', () => ID) id: string,
    @Directive(stated) @Arg('outcome', () => EmergencyOutcome) outcome: EmergencyOutcome,
    @Directive(stated)
    @Arg('shown', () => Boolean, {
      description: "Whether the readings stand in the persons' own files from now on (R14).",
    })
    shown: boolean,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = this.reviewerOf(context);
    await context.services.emergencies.review(caller, this.idOf(context, id), { outcome, shown });
    return true;
  }

  private shown(
    access: string,
    { until, persons }: { readonly until: Date | null; readonly persons: readonly string[] },
    context: RequestContext,
  ): EmergencyAccess {
    for (const person of persons) {
      context.shown.add(`PERSON ${person}`);
      context.disclosures.addKnown(person, ['EmergencyAccess.persons'], 'RELATIONSHIP');
    }
    return {
      ...{ access, until },
      id: context.sharedIds.encode('EMERGENCY', access),
      persons: persons.map((person) => context.ids.encode('PERSON', person)),
    };
  }

  private reviewerOf(context: RequestContext) {
    const caller = staffOf(context);
    if (caller.roles.some((role) => reviewers.includes(role))) return caller;
    throw new HubError('FORBIDDEN', { internal: 'emergencies are looked over by a named dpo or supervisor' });
  }

  private idOf(context: RequestContext, text: string): string {
    const id = context.sharedIds.decode('EMERGENCY', text);
    if (id) return id;
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such access.' });
  }
}
