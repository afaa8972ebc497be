import {
  FindPersonDocument,
  ListHouseholdsDocument,
  type ListHouseholdsQuery,
} from '../../../schema/operations.generated.ts';
import { CommandFailure } from '../command-failure.ts';
import type { HubClient } from './hub-client.ts';

/** Somebody as a clerk names them. */
export interface NamedPerson {
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: string;
}

/** The family that the tour is about, by one of its members. */
export interface Family {
  readonly person: NamedPerson;
  readonly localCommunity: string;
}

/** The figure of the samples who comes first (`samples/README.md`). */
const ana: Family = {
  person: { givenName: 'Ana', familyName: 'Rosuljić', birthDate: '1987-05-14' },
  localCommunity: 'Park',
};

/** Local communities to look for another family in: some that lie in Berane, whatever registers are loaded. */
const localCommunities = ['Park', 'Centar', 'Hareme', 'Pešca', 'Dolac'];
const householdsAtOnce = 20;

type Listed = NonNullable<ListHouseholdsQuery['households']>['edges'][number]['node'];

/** The id under which this client's agency knows the household of a person, where exactly one is known. */
export const findHousehold = async (client: HubClient, person: NamedPerson): Promise<string | null> => {
  const { data } = await client.ask(FindPersonDocument, { ...person });
  const households = data?.findPerson?.households ?? [];
  return households.length === 1 ? (households[0]?.id ?? null) : null;
};

const membersOf = ({ members }: Listed): NamedPerson[] =>
  (members ?? []).flatMap(({ givenName, familyName, birthDate }) =>
    givenName !== null && familyName !== null && birthDate !== null
      ? [{ givenName, familyName, birthDate }]
      : [],
  );

/**
 * Chooses whom the tour tells of: Ana, where the hub runs on the samples, and otherwise somebody of the first listed
 * household that has a tenancy and a case and whom both agencies find by name and birth date.
 *
 * @throws CommandFailure where there is none.
 */
export const chooseFamily = async (municipality: HubClient, centre: HubClient): Promise<Family> => {
  const isKnown = async (person: NamedPerson): Promise<boolean> =>
    (await findHousehold(municipality, person)) !== null && (await findHousehold(centre, person)) !== null;
  if (await isKnown(ana.person)) return ana;
  for (const localCommunity of localCommunities) {
    const { data } = await municipality.ask(ListHouseholdsDocument, {
      localCommunity,
      first: householdsAtOnce,
    });
    for (const { node } of data?.households?.edges ?? []) {
      const members = membersOf(node);
      if (members.length < 2 || node.tenancies?.length !== 1 || node.careCases?.length !== 1) continue;
      for (const person of members) if (await isKnown(person)) return { person, localCommunity };
    }
  }
  throw new CommandFailure(
    'The tour found no household that is in the housing register and has a case with the Centre.',
  );
};
