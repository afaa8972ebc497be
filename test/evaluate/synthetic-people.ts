import { inCyrillic } from '../../src/domain/cyrillic.ts';
import { readableId } from '../../src/linkage/comparable-id.ts';
import type { LinkageMention } from '../../src/linkage/mention.ts';
import { seededRandom } from '../../src/linkage/seeded-random.ts';
import { jmbg } from '../identity/make-mention.ts';
import type { LabelledSet } from './labelled-set.ts';
import { familyRoots, lithuanian, montenegrin, type NameKind, polish } from './synthetic-names.ts';

/** What a synthetic set is like. Rates are chances of a value in the second source. */
export interface SyntheticKind {
  readonly people: number;
  readonly seed: number;
  /** `TWO`: two registers, most people in both. `ONE`: one register in which some stand more than once. */
  readonly sources: 'ONE' | 'TWO';
  readonly withIds: boolean;
  /** Each household's lines of one source stand in one contract; otherwise they are bare rows. */
  readonly withUnits?: boolean;
  /** How likely each value is to be written with a slip, and how likely not to be written. */
  readonly slips: number;
  readonly missing: number;
}

interface Person {
  readonly given: string;
  readonly family: string;
  readonly birth: string;
  readonly id: string;
  readonly address: string;
  readonly isWoman: boolean;
  readonly kind: NameKind;
}

const kinds = [montenegrin, montenegrin, polish, lithuanian];
const shareInBoth = 0.7;
const shareRepeated = 0.25;

/**
 * Households of one to five with a family name, an address and births a generation apart; twins, sons named for their fathers,
 * wives with another name. Each is written once or twice: with slips of the pen, Cyrillic, dropped marks, names in each other's
 * place, married names, days and months changed over, and values left out. The same for the same seed.
 */
export const syntheticPeople = (options: SyntheticKind): LabelledSet => {
  const random = seededRandom(options.seed);
  const any = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  // A few names are common, most are rare.
  const skewed = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() ** 2 * items.length)] as Item;
  const chance = (share: number) => random() < share;
  const mentions: LinkageMention[] = [];
  const truth: string[] = [];
  let people = 0;
  let households = 0;

  const write = (person: Person, number: number, source: string, isChanged: boolean): void => {
    const slip = (text: string) => (isChanged && chance(options.slips) ? withSlip(text, random) : text);
    const kept = <Value>(value: Value) => (chance(options.missing) ? null : value);
    const script = (text: string) =>
      !isChanged || person.kind !== montenegrin || !chance(0.2) ? text : inCyrillic(text);
    const marks = (text: string) =>
      isChanged && chance(0.15) ? text.normalize('NFD').replace(/\p{M}/gu, '') : text;
    const hasMarried = isChanged && person.isWoman && chance(0.03);
    const family = hasMarried ? any(familyRoots) + any(person.kind.endings)[1] : person.family;
    let [given, written] = [script(marks(slip(person.given))), script(marks(slip(family)))];
    if (isChanged && chance(0.02)) [given, written] = [written, given];
    const hasMoved = isChanged && chance(0.05);
    mentions.push({
      source,
      unit: options.withUnits ? String(households) : null,
      givenName: kept(given),
      familyName: kept(written),
      birthDate: kept(isChanged && chance(options.slips) ? dateSlip(person.birth, random) : person.birth),
      id: options.withIds && !chance(options.missing * 2) ? readableId(slip(person.id)) : null,
      address: kept(
        script(slip(hasMoved ? `${any(person.kind.streets)} ${Math.ceil(random() * 200)}` : person.address)),
      ),
    });
    truth.push(String(number));
  };

  while (people < options.people) {
    households += 1;
    const kind = any(kinds);
    const [man, woman] = any(kind.endings);
    const root =
      skewed(familyRoots) +
      (chance(0.5) ? any(['a', 'o', 'an', 'ar', 'in']) + any(['d', 'k', 'l', 'n', 'r', 's', 't']) : '');
    const address = `${any(kind.streets)} ${any(familyRoots)} ${Math.ceil(random() * 120)}`;
    const size = 1 + Math.floor(random() * 5);
    const father = skewed(kind.men);
    let lastBirth = '';
    const taken = new Set<string>();
    for (let member = 0; member < size && people < options.people; member += 1) {
      const isWoman = member === 1 || (member > 1 && chance(0.5));
      const isTwin = member > 2 && chance(0.04);
      const year = member < 2 ? 1940 + Math.floor(random() * 50) : 1975 + Math.floor(random() * 45);
      const birth = isTwin ? lastBirth : `${year}-${two(1 + random() * 12)}-${two(1 + random() * 28)}`;
      lastBirth = birth;
      let given = skewed(isWoman ? kind.women : kind.men);
      // Nobody gives two children one name.
      while (taken.has(given)) given = any(isWoman ? kind.women : kind.men);
      const isNamedForFather = member > 1 && !isWoman && chance(0.02);
      if (member === 0 || isNamedForFather) given = father;
      taken.add(given);
      const person: Person = {
        given,
        family: root + (isWoman ? woman : man),
        birth,
        id: jmbg(
          `${birth.slice(8)}${birth.slice(5, 7)}${birth.slice(1, 4)}27${String(people % 1000).padStart(3, '0')}`,
        ),
        address,
        isWoman,
        kind,
      };
      people += 1;
      if (options.sources === 'ONE') {
        write(person, people, 'one', false);
        if (chance(shareRepeated)) write(person, people, 'one', true);
        continue;
      }
      const isInBoth = chance(shareInBoth);
      const isInFirst = isInBoth || chance(0.5);
      if (isInFirst) write(person, people, 'first', false);
      if (isInBoth || !isInFirst) write(person, people, 'second', true);
    }
  }
  return { mentions, truth };
};

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** A letter left out, doubled, replaced, or changed over with its neighbour. */
const withSlip = (text: string, random: () => number): string => {
  const place = Math.floor(random() * Math.max(1, text.length - 1));
  const letter = String.fromCharCode((/\d/.test(text[place] ?? '') ? 48 : 97) + Math.floor(random() * 10));
  const kinds = [
    text.slice(0, place) + text.slice(place + 1),
    text.slice(0, place + 1) + text.slice(place),
    text.slice(0, place) + letter + text.slice(place + 1),
    text.slice(0, place) + (text[place + 1] ?? '') + (text[place] ?? '') + text.slice(place + 2),
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? text;
};

const dateSlip = (date: string, random: () => number): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  if (random() < 0.4 && Number(day) <= 12) return `${year}-${day}-${month}`;
  const place = 3 + Math.floor(random() * 7);
  if (date[place] === '-') return date;
  return date.slice(0, place) + String(Math.floor(random() * 10)) + date.slice(place + 1);
};
