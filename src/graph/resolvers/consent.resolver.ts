import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { ActsFor, ConsentOutcome } from '../../records/consent-input.ts';
import type { RequestAnswer } from '../../records/consent-requests.ts';
import { languageNamed } from '../hub-words.ts';
import { isKnownForCertain } from '../known-for-certain.ts';
import { actsForOf, personOf, selfOf } from '../own-person.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf, visiblePerson } from '../staff.ts';
import {
  ConsentAnswer,
  ConsentEvidence,
  ConsentReading,
  ConsentReceipt,
  ConsentRequestReceipt,
  ConsentState,
  ConsentTerms,
  RequestedTerms,
} from '../types/consent.type.ts';
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

const subjectOf = async (context: RequestContext, id: string | null): Promise<ActsFor> => {
  if (context.caller.kind === 'PERSON') return await actsForOf(context, id);
  if (!id) throw new HubError('BAD_USER_INPUT', { publicMessage: 'Staff name the person.' });
  return { person: (await visiblePerson(context, id)).id, guardian: null };
};

const wardOfCaller = '@names(none: "a child of the caller\'s, by an authority\'s record")';
const ward = { nullable: true, description: 'A child for whom the person decides (R9).' } as const;

@Resolver()
export class ConsentResolver {
  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description:
      'A person consents. It acts at once; for a child, of special data, once every guardian has consented who must (R9).',
  })
  async giveConsent(
    @Directive(stated) @Arg('terms', () => ConsentTerms) terms: ConsentTerms,
    @Directive(wardOfCaller) @Arg('ward', () => ID, ward) child: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const caller = personOf(context);
    const actsFor = await actsForOf(context, child ?? null);
    return receiptOf(
      context,
      await context.services.consents.give(caller, actsFor, { ...terms, until: terms.until ?? null }),
    );
  }

  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description:
      'A person gives again what stands, before it ends: a consent to the same, under the notice in use, with a receipt of its own. Not what has ended or was withdrawn: that is consented to anew.',
  })
  async renewConsent(
    @Directive('@names(none: "a consent of the caller\'s own person")')
    @Arg('consent', () => ID, { description: "The consent's id, as `me` shows it." })
    consent: string,
    @Directive(stated) @Arg('reading', () => ConsentReading) reading: ConsentReading,
    @Directive(wardOfCaller) @Arg('ward', () => ID, ward) child: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const caller = personOf(context);
    const actsFor = await actsForOf(context, child ?? null);
    const id = context.ids.decode('CONSENT', consent) ?? '';
    const { consents } = context.services;
    return receiptOf(
      context,
      await consents.renew(caller, actsFor, id, { ...reading, until: reading.until ?? null }),
    );
  }

  @Mutation(() => ConsentRequestReceipt, {
    nullable: true,
    description:
      'Staff of an agency that may ask put a consent to a client. The answer is the same whether or not it reaches them: after a refusal nobody is asked for 90 days (R6).',
  })
  async requestConsent(
    @Directive('@names(field: "Person.id")') @Arg('person', () => ID) id: string,
    @Directive(stated) @Arg('terms', () => RequestedTerms) terms: RequestedTerms,
    @Ctx() context: RequestContext,
  ): Promise<ConsentRequestReceipt> {
    const caller = staffOf(context);
    const view = await visiblePerson(context, id);
    const certain = view.person?.relationships.some((each) => each.certain) === true;
    const made = await context.services.consentRequests.request(
      caller,
      { person: view.id, isClient: view.known, certain, sealed: view.sealed.length > 0 },
      { ...terms, until: terms.until ?? null },
    );
    return { ...made, id: context.ids.encode('CONSENT', made.id) };
  }

  @Mutation(() => ConsentReceipt, {
    nullable: true,
    description: 'A person answers what they are asked: consents, refuses, or decides later (R6).',
  })
  async answerConsentRequest(
    @Directive('@names(none: "a request to the caller\'s own person")')
    @Arg('request', () => ID, { description: "The consent's id, as `me` shows it." })
    request: string,
    @Directive(stated) @Arg('answer', () => ConsentAnswer) answer: ConsentAnswer,
    @Directive(stated)
    @Arg('language', () => String, {
      nullable: true,
      description: 'In which the notice was read, to consent.',
    })
    language: string | null,
    @Directive(stated) @Arg('script', () => String, { nullable: true }) script: string | null,
    @Directive(wardOfCaller) @Arg('ward', () => ID, ward) child: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const caller = personOf(context);
    const actsFor = await actsForOf(context, child ?? null);
    const id = context.ids.decode('CONSENT', request);
    if (!id) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such request waits for an answer.' });
    if (answer === ConsentAnswer.GIVE && !(language && script)) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'Say in which language and script it was read.',
      });
    }
    const said: RequestAnswer =
      answer === ConsentAnswer.GIVE ? { answer, language: language ?? '', script: script ?? '' } : { answer };
    return receiptOf(context, await context.services.consentRequests.answer(caller, actsFor, id, said));
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
    @Directive('@names(field: "Person.id")')
    @Arg('signedBy', () => [ID], {
      nullable: true,
      description: 'For a child: the guardians who signed (R9).',
    })
    signedBy: string[] | null,
    @Directive(stated)
    @Arg('asGuardian', () => Boolean, {
      defaultValue: false,
      description:
        "For a child whose guardian the caller's agency is: it consents, though never to its own reading.",
    })
    asGuardian: boolean,
    @Ctx() context: RequestContext,
  ): Promise<ConsentReceipt> {
    const caller = staffOf(context);
    const view = await visiblePerson(context, id);
    const signers = await Promise.all(
      (signedBy ?? []).map(async (each) => await visiblePerson(context, each)),
    );
    const subject = {
      person: view.id,
      certain: [view, ...signers].every((each) => isKnownForCertain(each, caller.agency)),
      signedBy: signers.map((each) => each.id),
      asGuardian,
    };
    const held = { ...evidence, witness: evidence.witness ?? null };
    return receiptOf(
      context,
      await context.services.recordedConsents.record(
        caller,
        subject,
        { ...terms, until: terms.until ?? null },
        held,
      ),
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
      await context.services.recordedConsents.confirm(caller, person, { recipient, purpose, reference }),
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
    @Arg('person', () => ID, {
      nullable: true,
      description: 'Named by staff; a person withdraws their own, or names a child for whom they decide.',
    })
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
    const actsFor = await subjectOf(context, id ?? null);
    const named = { recipient, purpose: purpose ?? null };
    const outcome = await context.services.consents.withdraw(context.caller, actsFor, named);
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
