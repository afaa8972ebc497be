import type { Answer, TestHub } from './open-hub.ts';
import type { Figure } from './people.ts';

/** A token of somebody who helps people with their own rights at a counter. */
export const clerkToken = async (
  hub: TestHub,
  actor: string,
  { agency = 'berane.municipality', identity }: { agency?: string; identity?: Figure } = {},
): Promise<string> =>
  await hub.agencyToken({
    agency,
    actor,
    purpose: 'rights-fulfilment',
    ...(identity ? { identity: { nationalId: identity.nationalId, birthDate: identity.birthDate } } : {}),
  });

/** What the clerk types in, for a test to change. */
export interface Typed {
  readonly nationalId: string;
  readonly birthDate: string;
  readonly kind?: string;
  readonly number?: string;
}

export const openSession = async (
  hub: TestHub,
  token: string,
  { nationalId, birthDate, kind = 'IDENTITY_CARD', number = '4J7K2M91B' }: Typed,
): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($person: CheckedPerson!, $card: CheckedCard!) {
       openAssistedSession(person: $person, card: $card) { session until } }`,
    { person: { nationalId, birthDate }, card: { kind, number } },
  );

/** The session of a person who stands at the counter. */
export const sessionOf = (answer: Answer): string => {
  const opened = answer.body.data?.['openAssistedSession'] as { session: string } | null | undefined;
  if (!opened) throw new Error(`no session was opened: ${answer.text}`);
  return opened.session;
};

/** Asks something of the own file in a session. */
export const askInSession = async (
  hub: TestHub,
  token: string,
  session: string,
  fields: string,
  language = 'en',
): Promise<Answer> =>
  await hub.ask(
    token,
    `query ($session: ID!, $language: String!) { me(session: $session, language: $language) { ${fields} } }`,
    { session, language },
  );
