import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type CentreCaseInput,
  CentreHouseholdDocument,
  PushCaseDocument,
  type PushCaseMutation,
} from '../../../schema/operations.generated.ts';
import { type CentreHousehold, caseOf, nextVersion } from './case-version.ts';
import { expectThat } from './expectation.ts';
import { type Family, findHousehold } from './family.ts';
import type { HubClient, WithheldField } from './hub-client.ts';
import type { Stage, TourCaller } from './stage.ts';
import { plainWord, wordOf } from './words.ts';

export const centreWorker: TourCaller = {
  agency: 'berane.centre',
  actor: 'Nada Worker',
  purpose: 'social-welfare-provision',
};

type Receipt = NonNullable<PushCaseMutation['pushCentreRecords']>[number];

const push = async (client: HubClient, record: CentreCaseInput, key: string): Promise<Receipt> => {
  const { data } = await client.ask(PushCaseDocument, { records: [record] }, { 'idempotency-key': key });
  const receipts = data?.pushCentreRecords ?? [];
  expectThat(receipts.length === 1 && receipts[0], 'a push of one case is answered with one receipt');
  return receipts[0];
};

const householdRows = (household: CentreHousehold): string[][] => {
  const careCase = household.careCases?.[0];
  const tenancy = household.tenancies?.[0];
  return [
    ['case', wordOf(careCase?.caseNumber), 'the Centre itself'],
    ['version of the case', wordOf(careCase?.provenance?.version), 'the Centre itself'],
    ['people with work', wordOf(careCase?.employedCount), 'the Centre itself'],
    ['rights', wordOf(household.rights?.map((right) => right.title).join(', ')), 'the Centre itself'],
    ['tenancy', plainWord(tenancy?.status), wordOf(tenancy?.provenance?.controller)],
    ['arrears, euros', wordOf(tenancy?.arrears), wordOf(tenancy?.provenance?.controller)],
  ];
};

const receiptRow = (receipt: Receipt, record: string): string[][] => [
  [receipt.localId, receipt.outcome, receipt.id === null ? '–' : record, String(receipt.problems.length)],
];
const receiptHeadings = ['case', 'outcome', 'record', 'problems'];

const ask = async (
  stage: Stage,
  client: HubClient,
  id: string,
): Promise<{ household: CentreHousehold; withheld: readonly WithheldField[] }> => {
  const { data, withheld } = await client.ask(CentreHouseholdDocument, { id });
  expectThat(data?.household, 'the Centre is shown the household');
  stage.narration.table(['household 1', 'answer', 'who says so'], householdRows(data.household));
  return { household: data.household, withheld };
};

/** The second use: the Centre's software pushes an update, whatever is repeated or comes late, and asks again. */
export const runCentreSoftware = async (stage: Stage, family: Family, municipalId: string): Promise<void> => {
  const { narration } = stage;
  const client = await stage.connect(centreWorker);
  narration.scene("The Centre's software pushes an update and asks again", centreWorker);

  const { givenName, familyName } = family.person;
  narration.question('CentreHousehold', `what is known of the household of ${givenName} ${familyName}?`);
  const id = await findHousehold(client, family.person);
  expectThat(id, 'the Centre finds the household');
  expectThat(id !== municipalId, "an agency's ids are its own");
  const { household, withheld } = await ask(stage, client, id);
  narration.withheld(withheld);
  expectThat(household.tenancies?.[0]?.arrears, 'the Centre reads the arrears');
  narration.note(
    "The arrears come by a legal duty, Article 6(1)(c) GDPR, so nobody's consent is asked. The id of the household is another here than at the municipality: no two agencies can compare theirs.",
  );

  const before = caseOf(household, stage.registers, stage.now.toISOString());
  const { after, change } = nextVersion(before);
  const [key, otherKey] = [randomUUID(), randomUUID()];
  narration.question(
    'PushCase',
    `version ${after.version} of ${after.caseNumber}: ${change}. Idempotency-Key: key 1.`,
  );
  const receipt = await push(client, after, key);
  narration.table(receiptHeadings, receiptRow(receipt, 'record 1'));
  expectThat(receipt.outcome === 'UPDATED', 'the new version is taken');

  narration.question('PushCase', 'the same again, with key 1, as after a broken line.');
  const repeated = await push(client, after, key);
  narration.table(receiptHeadings, receiptRow(repeated, 'record 1'));
  expectThat(isDeepStrictEqual(repeated, receipt), 'a repeated push is answered with the same receipt');
  narration.note('The same receipt, and no second effect.');

  narration.question('PushCase', `version ${before.version} of ${before.caseNumber}, late, with key 2.`);
  const late = await push(client, before, otherKey);
  narration.table(receiptHeadings, receiptRow(late, 'record 2'));
  expectThat(late.outcome === 'STALE_IGNORED', 'a late older version changes nothing');

  narration.question('CentreHousehold', 'and what is known of the household now?');
  const updated = (await ask(stage, client, id)).household.careCases?.[0];
  expectThat(updated?.provenance?.version === after.version, 'the new version is the one that is read');
  const working = after.members.filter((member) => member.employed === true).length;
  expectThat(updated.employedCount === working, 'the change is seen at once');
};
