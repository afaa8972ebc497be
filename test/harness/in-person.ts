import type { Answer, TestHub } from './open-hub.ts';
import type { Figure } from './people.ts';

/** A token of the Centre's for a session in person. The two who stand by it are two humans. */
export const besideToken = async (
  hub: TestHub,
  actor: string,
  identity: Figure,
  roles: readonly string[] = [],
): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.centre',
    actor,
    purpose: 'rights-fulfilment',
    roles,
    identity: { nationalId: identity.nationalId, birthDate: identity.birthDate },
  });

export const openInPerson = async (
  hub: TestHub,
  token: string,
  { nationalId, birthDate }: Pick<Figure, 'nationalId' | 'birthDate'>,
): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($person: CheckedPerson!, $card: CheckedCard!) {
       openInPersonSession(person: $person, card: $card) { session until } }`,
    { person: { nationalId, birthDate }, card: { kind: 'IDENTITY_CARD', number: '4J7K2M91B' } },
  );

/** The session of a person who stands there. */
export const inPersonOf = (answer: Answer): string => {
  const opened = answer.body.data?.['openInPersonSession'] as { session: string } | null | undefined;
  if (!opened) throw new Error(`no session was opened: ${answer.text}`);
  return opened.session;
};

export const confirmInPerson = async (hub: TestHub, token: string, session: string): Promise<Answer> =>
  await hub.ask(token, 'mutation ($session: ID!) { confirmInPersonSession(session: $session) }', { session });

export const showInPerson = async (hub: TestHub, token: string, session: string): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($session: ID!) { showInPersonFile(session: $session) {
       matters { controller reference closedAt units { id source version jwe } }
       consents { id status recipient controller evidence { reference } events { status agency actor } receipt }
       referrals { from to reference acceptedAt until }
       accesses { day agency purpose fields { coordinate } step } } }`,
    { session },
  );

/** The parts of what was shown that a test looks at. */
export interface ShownInPerson {
  readonly matters: readonly {
    reference: string;
    closedAt: string | null;
    units: readonly { jwe: string }[];
  }[];
  readonly consents: readonly { id: string; status: string; evidence: { reference: string } | null }[];
  readonly referrals: readonly { reference: string }[];
  readonly accesses: readonly { fields: readonly { coordinate: string }[] }[];
}

export const shownIn = (answer: Answer): ShownInPerson => {
  const shown = answer.body.data?.['showInPersonFile'] as ShownInPerson | null | undefined;
  if (!shown) throw new Error(`nothing was shown: ${answer.text}`);
  return shown;
};

/** Opens, confirms and shows. */
export const besideAtTheCentre = async (
  hub: TestHub,
  person: Pick<Figure, 'nationalId' | 'birthDate'>,
  first: string,
  second: string,
): Promise<{ readonly session: string; readonly answer: Answer }> => {
  const session = inPersonOf(await openInPerson(hub, first, person));
  await confirmInPerson(hub, second, session);
  return { session, answer: await showInPerson(hub, first, session) };
};
