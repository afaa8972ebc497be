import { addDays } from '../domain/local-date.ts';
import type { EndedConsent } from '../records/ended-consents.ts';
import type { OwnRecord } from '../records/own-records.ts';
import { ownAccessShown } from './own-access-shown.ts';
import { ownConsentShown } from './own-consent-shown.ts';
import type { RequestContext } from './request-context.ts';
import type { Me, OwnAccess, OwnConsent, OwnProhibition } from './types/me.type.ts';
import { stayInWords } from './withdrawal-in-words.ts';

/** What is shown of a person's own file. INVARIANT: everything of it that a clerk is shown stands in the person's log. */
const shownTo = (me: Me, part: 'consents' | 'prohibitions' | 'accesses', context: RequestContext): void => {
  if (me.assistedBy !== null) context.disclosures.addKnown(me.person, [`Me.${part}`], 'ASSISTED', me.sealed);
};

/** What registers hold of the person, and in the log that it was shown. */
export const readHeld = async (me: Me, context: RequestContext): Promise<readonly OwnRecord[]> => {
  const records = await context.services.ownFile.records(me.actsFor);
  for (const { row, values } of records) {
    context.disclosures.addOwn({
      person: me.person,
      household: row.household,
      source: row.source,
      kind: row.kind,
      controller: row.controller,
      fields: values.map(({ field }) => field.coordinate),
      sealed: me.sealed,
    });
  }
  return records;
};

/** What the person consented to, the newest first. */
export const readConsents = async (me: Me, context: RequestContext): Promise<readonly OwnConsent[]> => {
  shownTo(me, 'consents', context);
  const records = await context.services.ownFile.consents(me.actsFor);
  let asked: Promise<readonly EndedConsent[]> | null = null;
  const ends = (): Promise<readonly EndedConsent[]> => {
    asked ??= context.services.endedConsents.of(me.person);
    return asked;
  };
  return records.map((record) => ownConsentShown(record, me.actsFor, me.spoken, me.ids, ends, context));
};

/** What the person forbids, the newest first. */
export const readProhibitions = async (
  me: Me,
  context: RequestContext,
): Promise<readonly OwnProhibition[]> => {
  shownTo(me, 'prohibitions', context);
  const { consents, words } = context.services;
  const held = await consents.prohibitions(me.person);
  return held.map(({ recipient, since }) => ({
    recipient: words.agencies.get(recipient)?.name ?? recipient,
    since,
    stays: consents
      .stays(recipient)
      // A public task gives way to the person's word, a legal duty does not (R2).
      .filter(({ step }) => step === 'DUTY')
      .map((each) => stayInWords(each, me.spoken, words)),
  }));
};

/** Who read what of the person from the first day to the last, the newest first. */
export const readAccesses = async (
  me: Me,
  { first, last }: { readonly first: string; readonly last: string },
  context: RequestContext,
): Promise<readonly OwnAccess[]> => {
  shownTo(me, 'accesses', context);
  const accesses = await context.services.ownFile.accesses(
    ...([me.actsFor, first, addDays(last, 1), me.assistedBy] as const),
  );
  return accesses.map((access) => ownAccessShown(access, me.spoken, context));
};
