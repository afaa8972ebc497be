import { GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Ctx, Directive, Int, Mutation, Query, Resolver } from 'type-graphql';
import { printAgreement } from '../../access/printed-agreement.ts';
import { agreementShown, decisionShown } from '../agreement-shown.ts';
import { languageNamed } from '../hub-words.ts';
import type { RequestContext } from '../request-context.ts';
import { Agreement, AgreementDecision, AgreementState } from '../types/agreement.type.ts';
import { AgreementForm } from '../types/agreement-form.type.ts';

const named = '@names(none: "an agreement, no field of anybody")';

@Resolver()
export class AgreementResolver {
  @Query(() => [Agreement], {
    nullable: true,
    description: "The agreements by which the caller's agency reads or is read, in the order of proposing.",
  })
  async agreements(
    @Directive(named)
    @Arg('state', () => AgreementState, { nullable: true })
    state: AgreementState | null,
    @Ctx() context: RequestContext,
  ): Promise<Agreement[]> {
    const records = await context.services.agreements.list(context.caller, state ?? null);
    return records.map(agreementShown);
  }

  @Query(() => Agreement, {
    nullable: true,
    description: "One version with its history; null where there is none, or where it is other agencies'.",
  })
  async agreement(
    @Directive(named) @Arg('id', () => String) id: string,
    @Directive(named) @Arg('version', () => Int) version: number,
    @Ctx() context: RequestContext,
  ): Promise<Agreement | null> {
    const record = await context.services.agreements.find(context.caller, id, version);
    return record && agreementShown(record);
  }

  @Query(() => String, {
    nullable: true,
    description:
      'One version as a sheet to print and sign, in words: no identifiers but its own. Null where there is none.',
  })
  async printedAgreement(
    @Directive(named) @Arg('id', () => String) id: string,
    @Directive(named) @Arg('version', () => Int) version: number,
    @Directive(named)
    @Arg('language', () => String, { description: 'en, cnr, bs, sr-Latn, sr-Cyrl, pl or lt.' })
    language: string,
    @Ctx() context: RequestContext,
  ): Promise<string | null> {
    const { agreements, words } = context.services;
    const spoken = languageNamed(words, language);
    const record = await agreements.find(context.caller, id, version);
    return record && printAgreement(record.agreement, spoken, words);
  }

  @Mutation(() => AgreementDecision, {
    nullable: true,
    description:
      'An officer of one of the two agencies proposes a version. What narrows access acts at once and replaces the earlier version; what widens it waits for a second officer of the agency whose data it is.',
  })
  async proposeAgreement(
    @Directive(named) @Arg('form', () => AgreementForm) form: AgreementForm,
    @Ctx() context: RequestContext,
  ): Promise<AgreementDecision> {
    const values = { ...form, version: form.version ?? null };
    return decisionShown(await context.services.agreements.propose(context.caller, values));
  }

  @Mutation(() => AgreementDecision, {
    nullable: true,
    description: 'A second officer, of the agency whose data it is, approves a version that waits.',
  })
  async approveAgreement(
    @Directive(named) @Arg('id', () => String) id: string,
    @Directive(named) @Arg('version', () => Int) version: number,
    @Ctx() context: RequestContext,
  ): Promise<AgreementDecision> {
    return decisionShown(await context.services.agreements.approve(context.caller, id, version));
  }

  @Mutation(() => AgreementDecision, {
    nullable: true,
    description: 'An officer of one of the two agencies refuses a version that waits, or takes it back.',
  })
  async refuseAgreement(
    @Directive(named) @Arg('id', () => String) id: string,
    @Directive(named) @Arg('version', () => Int) version: number,
    @Directive(named) @Arg('reason', () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<AgreementDecision> {
    return decisionShown(await context.services.agreements.refuse(context.caller, id, version, reason));
  }

  @Mutation(() => AgreementDecision, {
    nullable: true,
    description:
      'An officer of one of the two agencies ends an agreement. It acts at once, unless the agreement prohibits something: then its end is a version that waits like any other widening.',
  })
  async endAgreement(
    @Directive(named) @Arg('id', () => String) id: string,
    @Directive(named) @Arg('reason', () => String) reason: string,
    @Directive(named)
    @Arg('on', () => GraphQLLocalDate, {
      nullable: true,
      description: 'The first day without it; today where left out.',
    })
    on: string | null,
    @Ctx() context: RequestContext,
  ): Promise<AgreementDecision> {
    return decisionShown(await context.services.agreements.end(context.caller, id, on ?? null, reason));
  }
}
