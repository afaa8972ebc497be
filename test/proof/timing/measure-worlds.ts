import { demoActor } from '../../../src/access/demo-actor.ts';
import { createPairwiseIds } from '../../../src/access/pairwise-id.ts';
import { readSecrets } from '../../../src/access/secrets.ts';
import { localDateOf } from '../../../src/domain/local-date.ts';
import { foldText } from '../../../src/identity/fold-text.ts';
import { actorOf, hashOf, type ProofCaller, tokenOf } from '../campaign/callers.ts';
import { knowledgeOf } from '../campaign/knowledge.ts';
import { isSame } from '../campaign/pair.ts';
import { applied, type Edit, type Facts, readFacts, writeEdits } from '../oracle/facts.ts';
import type { KnownWorld } from '../oracle/known-world.ts';
import { Random } from '../random.ts';
import type { TwinWorlds } from '../worlds/twin-worlds.ts';
import type { ProofWorld, SentRequest } from '../worlds/world.ts';
import { areaUnderCurve } from './area-under-curve.ts';
import { registrationOf, type TakenAway, type TimingContrast } from './contrast.ts';

const fields = `id givenName familyName birthDate
  households { id address tenancies { rooms rent arrears } observations { note } } caseEntries { health employed }`;
const questions = {
  'by id': `query ($it: ID!) { person(id: $it) { ${fields} } }`,
  'by national id': `query ($it: String!) { findPerson(nationalId: $it) { ${fields} } }`,
  listed: `query ($it: String!) { households(filter: {localCommunity: $it}, first: 10) { edges { node { id address } } } }`,
  'own file': `query ($it: String!) { me(language: $it) { held { kind values { coordinate value } }
    consents { status recipient } prohibitions { recipient } accesses { day agency } keptApart portableCopy(form: JSON) } }`,
};

/** Requests to each world before the first that counts: code is compiled, plans are made, pages are read. */
const warmUp = 100;

const turned = (edits: readonly Edit[]): readonly Edit[] =>
  edits.map(({ table, before, after }) => ({ table, before: after, after: before }));

const personsByNationalId = (facts: Facts, hash: string): readonly string[] =>
  (facts['mention_key'] ?? [])
    .filter((each) => each['entity'] === 'PERSON' && each['key'] === `id:${hash}`)
    .flatMap((key) =>
      (facts['link'] ?? [])
        .filter(
          (link) =>
            link['entity'] === 'PERSON' &&
            link['source'] === key['source'] &&
            link['local_id'] === key['local_id'],
        )
        .map((link) => String(link['entity_id'])),
    );

/** Somebody of the town who is at work themselves, or nobody whom a register knows. */
const identityOf = ({ near }: TimingContrast, { town }: TwinWorlds, agency: string) => {
  const found = town.people.find((each) => each.givenName === near && each.nationalId && each.birthDate);
  return found
    ? { nationalId: found.nationalId ?? '', birthDate: found.birthDate ?? '' }
    : demoActor(agency, 'Nada');
};

/** Who asks, and somebody in the same place who is nobody's neighbour. */
const askersOf = (
  twins: TwinWorlds,
  contrast: TimingContrast,
): { readonly caller: ProofCaller; readonly stranger: ProofCaller } => {
  const { registry } = twins.world.running.hub;
  if (contrast.asker === 'whom it is about') {
    const [registration] = registry.persons.registrations.values();
    const person = twins.town.people.find(
      (each) => each.givenName === contrast.about && each.nationalId && each.birthDate,
    );
    if (!registration || !person) throw new Error(`the town has nobody called ${contrast.about}`);
    const caller = { kind: 'PERSON', person, registration } as const;
    return { caller, stranger: caller };
  }
  const { agency, registration } = registrationOf(contrast.asker, registry);
  const drawn = actorOf(new Random('timing', contrast.name), twins, {
    agency,
    registration,
    name: 'Nada',
    readers: true,
  });
  const caller = { ...drawn, roles: [], area: null, identity: identityOf(contrast, twins, agency.id) };
  return { caller, stranger: { ...caller, identity: demoActor(agency.id, 'Nada') } };
};

/** The request of a contrast, and what is taken away in the other world. */
const prepare = async (
  twins: TwinWorlds,
  contrast: TimingContrast,
): Promise<{ readonly request: SentRequest; readonly edits: readonly Edit[] }> => {
  const { hub } = twins.world.running;
  const facts = await readFacts(hub.database);
  const { caller, stranger } = askersOf(twins, contrast);
  const today = localDateOf(twins.clock.now(), hub.registry.timeZone);
  const knowledge = knowledgeOf(caller, twins, { today, mutations: false });
  const [now, asStranger] = [caller, stranger].map((each) =>
    knowledgeOf(each, twins, { today, mutations: false })(facts),
  ) as [KnownWorld, KnownWorld];
  const numbers = new Map(
    twins.town.people
      .filter(({ nationalId }) => nationalId !== null)
      .filter(({ givenName }) => contrast.about === undefined || givenName === contrast.about)
      .flatMap((each) =>
        personsByNationalId(facts, hashOf(each, twins)).map((person) => [person, each.nationalId ?? '']),
      ),
  );
  const placeOf = ({ edits }: TakenAway): string | undefined =>
    twins.town.localCommunities.find((each) => foldText(each) === edits[0]?.before?.['local_community']);
  const found = contrast
    .takenAway(facts)
    .filter(({ person, edits }) => edits.length > 0 && numbers.has(person))
    .filter(
      ({ person }) => caller.kind === 'PERSON' || now.entities.PERSON.includes(person) === contrast.known,
    )
    // Whoever is near is somebody whom a colleague sees.
    .filter(({ person }) => !contrast.near || asStranger.entities.PERSON.includes(person))
    .filter((each) => contrast.question !== 'listed' || placeOf(each) !== undefined)
    .find(
      ({ edits }) =>
        (knowledge(applied(facts, edits)).fingerprint === now.fingerprint) !== (contrast.visible ?? false),
    );
  if (!found) throw new Error(`the town has nobody for "${contrast.name}"`);
  const { pairwise } = readSecrets(twins.secretsFile);
  const ids = createPairwiseIds({ masterKeys: pairwise.keys, current: pairwise.current });
  const it = {
    'by id': () =>
      caller.kind === 'AGENCY'
        ? ids.encode('PERSON', found.person, {
            agency: caller.agency.id,
            purposeClass: caller.registration.class,
          })
        : null,
    'by national id': () => numbers.get(found.person),
    listed: () => placeOf(found),
    'own file': () => 'cnr',
  }[contrast.question]();
  const body = JSON.stringify({ query: questions[contrast.question], variables: { it } });
  return { request: { token: await tokenOf(caller, twins), body, headers: {} }, edits: found.edits };
};

/** What was measured of one contrast. */
export interface Timed {
  readonly area: number;
  readonly samples: number;
}

/**
 * Puts one question to both worlds, one after the other in a drawn order, and says how well their times tell them apart
 * (THREATS.md M10). Halfway the worlds change places, so that what is peculiar to a process or a store weighs on both.
 *
 * @throws where the answers differ, unless the contrast is a control.
 */
export const measureWorlds = async (
  twins: TwinWorlds,
  contrast: TimingContrast,
  samples: number,
): Promise<Timed> => {
  const random = new Random('order', contrast.name);
  const times = { whole: [] as number[], without: [] as number[] };
  const timed = async (world: ProofWorld, request: SentRequest) => {
    const start = performance.now();
    const answer = await world.send(request);
    return { answer, took: performance.now() - start };
  };
  for (const [whole, without] of [
    [twins.world, twins.twin],
    [twins.twin, twins.world],
  ] as const) {
    for (const each of [whole, without]) await each.restore();
    const { request, edits } = await prepare(twins, contrast);
    await writeEdits(without.running.hub.database, edits);
    // The other store is written to as well: rows that went and came again are where they were not.
    await writeEdits(whole.running.hub.database, edits);
    await writeEdits(whole.running.hub.database, turned(edits));
    for (let turn = -warmUp; turn < samples / 2; turn += 1) {
      const first = random.chance(0.5);
      const one = await timed(first ? whole : without, request);
      const two = await timed(first ? without : whole, request);
      if (!contrast.visible && !isSame(one.answer, two.answer))
        throw new Error(`"${contrast.name}": ${one.answer.text} and ${two.answer.text}`);
      if (turn < 0) continue;
      times.whole.push((first ? one : two).took);
      times.without.push((first ? two : one).took);
    }
  }
  return { area: areaUnderCurve(times.whole, times.without), samples: times.whole.length };
};
