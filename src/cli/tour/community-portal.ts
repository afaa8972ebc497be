import {
  LookAtHouseholdDocument,
  type ObservationInput,
  SubmitObservationDocument,
  type SubmitObservationMutation,
} from '../../../schema/operations.generated.ts';
import { inCyrillic } from '../../domain/cyrillic.ts';
import { expectThat } from './expectation.ts';
import type { Family } from './family.ts';
import type { HubClient } from './hub-client.ts';
import type { Stage, TourCaller } from './stage.ts';

type Receipt = NonNullable<SubmitObservationMutation['submitObservation']>;

const submit = async (client: HubClient, observation: ObservationInput): Promise<Receipt> => {
  // The portal's own number of the observation is all it needs: whatever is sent twice has it twice.
  const headers = { 'idempotency-key': `observation ${observation.localId}` };
  const { data } = await client.ask(SubmitObservationDocument, { observation }, headers);
  expectThat(data?.submitObservation, 'an observation is answered with a receipt');
  return data.submitObservation;
};

/** A family that no register knows, and the tour's family in Cyrillic. Numbers are new in each run. */
const observationsOf = (stage: Stage, family: Family, address: string): readonly ObservationInput[] => {
  // In base 36: thirteen figures in a row would look like a national number, which the hub takes in no id.
  const run = stage.now.getTime().toString(36);
  const { givenName, familyName } = family.person;
  const street = address.replace(/\s*\/.*$/, '');
  return [
    {
      localId: `TOUR-${run}-1`,
      localCommunity: family.localCommunity,
      householdHead: 'Niko Neznanović',
      address: 'Brdska bb',
      observedOn: stage.today,
      memberCount: 1,
      needsHelp: true,
      note: 'Krov prokišnjava',
    },
    {
      localId: `TOUR-${run}-2`,
      localCommunity: inCyrillic(family.localCommunity),
      householdHead: inCyrillic(`${givenName} ${familyName}`),
      address: inCyrillic(street),
      observedOn: stage.today,
      needsHelp: true,
      note: 'Потребна су дрва за зиму',
    },
  ];
};

/** What of a receipt could tell one family from another: its form, without what is new in every receipt. */
const formOf = ({ id, state, receivedAt }: Receipt): string =>
  JSON.stringify([id.length, state, receivedAt.length]);

/** The third use: the portal of the local communities submits what a president saw, and learns nothing by it. */
export const runCommunityPortal = async (
  stage: Stage,
  family: Family,
  known: { readonly household: string; readonly address: string },
): Promise<void> => {
  const { narration } = stage;
  const president: TourCaller = {
    agency: 'berane.community',
    actor: 'Petar President',
    purpose: 'social-welfare-provision',
    area: [family.localCommunity],
  };
  const client = await stage.connect(president);
  narration.scene("A local community's portal submits what its president saw", president);

  const observations = observationsOf(stage, family, known.address);
  const receipts: Receipt[] = [];
  for (const [index, observation] of observations.entries()) {
    const whose = index === 0 ? 'a family that no register knows' : 'household 1, in Cyrillic';
    const { householdHead, address, localCommunity, note } = observation;
    narration.question(
      'SubmitObservation',
      `of ${whose}: ${householdHead}, ${address}, ${localCommunity}: „${note}“.`,
    );
    const receipt = await submit(client, observation);
    receipts.push(receipt);
    narration.table(
      ['observation', 'state', 'receipt'],
      [[String(index + 1), receipt.state, `receipt ${index + 1}`]],
    );
  }
  const repeated = observations[0] && (await submit(client, observations[0]));
  expectThat(repeated?.id === receipts[0]?.id, 'an observation that is sent twice is received once');
  expectThat(new Set(receipts.map(formOf)).size === 1, 'both receipts are of the same form');
  narration.note('Both receipts look the same: the portal cannot tell which family the registers know.');

  narration.question('LookAtHousehold', 'who lives in household 1?');
  const { data, code } = await client.ask(LookAtHouseholdDocument, { id: known.household });
  expectThat(code === 'FORBIDDEN' && data === null, 'a local community is refused the case file');
  narration.refused(code);
};
