import { NICKNAMES } from './names.ts';
import type { Household } from './population.ts';
import type { Random } from './random.ts';
import type { Register, TruthLine } from './registers.ts';
import { truthOf, writeAddress } from './registers.ts';
import { dropDiacritics, toCyrillic } from './script.ts';

const HEALTH = ['good', 'unknown', 'chronic illness', 'disability'];
const MATERIAL_STATES = ['very poor', 'poor', 'sufficient'];
const HOUSING = ['adequate', 'damp', 'overcrowded', 'no heating', 'unsafe'];
const NOTES = [
  '',
  '',
  '',
  'Krov prokišnjava',
  'Нема ко да донесе дрва',
  'Djeca pješače do škole',
  'Стара мајка живи с њима',
  'ceka odgovor od jesenas',
];

/** What the presidents of Berane's local communities sent in, each in his own spelling. */
export function writeCommunity(households: readonly Household[], random: Random): Register {
  const truth: TruthLine[] = [];
  const observations = households.map((household, position) => {
    const localId = `MZ-${String(position + 1).padStart(5, '0')}`;
    const head = household.members[0];
    if (head === undefined) throw new Error(`${household.id} has no members.`);
    truth.push(truthOf('community', localId, head, household));

    const fixed = household.figure?.observation;
    const identity = (text: string): string => text;
    const spell =
      fixed === undefined
        ? random.weighted([
            [identity, 50],
            [toCyrillic, 28],
            [dropDiacritics, 22],
          ] as const)
        : identity;
    const nickname = random.chance(0.4) ? NICKNAMES[head.givenName] : undefined;
    const miscounted = fixed === undefined && random.chance(0.2) ? 1 : 0;
    return {
      localId,
      localCommunity: household.localCommunity,
      householdHead: spell(`${nickname ?? head.givenName} ${head.familyName}`),
      address: spell(writeAddress(household.address, 'plain')),
      observedOn: fixed?.observedOn ?? chooseDay(random),
      memberCount: household.members.length + miscounted,
      employedCount: random.between(0, Math.min(2, household.members.length)),
      health: random.pick(HEALTH),
      materialState: random.pick(MATERIAL_STATES),
      housing: random.pick(HOUSING),
      needsHelp: fixed?.needsHelp ?? random.chance(0.35),
      note: fixed?.note ?? random.pick(NOTES),
    };
  });
  return { text: JSON.stringify(observations, null, 1), truth, mistyped: [] };
}

function chooseDay(random: Random): string {
  const month = String(random.between(1, 11)).padStart(2, '0');
  return `2026-${month}-${String(random.between(1, 20)).padStart(2, '0')}`;
}
