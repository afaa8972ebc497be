import { randomUUID } from 'node:crypto';
import { addressKey } from '../../src/identity/address-key.ts';
import { nationalIdHashes } from '../../src/identity/national-id.ts';
import type { PersonMention } from '../../src/identity/person-mention.ts';
import { learnModel } from '../../src/linkage/learn-model.ts';
import { usualModel } from '../../src/linkage/usual-model.ts';
import { LinkScoring, linkageMention } from '../../src/records/link-scoring.ts';
import { linkUnits } from '../../src/records/linker.ts';
import type { LinkableUnit } from '../../src/records/stored-household.ts';
import { openDatabase } from '../../src/store/database.ts';
import { listLinks } from '../../src/store/link-store.ts';
import { measurePairs } from '../identity/measure-pairs.ts';
import type { HubTownOptions, Measured } from './hub-town.ts';
import { projectNicknames } from './project-nicknames.ts';
import { syntheticPeople } from './synthetic-people.ts';

const hashingKey = new Uint8Array(32).fill(7);
const now = new Date('2026-11-21T10:00:00Z');

/** Synthetic people as the hub linked them. */
export interface HubSynthetic {
  readonly people: Measured;
  readonly lines: number;
  /** Lines that wait for somebody. */
  readonly toDecide: number;
  readonly keysOfLine: number;
}

/** Links two registers of synthetic households, one after the other, as a push does, in a store in memory. */
export const measureHubSynthetic = async (
  people: number,
  { withIds, learned }: HubTownOptions,
): Promise<HubSynthetic> => {
  const { mentions, truth } = syntheticPeople({
    ...{ people, seed: withIds ? 21 : 22, sources: 'TWO', withIds, withUnits: true },
    ...{ slips: 0.1, missing: 0.05 },
  });
  const lines = mentions.map(
    (mention, place): PersonMention => ({
      source: mention.source,
      localId: String(place),
      unit: mention.unit ?? '',
      givenName: mention.givenName,
      familyName: mention.familyName,
      birthDate: mention.birthDate,
      ...nationalIdHashes(mention.id?.key, hashingKey),
      address: mention.address === null ? null : addressKey(mention.address),
      municipality: 'berane',
    }),
  );
  const first = lines.filter(({ source }) => source === 'first');
  const known = first.map((line) => ({ person: line.localId, mention: linkageMention(line) }));
  const model = learned ? learnModel(known, { nicknames: projectNicknames, seed: 1 }) : usualModel;
  const scoring = new LinkScoring(null, model, projectNicknames);
  const database = await openDatabase({ kind: 'PGLITE', directory: null });
  for (const source of ['first', 'second']) {
    const units = [
      ...Map.groupBy(
        lines.filter((line) => line.source === source),
        ({ unit }) => unit,
      ),
    ].map(([localId, persons]): LinkableUnit => unitOf(source, localId, persons));
    for (let start = 0; start < units.length; start += 100)
      await database.transaction(
        async (transaction) =>
          await linkUnits(transaction, source, units.slice(start, start + 100), {
            createId: randomUUID,
            now,
            hashingKey,
            scoring,
          }),
      );
  }
  const found = new Map((await listLinks(database.query)).map((link) => [link.local_id, link.person ?? '']));
  const [counted] = await database.query<{ open: number; keys: number }>(
    `select (select count(*)::int from link where evidence ->> 'outcome' = 'TO_DECIDE' and entity = 'PERSON') as open,
       (select count(*)::int from mention_key where entity = 'PERSON') as keys`,
  );
  await database.close();
  return {
    people: measurePairs(
      lines.map(({ localId }) => localId),
      (line) => found.get(line) ?? '',
      (line) => truth[Number(line)],
    ),
    lines: lines.length,
    toDecide: counted?.open ?? 0,
    keysOfLine: (counted?.keys ?? 0) / lines.length,
  };
};

const unitOf = (source: string, localId: string, persons: readonly PersonMention[]): LinkableUnit => ({
  ...{ source, localId, persons, municipality: 'berane', localCommunity: null },
  ...{ address: null, flat: null, headName: null, heads: new Set<string>() },
});
