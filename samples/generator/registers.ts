import type { Address, Household, Person } from './population.ts';

/** One line of truth.csv: whose data a local id really holds. */
export interface TruthLine {
  readonly source: string;
  readonly localId: string;
  readonly person: string;
  readonly household: string;
}

export interface Register {
  readonly text: string;
  readonly truth: readonly TruthLine[];
  /** The local ids whose JMBG was spoilt on purpose. */
  readonly mistyped: readonly string[];
}

export function truthOf(source: string, localId: string, person: Person, household: Household): TruthLine {
  return { source, localId, person: person.id, household: household.id };
}

export function writeTruth(lines: readonly TruthLine[]): string {
  const rows = lines.map((line) => `${line.source};${line.localId};${line.person};${line.household}\n`);
  return `source;local_id;person;household\n${rows.join('')}`;
}

/** "Lipova 12", "Ul. Lipova 12" or "Lipova br. 12"; a house without a number has nothing to abbreviate. */
export function writeAddress(address: Address, manner: 'plain' | 'street' | 'number'): string {
  if (manner === 'street') return `Ul. ${address.street} ${address.house}`;
  if (manner === 'number' && address.house !== 'bb') return `${address.street} br. ${address.house}`;
  return `${address.street} ${address.house}`;
}

export const ADDRESS_MANNERS = [
  ['plain', 60],
  ['street', 22],
  ['number', 18],
] as const;
