import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent, prohibit } from '../harness/consents.ts';
import { operationsOf } from '../harness/log.ts';
import { samples } from '../harness/open-hub.ts';
import { ana, marko, rifat } from '../harness/people.ts';
import { Random } from '../proof/random.ts';
import { askEveryField, askTheRest, askUntil, askWhatEnded } from './tap/ask-everything.ts';
import { kindsByList, statementsOf } from './tap/contract.ts';
import { type TappedAnswer, TappedHub } from './tap/tapped-hub.ts';
import { countOf, differences, edges, type Told } from './tap/told.ts';
import { type LogFacts, type LoggedDisclosure, toldIn } from './tap/told-in-log.ts';

// A tap at the socket: what the log says is held against the bytes that clients received, and nothing that the hub says of
// itself. A disclosure is one field of one record of one person or household in one answer (`tap/told.ts`).

const seed = process.env['SEED'] ?? String(Date.now() % 1_000_000);
const leastDisclosures = 10_000;

let tapped: TappedHub;
let facts: LogFacts;
let answers: readonly TappedAnswer[] = [];
let lines: ReadonlyMap<string, readonly LoggedDisclosure[]> = new Map();

const consent = async (who: typeof ana, terms: object): Promise<void> => {
  const { hub } = tapped;
  const answer = await giveConsent(hub, await hub.personToken(who.nationalId, who.birthDate), terms);
  expect(answer.body.errors).toBeUndefined();
};

beforeAll(async () => {
  // Without the samples there would be nothing to disclose, and the test would hold of nothing.
  expect(existsSync(join(samples, 'housing.csv'))).toBe(true);
  tapped = await TappedHub.open();
  const { hub } = tapped;
  await consent(ana, { categories: ['HOUSING', 'CONTACT'] });
  await consent(ana, { categories: ['IDENTITY'] });
  await consent(ana, { controller: 'berane.centre', categories: ['HEALTH', 'IDENTITY', 'HOUSEHOLD'] });
  await consent(rifat, { categories: ['HOUSING', 'FINANCE'] });
  await prohibit(hub, await hub.personToken(marko.nationalId, marko.birthDate), 'berane.municipality');
  await askTheRest(tapped);
  const random = new Random(seed);
  await askEveryField(tapped, random);
  await askUntil(tapped, leastDisclosures, random);
  await askWhatEnded(tapped);
  answers = tapped.answers();
  lines = await tapped.lines();
  facts = await tapped.facts();
}, 180_000);
afterAll(async () => await tapped?.close(), 60_000);

const linesOf = ({ request }: TappedAnswer): readonly LoggedDisclosure[] => lines.get(request) ?? [];

const toldBy = (answer: TappedAnswer, own = linesOf(answer)): Told => toldIn(own, answer.given, facts);

describe(`the log against the bytes that were answered, seed ${seed}`, () => {
  it('names everything that was given, and nothing else', () => {
    const wrong = answers.flatMap((answer) =>
      differences(answer.given, toldBy(answer)).map((each) => `${answer.agency} ${answer.request}: ${each}`),
    );
    const count = answers.reduce((sum, { given }) => sum + countOf(given), 0);
    const written = answers.flatMap(linesOf).length;
    console.log(
      `${count} disclosures in ${answers.length} answers, ${written} lines of the log, seed ${seed}`,
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(leastDisclosures);
  });

  it('says in every line whose token asked what, and names each field once, in order', () => {
    for (const answer of answers)
      for (const { body, agency } of linesOf(answer)) {
        const { claims, hash } = answer;
        expect({ agency, ...body }).toMatchObject({
          ...{ agency: answer.agency, actor: claims.sub, purpose: claims.purpose, named: true },
          token: { issuer: claims.iss, id: claims.jti },
          operation: { hash },
          fields: [...new Set(body.fields)].sort(),
        });
      }
  });

  it('has no disclosure of a request that was not answered, and one operation for each that was', async () => {
    const answered = new Set(answers.map(({ request }) => request));
    expect(answered.size).toBe(answers.length);
    expect([...lines.keys()].filter((request) => !answered.has(request))).toEqual([]);
    const operations = (await operationsOf(tapped.hub)).map(({ request }) => request);
    const ofAnswers = operations.filter((request) => answered.has(request));
    expect(ofAnswers.sort()).toEqual([...answered].sort());
  });

  it('was asked by every step and for every governed field of the schema', () => {
    const steps = new Set(answers.flatMap(linesOf).map(({ body }) => body.step));
    const all = ['ASSISTED', 'CONSENT', 'CONSENT_ENDED', 'CONSENT_REQUIRED', 'DUTY'].concat(
      ...['OWN', 'RELATIONSHIP', 'SELF', 'STATISTICS', 'TASK'],
    );
    expect([...steps].sort()).toEqual(all);
    const given = new Set(
      answers.flatMap((answer) => [...answer.given.keys()].map((datum) => datum.split(' ')[2])),
    );
    const governed = [...kindsByList].flatMap(([list, { fields }]) => [list, ...fields]);
    expect([...governed, ...statementsOf.keys()].filter((coordinate) => !given.has(coordinate))).toEqual([]);
  });
});

describe('the comparison', () => {
  // A membership that stands in two registers is told by each of them.
  const isToldElsewhere = (fields: readonly string[]): boolean => fields.every((field) => edges.has(field));
  const agrees = (answer: TappedAnswer, own: readonly LoggedDisclosure[]): boolean =>
    differences(answer.given, toldBy(answer, own)).length === 0;
  const named = ({ body }: LoggedDisclosure): string => `${body.step} ${body.fields.join(' ')}`;

  it('finds every single line that is dropped', () => {
    const missed = answers.flatMap((answer) =>
      linesOf(answer)
        .filter(({ body }) => !isToldElsewhere(body.fields))
        .filter((line) =>
          agrees(
            answer,
            linesOf(answer).filter((each) => each !== line),
          ),
        )
        .map(named),
    );
    expect(missed).toEqual([]);
  });

  it('finds every field that is left out of a line, and every one that is put in', () => {
    const missed = answers.flatMap((answer) =>
      linesOf(answer).flatMap((line) => {
        const { fields } = line.body;
        const agreesWith = (other: readonly string[]): boolean => {
          const changed = { ...line, body: { ...line.body, fields: other } };
          return agrees(
            answer,
            linesOf(answer).map((each) => (each === line ? changed : each)),
          );
        };
        const leftOut = fields
          .filter((field) => !isToldElsewhere([field]))
          .filter((field) => agreesWith(fields.filter((each) => each !== field)));
        const putIn = agreesWith([...fields, 'CaseEntry.neverGiven']) ? ['another'] : [];
        return [...leftOut, ...putIn].map((field) => `${named(line)}: ${field}`);
      }),
    );
    expect(missed).toEqual([]);
  });
});
