import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { ConsentOutcome } from '../../records/consents.ts';
import type { EntityView } from '../../records/projection.ts';
import { languageNamed } from '../hub-words.ts';
import { personOf, selfOf } from '../own-person.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf, visiblePerson } from '../staff.ts';
import { ConsentEvidence, ConsentReceipt, ConsentState, ConsentTerms } from '../types/consent.type.ts';
import { withdrawalInWords } from '../withdrawal-in-words.ts';

const stated = '@names(none: "stated by the caller, not asked")';

const receiptOf = (context: RequestContext, outcome: ConsentOutcome): ConsentReceipt => ({
  id: outcome.id === null ? null : context.ids.encode('CONSENT', outcome.id),
  state: ConsentState[outcome.state],
  at: outcome.at,
  until: outcome.until,
  ends: null,
  stays: null,
});

/** Whether this agency knows the person over a certain link: by its relationship, or by a record of its own. */
const isKnownForCertain = (view: EntityView, agency: string): boolean =>
  view.person?.relationships.some((each) => each.certain) === true ||
  view.records.some(
    (record) =>
      record.row.controller === agency && record.facts.subjects.PERSON.some((each) => each?.certain),
  );

const subjectOf = async (context: RequestContext, id: string | null): Promise<string> => {
  if (context.caller.kind === 'PERSON') return await selfOf(context);
  if (!id) throw new HubError('BAD_USER_INPUT', { publicMessage: 'Staff name the person.' });
  return (await visiblePerson(context, id)).id;
};

@Resolver()
export class ConsentResolver {
  @Mutation(() => ConsentReceipt, { nullable: true, description: 'A person consents. It acts at once.' })
  async giveConsent(
    @Directive(stated) @Arg('terms', () => ConsentTerms) terms: ConsentTerms,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const caller = personOf(context);
    const person = await selfOf(context);
    return receiptOf(
      context,
      await context.services.consents.give(caller, person, { ...terms, until: terms.until ?? null }),
    );
  }

  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description:
      'Staff record a consent given on paper or by telephone. It is pending until a named person of another agency than the recipient confirms it (R8).',
  })
  async recordConsent(
    @Directive('@names(field: "Person.id")') @Arg('person', () => ID) id: string,
    @Directive(stated) @Arg('terms', () => ConsentTerms) terms: ConsentTerms,
    @Directive(stated) @Arg('evidence', () => ConsentEvidence) evidence: ConsentEvidence,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const caller = staffOf(context);
    const view = await visiblePerson(context, id);
    const subject = { person: view.id, certain: isKnownForCertain(view, caller.agency) };
    const held = { ...evidence, witness: evidence.witness ?? null };
    return receiptOf(
      context,
      await context.services.consents.record(caller, subject, { ...terms, until: terms.until ?? null }, held),
    );
  }

  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description:
      'A named person of another agency than the recipient confirms a pending consent by its evidence. Valid from now.',
  })
  async confirmConsent(
    @Directive('@names(field: "Person.id")') @Arg('person', () => ID) id: string,
    @Directive(stated) @Arg('recipient', () => String) recipient: string,
    @Directive(stated) @Arg('purpose', () => String) purpose: string,
    @Directive(stated) @Arg('reference', () => String) reference: string,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const caller = staffOf(context);
    const { id: person } = await visiblePerson(context, id);
    return receiptOf(
      context,
      await context.services.consents.confirm(caller, person, { recipient, purpose, reference }),
    );
  }

  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description:
      'Withdraws every consent for a recipient, or for one purpose of it: at any desk, or by the person. Holds on the next request (R7), and ends only what rests on consent.',
  })
  async withdrawConsent(
    @Directive(stated) @Arg('recipient', () => String) recipient: string,
    @Directive('@names(field: "Person.id")')
    @Arg('person', () => ID, { nullable: true, description: 'Named by staff; a person withdraws their own.' })
    id: string | null,
    @Directive(stated)
    @Arg('purpose', () => String, {
      nullable: true,
      description: 'A slug; every purpose where it is left out.',
    })
    purpose: string | null,
    @Directive(stated)
    @Arg('language', () => String, {
      defaultValue: 'en',
      description: 'The language of what ends and what stays: en, cnr, bs, sr-Latn, sr-Cyrl, pl or lt.',
    })
    language: string,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const { words } = context.services;
    const spoken = languageNamed(words, language);
    const person = await subjectOf(context, id ?? null);
    const named = { recipient, purpose: purpose ?? null };
    const outcome = await context.services.consents.withdraw(context.caller, person, named);
    return { ...receiptOf(context, outcome), ...withdrawalInWords(outcome, spoken, words) };
  }

  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description:
      'A person forbids a recipient what does not rest on a legal duty (R2), or lifts that again. Their own token alone.',
  })
  async prohibitSharing(
    @Directive(stated) @Arg('recipient', () => String) recipient: string,
    @Directive(stated) @Arg('lift', () => Boolean, { defaultValue: false }) lift: boolean,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const person = await selfOf(context);
    const at = await context.services.consents.prohibit(person, recipient, lift);
    const state = lift ? ConsentState.GIVEN : ConsentState.WITHDRAWN;
    return { id: null, state, at, until: null, ends: null, stays: null };
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description:
      'A second named person confirms that the agency works with this person, where a colleague had only declared it (R10).',
  })
  async confirmRelationship(
    @Directive('@names(field: "Person.id")') @Arg('person', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = staffOf(context);
    const { id: person } = await visiblePerson(context, id);
    await context.services.relationships.confirm(caller, person);
    return true;
  }
}
