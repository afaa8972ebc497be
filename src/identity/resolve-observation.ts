import type { AddressKey } from './address-key.ts';
import { compareNames } from './compare-names.ts';
import { loosenText } from './loosen-text.ts';

/** What a neighbour's observation says of the household it is about: a head's name in one string, an address. */
export interface ObservationMention {
  readonly municipality: string;
  readonly localCommunity: string | null;
  readonly headName: string;
  readonly address: AddressKey | null;
}

/** What is known of a household where an observation may find it, one for each unit (contract, case). */
export interface KnownHousehold {
  readonly household: string;
  readonly municipality: string;
  readonly localCommunity: string | null;
  readonly address: AddressKey | null;
  readonly members: readonly KnownMember[];
}

/** A member by name, and whether a register calls them the head. */
export interface KnownMember {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly head: boolean;
}

/** The household an observation is about, or that none can be told. */
export type ObservationLink =
  | { outcome: 'FOUND'; household: string; by: 'HEAD' | 'MEMBER' }
  | { outcome: 'NONE'; reason: 'NO_ADDRESS' | 'NOBODY_OF_THAT_NAME' | 'SEVERAL_FIT' };

/** A longer "name" is a sentence, and trying every place in it would cost its length squared. */
const MOST_WORDS_OF_A_NAME = 8;

const COMMUNITY_WORDS = /^(mz|mjesna zajednica|mesna zajednica) /;

/**
 * Finds the one known household an observation is about (R18, R20): same municipality, street and number, a
 * local community that does not contradict (street names repeat from village to village), and someone of that
 * name, in either order and script, with or without marks. Its head goes before a member, because neighbours
 * name heads; two households that fit as well are none at all.
 */
export function resolveObservation(
  mention: ObservationMention,
  candidates: readonly KnownHousehold[],
): ObservationLink {
  if (mention.address === null) return { outcome: 'NONE', reason: 'NO_ADDRESS' };
  const near = candidates.filter((candidate) => isSamePlace(mention, candidate));
  const namesHead = householdsWith(near, (member) => member.head && isNamed(member, mention.headName));
  const namesMember = householdsWith(near, (member) => isNamed(member, mention.headName));
  const [fitting, by] =
    namesHead.length > 0 ? ([namesHead, 'HEAD'] as const) : ([namesMember, 'MEMBER'] as const);
  const [household, ...more] = fitting;
  if (household === undefined) return { outcome: 'NONE', reason: 'NOBODY_OF_THAT_NAME' };
  if (more.length > 0) return { outcome: 'NONE', reason: 'SEVERAL_FIT' };
  return { outcome: 'FOUND', household, by };
}

/** The key a known household is stored under and an observation is looked up by; null without an address. */
export function placeKey(place: Pick<ObservationMention, 'municipality' | 'address'>): string | null {
  return place.address === null
    ? null
    : `place:${place.municipality}:${place.address.street}:${place.address.number}`;
}

function isSamePlace(mention: ObservationMention, candidate: KnownHousehold): boolean {
  if (placeKey(mention) !== placeKey(candidate)) return false;
  const observed = communityKey(mention.localCommunity);
  const known = communityKey(candidate.localCommunity);
  return observed === '' || known === '' || observed === known;
}

function communityKey(localCommunity: string | null): string {
  return loosenText(localCommunity ?? '').replace(COMMUNITY_WORDS, '');
}

function householdsWith(
  candidates: readonly KnownHousehold[],
  is: (member: KnownMember) => boolean,
): string[] {
  return [...new Set(candidates.filter(({ members }) => members.some(is)).map(({ household }) => household))];
}

/** Where the given name ends is not written, so every place and both orders are tried. */
function isNamed(member: KnownMember, fullName: string): boolean {
  const words = loosenText(fullName).split(' ');
  if (words.length > MOST_WORDS_OF_A_NAME) return false;
  return words.some((_, end) => {
    const [front, back] = [words.slice(0, end).join(' '), words.slice(end).join(' ')];
    return isGivenAndFamily(member, front, back) || isGivenAndFamily(member, back, front);
  });
}

function isGivenAndFamily(member: KnownMember, givenName: string, familyName: string): boolean {
  const given = compareNames(member.givenName, givenName);
  const family = compareNames(member.familyName, familyName);
  // The register may have the two in each other's place as well: covered, as both orders are tried.
  return isAlike(given) && (isAlike(family) || family === 'PART');
}

function isAlike(comparison: ReturnType<typeof compareNames>): boolean {
  return comparison === 'SAME' || comparison === 'SLIP';
}
