import { createHash } from 'node:crypto';
import { createPairwiseIds, type PairwiseIds } from '../../../src/access/pairwise-id.ts';
import type { EntityKind } from '../../../src/domain/entity-kind.ts';
import { personOf } from '../../harness/log.ts';
import { openTestHub, type TestHub } from '../../harness/open-hub.ts';
import { ana, type Figure, marko, rifat } from '../../harness/people.ts';
import { type Exchange, openSocketTap, type SocketTap } from '../../harness/socket-tap.ts';
import type { Question } from './draw-question.ts';
import { type Answered, givenIn } from './given-in-answer.ts';
import type { Told } from './told.ts';
import type { LogFacts, LoggedDisclosure } from './told-in-log.ts';

/** Who asks. */
export interface Caller {
  readonly agency: string;
  /** Slug. */
  readonly purpose: string;
  readonly roles?: readonly string[];
}

/** What a token on the wire says. */
interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly jti: string;
  readonly purpose: string;
  readonly client_id?: string;
  /** Of a person's token: whose it is. */
  readonly national_id?: string;
}

/** Whose files are opened. */
const figures: readonly Figure[] = [ana, rifat, marko];

/** One answer with everything that the wire told of it. */
export interface TappedAnswer {
  /** The answer's `x-request-id`. */
  readonly request: string;
  readonly claims: Claims;
  /** Null where a person asked for themselves. */
  readonly agency: string | null;
  /** SHA-256 of the document, in hex. */
  readonly hash: string;
  readonly given: Told;
}

const scopeOf = (agency: string) => ({ agency, purposeClass: 'operational' });

/** A hub over the samples that is asked through a tap. */
export class TappedHub {
  readonly hub: TestHub;
  readonly #tap: SocketTap;
  readonly #ids: PairwiseIds;

  /** By national id. */
  readonly #persons = new Map<string, string>();

  private constructor(hub: TestHub, tap: SocketTap) {
    const { keys, current } = hub.running.hub.secrets.pairwise;
    this.hub = hub;
    this.#tap = tap;
    this.#ids = createPairwiseIds({ masterKeys: keys, current });
  }

  static async open(): Promise<TappedHub> {
    const hub = await openTestHub();
    const tapped = new TappedHub(hub, await openSocketTap(new URL(hub.url)));
    for (const figure of figures)
      tapped.#persons.set(figure.nationalId, await personOf(hub, 'centre', figure.localId));
    return tapped;
  }

  async close(): Promise<void> {
    await this.#tap.close();
    await this.hub.close();
  }

  async tokenOf({ agency, purpose, roles = [] }: Caller): Promise<string> {
    return await this.hub.agencyToken({ agency, purpose, roles: [...roles], actor: `${agency} clerk` });
  }

  /** An agency's own id of an entity. */
  encode(kind: EntityKind, id: string, agency: string): string {
    return this.#ids.encode(kind, id, scopeOf(agency));
  }

  /** Asks through the tap. @throws Error where the answer is a refusal: nothing would be disclosed by it. */
  async send(token: string, question: Question): Promise<Answered['answer']> {
    const response = await fetch(this.#tap.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(question),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text}\n${question.query}`);
    return JSON.parse(text) as Answered['answer'];
  }

  /** Every answer so far, read off the wire. */
  answers(): readonly TappedAnswer[] {
    const exchanges = this.#tap.exchanges();
    const sessions = new Map(
      exchanges.flatMap(({ request, answer }) => {
        const { data } = JSON.parse(answer.body) as Answered['answer'];
        const opened = data?.['openAssistedSession'] as { session: string } | undefined;
        const { variables } = JSON.parse(request.body) as Question;
        const { nationalId = '' } = (variables?.['person'] ?? {}) as { nationalId?: string };
        return opened ? [[opened.session, nationalId] as const] : [];
      }),
    );
    return exchanges.map((exchange) => this.#tapped(exchange, sessions));
  }

  /** Who asked is in the request's token, what was asked in its body, and what was given in the answer's. */
  #tapped({ request, answer }: Exchange, sessions: ReadonlyMap<string, string>): TappedAnswer {
    const token = request.headers.get('authorization')?.split(' ')[1] ?? '';
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
    const agency = claims.client_id?.replace(/\.software$/, '') ?? null;
    const { query, variables = {} } = JSON.parse(request.body) as Question;
    const given = givenIn({
      query,
      variables,
      answer: JSON.parse(answer.body) as Answered['answer'],
      idOf: (entity, shown) => {
        const id = this.#ids.decode(entity as EntityKind, shown, scopeOf(agency ?? ''));
        if (id === null) throw new Error(`${shown} is nobody's id`);
        return id;
      },
      personOf: (session) =>
        this.#personBy((session === null ? claims.national_id : sessions.get(session)) ?? ''),
      personByCard: (nationalId) => this.#personBy(nationalId),
    });
    const hash = createHash('sha256').update(query).digest('hex');
    return { request: answer.headers.get('x-request-id') ?? '', claims, agency, hash, given };
  }

  #personBy(nationalId: string): string {
    const person = this.#persons.get(nationalId);
    if (person === undefined) throw new Error('a file of somebody whom the tap does not know');
    return person;
  }

  /** Every disclosure in the log, by request. */
  async lines(): Promise<ReadonlyMap<string, readonly LoggedDisclosure[]>> {
    const rows = await this.hub.running.hub.database.query<LoggedDisclosure>(
      `select id::text as id, agency, through::text as through, body from audit_entry
       where kind = 'DISCLOSURE' order by id`,
    );
    const byRequest = new Map<string, LoggedDisclosure[]>();
    for (const row of rows)
      byRequest.set(row.body.request, [...(byRequest.get(row.body.request) ?? []), row]);
    return byRequest;
  }

  async facts(): Promise<LogFacts> {
    const { database } = this.hub.running.hub;
    const consents = await database.query<{ id: string; person: string }>(
      'select id::text as id, person_id::text as person from consent',
    );
    const dwellings = await database.query<{ key: string; dwellings: string[] }>(
      `select home.entity_id::text || ' ' || record.source || ' ' || record.kind as key,
         array_agg(distinct record.dwelling_id::text) as dwellings
       from record join link home on home.entity = 'HOUSEHOLD' and home.source = record.source
         and home.local_id = record.unit and home.ended_at is null
       where record.dwelling_id is not null and record.superseded_at is null group by 1`,
    );
    return {
      giverOf: new Map(consents.map(({ id, person }) => [id, person])),
      dwellingsOf: new Map(dwellings.map((each) => [each.key, each.dwellings])),
    };
  }
}
