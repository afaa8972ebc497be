import { HouseholdStatusDocument, type HouseholdStatusQuery } from '../../../schema/operations.generated.ts';
import { expectThat } from './expectation.ts';
import { type Family, findHousehold } from './family.ts';
import type { Stage, TourCaller } from './stage.ts';
import { plainWord, wordOf } from './words.ts';

export const municipalClerk: TourCaller = {
  agency: 'berane.municipality',
  actor: 'Milena Clerk',
  purpose: 'housing-welfare-management',
};

type Household = NonNullable<HouseholdStatusQuery['household']>;

/** What the municipality's purpose does not open, whoever lives there. */
const closed = ['Household.rights', 'Household.aidPlans', 'Household.observations', 'CaseEntry.health'];

const householdRows = (household: Household): string[][] => {
  const from = (records: readonly { readonly provenance: { readonly controller: string } | null }[] | null) =>
    wordOf(records?.[0]?.provenance?.controller);
  const tenancy = household.tenancies?.[0];
  const careCase = household.careCases?.[0];
  return [
    ['address', wordOf(household.address), 'preferred statement'],
    ['local community', wordOf(household.localCommunity), 'preferred statement'],
    ['people counted', wordOf(household.memberCount), 'preferred statement'],
    ['tenancy', plainWord(tenancy?.status), from(household.tenancies)],
    [
      'rooms, square metres',
      `${wordOf(tenancy?.rooms)}, ${wordOf(tenancy?.floorArea)}`,
      from(household.tenancies),
    ],
    ['rent, euros', wordOf(tenancy?.rent), from(household.tenancies)],
    ['arrears, euros', wordOf(tenancy?.arrears), from(household.tenancies)],
    ['people with work', wordOf(careCase?.employedCount), from(household.careCases)],
  ];
};

/** Oldest first: the hub's own order is another for each agency. */
const memberRows = ({ members }: Household): string[][] =>
  [...(members ?? [])]
    .sort((one, other) => wordOf(one.birthDate).localeCompare(wordOf(other.birthDate)))
    .map((member) => {
      const entry = member.caseEntries?.[0];
      return [
        `${wordOf(member.givenName)} ${wordOf(member.familyName)}`,
        wordOf(member.birthDate),
        wordOf(member.nationalIdChecked),
        plainWord(entry?.relation),
        wordOf(entry?.employed),
        wordOf(entry?.health),
      ];
    });

const check = (household: Household, withheld: ReadonlySet<string>): void => {
  expectThat((household.members?.length ?? 0) > 0, 'the municipality sees who lives there');
  expectThat((household.tenancies?.length ?? 0) > 0, 'the municipality sees its own tenancy');
  expectThat((household.careCases?.length ?? 0) > 0, 'the municipality sees that the Centre has a case');
  for (const coordinate of closed) expectThat(withheld.has(coordinate), `${coordinate} is named as withheld`);
  const { rights, aidPlans, observations, members } = household;
  const given = [
    rights,
    aidPlans,
    observations,
    ...(members ?? []).map((each) => each.caseEntries?.[0]?.health ?? null),
  ];
  expectThat(
    given.every((value) => value === null),
    'nothing comes of what is named as withheld',
  );
};

/** The first use: a municipal system asks for a household's status. Returns the id under which it knows the household. */
export const runMunicipalSystem = async (
  stage: Stage,
  family: Family,
): Promise<{ household: string; address: string }> => {
  const { narration } = stage;
  const { givenName, familyName, birthDate } = family.person;
  const client = await stage.connect(municipalClerk);
  narration.scene("A municipal system asks for a household's status", municipalClerk);

  narration.question(
    'FindPerson',
    `in which household does ${givenName} ${familyName}, born ${birthDate}, live?`,
  );
  const id = await findHousehold(client, family.person);
  expectThat(id, 'the municipality finds the household');
  narration.table(['found'], [['household 1']]);

  narration.question('HouseholdStatus', 'what is known of household 1, in every register?');
  const { data, withheld } = await client.ask(HouseholdStatusDocument, { id });
  const household = data?.household;
  expectThat(household, 'the municipality is shown the household');
  check(household, new Set(withheld.map((field) => field.coordinate)));
  narration.table(['household 1', 'answer', 'who says so'], householdRows(household));
  narration.table(['member', 'born', 'id checked', 'relation', 'works', 'health'], memberRows(household));
  narration.withheld(withheld);
  expectThat(household.address, 'the household has an address');
  return { household: id, address: household.address };
};
