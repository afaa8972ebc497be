import type { Answer, TestHub } from './open-hub.ts';
import type { Figure } from './people.ts';

/** Which record is meant: its place in its register. */
export interface RecordPlace {
  readonly source: string;
  readonly kind: string;
  readonly localId?: string;
}

/** The id under which a person's own token is shown a record of theirs. */
export const ownRecordId = async (hub: TestHub, person: Figure, place: RecordPlace): Promise<string> => {
  const { database, pairwise, registry } = hub.running.hub;
  const [record] = await database.query<{ id: string }>(
    `select id::text as id from record where source = ? and kind = ? and (?::text is null or local_id = ?)
       and superseded_at is null order by local_id limit 1`,
    [place.source, place.kind, place.localId ?? null, place.localId ?? null],
  );
  if (!record) throw new Error(`no record ${JSON.stringify(place)}`);
  const agency = `person ${registry.persons.issuer} person of ${person.birthDate}`;
  return pairwise.encode('RECORD', record.id, { agency, purposeClass: 'operational' });
};

const asking = `mutation ($right: AskedRight!, $controller: String, $record: ID, $field: String, $recipient: String,
    $reference: String, $mine: Boolean, $statement: String) {
  askRight(right: $right, controller: $controller, record: $record, field: $field, recipient: $recipient,
    reference: $reference, mine: $mine, statement: $statement) { id at dueOn } }`;

/** A person asks a right by their own token. */
export const askRight = async (hub: TestHub, person: Figure, asked: object): Promise<Answer> =>
  await hub.ask(await hub.personToken(person.nationalId, person.birthDate), asking, { ...asked });

/** What a person asked, as their own file shows it. */
export const ownRequests = async (
  hub: TestHub,
  person: Figure,
): Promise<readonly Record<string, unknown>[]> => {
  const answer = await hub.ask(
    await hub.personToken(person.nationalId, person.birthDate),
    `{ me { rightsRequests { id right rightInWords state stateInWords controller record field { coordinate label }
        recipient statement at dueOn
        decision { outcome reason at agency articles { act article gazette } } } } }`,
  );
  return (answer.body.data as { me: { rightsRequests: Record<string, unknown>[] } }).me.rightsRequests;
};

/** What waits for a controller's decision. */
export const waitingRequests = async (
  hub: TestHub,
  token: string,
  overdue = false,
): Promise<readonly Record<string, unknown>[]> => {
  const answer = await hub.ask(
    token,
    `query ($overdue: Boolean!) { rightsRequests(overdue: $overdue) { id right state at dueOn person lines { source localId }
        source recordKind unit localId field recipient statement
        readings { recipient step fields agreement version basis article } } }`,
    { overdue },
  );
  if (answer.body.errors) throw new Error(answer.text);
  return answer.body.data?.['rightsRequests'] as Record<string, unknown>[];
};

/** Staff decide a request. */
export const decideRight = async (
  hub: TestHub,
  token: string,
  id: unknown,
  decision: string,
  reason = 'The payment of 3 September was found.',
): Promise<Answer> =>
  await hub.ask(
    token,
    'mutation ($id: ID!, $decision: RightsOutcome!, $reason: String!) { decideRight(id: $id, decision: $decision, reason: $reason) }',
    { id, decision, reason },
  );

/** What an agency read that has been corrected since. */
export const correctionsFor = async (hub: TestHub, token: string): Promise<Answer> =>
  await hub.ask(
    token,
    '{ corrections { id duty field source controller person household readOn correctedOn confirmedAt } }',
  );
