import type { AgencyCaller } from '../domain/caller.ts';
import type { ConsentEvidence } from '../domain/consent-record.ts';
import { mayFollow } from '../domain/consent-state.ts';
import { childhoodEnd, giversOf, type Holder, isChild, isGivenBy } from '../domain/guardianship.ts';
import { HubError } from '../domain/hub-error.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import { type ConsentRow, findConsents, insertConsentEvents } from '../store/consent-store.ts';
import { findGuardianships } from '../store/guardianship-store.ts';
import { birthDatesOf } from '../store/search-store.ts';
import { areAllProtected } from './are-all-protected.ts';
import { type ConsentInput, type ConsentOutcome, categoriesOf, earlier } from './consent-input.ts';
import { type ConsentTermsInput, checkConsentTerms } from './consent-terms.ts';
import { stateWhenGiven } from './renewal.ts';
import { eventBy, storeConsent } from './store-consent.ts';

/** Whose consent staff hold in hand, and who signed it where the person is a child. */
export interface RecordedFor {
  readonly person: string;
  /** Whether the recorder knows the person over a certain link. */
  readonly certain: boolean;
  /** Who signed for a child. */
  readonly signedBy: readonly string[];
  /** Whether the recorder's agency gives it as the child's guardian. */
  readonly asGuardian: boolean;
}

/** Consents on paper or by telephone: staff record them, somebody elsewhere confirms (R8). Persons are the hub's own ids. */
export interface RecordedConsents {
  /** Recorded by staff: pending, whoever records it. @throws HubError BAD_USER_INPUT, FORBIDDEN */
  readonly record: (
    caller: AgencyCaller,
    subject: RecordedFor,
    terms: ConsentTermsInput,
    evidence: ConsentEvidence,
  ) => Promise<ConsentOutcome>;
  /** Confirmed by a named person of another agency than the recipient: valid from this second, never backdated. */
  readonly confirm: (
    caller: AgencyCaller,
    person: string,
    named: { recipient: string; purpose: string; reference: string },
  ) => Promise<ConsentOutcome>;
}

const isPending = ({ state }: ConsentRow): boolean => mayFollow(state, 'ConsentGiven');

const checkEvidence = (evidence: ConsentEvidence, today: string): void => {
  if (evidence.givenOn > today) {
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'A consent cannot be given in the future.' });
  }
  if (evidence.reference.trim() === '' || evidence.reference.length > 100) {
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'The reference of the evidence is missing.' });
  }
};

/** Makes the service of recorded consents. Each act is one short transaction. */
export const createRecordedConsents = (input: ConsentInput): RecordedConsents => ({
  record: async (caller, { person, certain, signedBy, asGuardian }, terms, evidence) => {
    if (!caller.named)
      throw new HubError('FORBIDDEN', { internal: 'a consent is recorded by a named person' });
    const context = input.termsContext();
    const { today } = context;
    checkEvidence(evidence, today);
    const checked = checkConsentTerms(terms, context, evidence.givenOn);
    // R9: an agency that is a child's guardian cannot consent to its own reading. Said by what was sent alone.
    if (asGuardian && checked.recipient === caller.agency) {
      throw new HubError('FORBIDDEN', { internal: 'a guardian agency consents to its own reading' });
    }
    // What the recorder may not learn from the answer decides what the consent can open: a child's is opened by its guardians
    // alone (R9), and one of a person whom the recorder knows only probably may be somebody else's word (R20).
    const born = await birthDatesOf(input.database, person);
    const minor = isChild(born, today);
    const givers = giversOf(
      await findGuardianships(input.database, person),
      { categories: categoriesOf(checked, context.catalogue), recipient: checked.recipient },
      today,
    );
    const signed = new Set<Holder>([
      ...signedBy.map((each): Holder => `PERSON ${each}`),
      ...(asGuardian ? ([`AGENCY ${caller.agency}`] as const) : []),
    ]);
    const binding = certain && (!minor || isGivenBy(givers, signed));
    const [id, at] = [input.createId(), input.clock()];
    const until = minor ? earlier(checked.validUntil, childhoodEnd(born)) : checked.validUntil;
    await input.database.transaction(
      async (transaction) =>
        await storeConsent(
          transaction,
          {
            ...checked,
            id,
            personId: person,
            validUntil: until,
            statedUntil: checked.validUntil,
            binding,
            evidence,
            // R11; but who signed for a child and is not protected knows of it: hidden, it would tell them of the matter (R9).
            sealed: await areAllProtected(transaction, [person, ...signedBy]),
            createdAt: at,
          },
          eventBy(caller, id, 'ConsentRequested', at),
        ),
    );
    return { id, state: 'PENDING', at, until: checked.validUntil };
  },
  confirm: async (caller, person, named) => {
    // R8: not by the recipient's own staff, and R4: never by the recipient alone.
    if (!caller.named || caller.agency === named.recipient) {
      throw new HubError('FORBIDDEN', {
        internal: 'a consent is confirmed by a named person of another agency',
      });
    }
    const purpose = purposeOfSlug(named.purpose)?.term;
    const { today } = input.termsContext();
    return await input.database.transaction(async (transaction) => {
      const held = await findConsents(transaction, person, named.recipient);
      const pending = held.filter(
        (consent) =>
          isPending(consent) &&
          consent.purpose === purpose &&
          consent.evidence?.reference === named.reference,
      );
      if (pending.length === 0) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'No pending consent has this reference.' });
      }
      // One form can hold what several controllers need: all of it is confirmed, less what the caller recorded.
      const others = pending.filter((each) => each.agency !== caller.agency || each.actor !== caller.actor);
      const [first] = others;
      if (!first) throw new HubError('FORBIDDEN', { internal: 'who recorded a consent does not confirm it' });
      const at = input.clock();
      await insertConsentEvents(
        transaction,
        others.map((each) => eventBy(caller, each.id, stateWhenGiven(held, each, today), at)),
      );
      const id = others.length === 1 ? first.id : null;
      return { id, state: 'GIVEN' as const, at, until: first.stated_until ?? first.valid_until };
    });
  },
});
