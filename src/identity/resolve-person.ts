import { comparePersons, type PersonComparison } from './compare-persons.ts';
import { hasContestedId } from './contested-id.ts';
import type { LinkedMention, PersonMention } from './person-mention.ts';

/** Why a mention was linked or not. JSON-able; holds no value, no hash and no id of anybody. */
export interface Evidence {
  readonly reason: 'ONE_PERSON_FITS' | 'NO_CANDIDATE' | 'NOBODY_FITS' | 'SEVERAL_FIT';
  readonly personsCompared: number;
  readonly personsFitting: number;
  /** The mention's checked id stands on two people, and was left out (`hasContestedId`). */
  readonly idOnTwo: boolean;
  /** The comparison that decided, for a link only. */
  readonly comparison: PersonComparison | null;
}

/** The person a mention belongs to, or that it is someone new. */
export type PersonLink =
  | { outcome: 'LINKED'; person: string; certainty: 'CERTAIN' | 'PROBABLE'; evidence: Evidence }
  | { outcome: 'NEW'; certainty: 'CERTAIN'; evidence: Evidence };

/** How well a comparison supports one person: the larger, the better; nothing below `PROBABLE` is a link. */
const Fit = { NONE: 0, PROBABLE: 1, CERTAIN: 2, CERTAIN_IN_ALL: 3 } as const;
type Fit = (typeof Fit)[keyof typeof Fit];

interface Standing {
  readonly person: string;
  readonly fit: Fit;
  readonly comparison: PersonComparison | null;
  /** Same name and birth date, yet kept out by an id or a unit: proof that the two alone name nobody here. */
  readonly namesake: boolean;
}

/**
 * Decides who a mention is (R20). A wrong merge is worse than a missed one, so whatever is open is NEW.
 *
 * `CERTAIN`: the same checked national id, and an agreeing name or birth date. `PROBABLE`: no id on one side,
 * or a mistyped one, and the name and the birth date agree, and exactly one person fits.
 *
 * A checked id that stands on two people (`hasContestedId`) links nobody: the mention is then compared by the rest.
 *
 * `candidates` must hold *every* mention of each person in it, not only those a block key found: what forbids
 * a link may stand in another one. A sealed mention (R11) and a person this mention was split from (R20, S17)
 * are left out by the caller. Mentions with this one's own source and local id (earlier versions) are ignored.
 * The order of candidates does not matter.
 */
export function resolvePerson(mention: PersonMention, candidates: readonly LinkedMention[]): PersonLink {
  const others = candidates.filter(
    (candidate) => candidate.source !== mention.source || candidate.localId !== mention.localId,
  );
  const idOnTwo = hasContestedId(mention, others);
  const standings = [...new Set(others.map(({ person }) => person))].map((person) =>
    standingOf(
      mention,
      person,
      others.filter((candidate) => candidate.person === person),
      idOnTwo,
    ),
  );
  const best = Math.max(Fit.NONE, ...standings.map(({ fit }) => fit));
  const fitting = standings.filter((standing) => standing.fit === best && best !== Fit.NONE);
  const [only, ...more] = fitting;
  const counts = { personsCompared: standings.length, personsFitting: fitting.length, idOnTwo };

  if (only === undefined || only.comparison === null) {
    const reason = standings.length === 0 ? 'NO_CANDIDATE' : 'NOBODY_FITS';
    return { outcome: 'NEW', certainty: 'CERTAIN', evidence: { reason, ...counts, comparison: null } };
  }
  const leansOnName = only.fit === Fit.PROBABLE && only.comparison.nationalId === 'UNKNOWN';
  if (more.length > 0 || (leansOnName && standings.some((standing) => standing.namesake))) {
    return {
      outcome: 'NEW',
      certainty: 'CERTAIN',
      evidence: { reason: 'SEVERAL_FIT', ...counts, comparison: null },
    };
  }
  return {
    outcome: 'LINKED',
    person: only.person,
    certainty: only.fit === Fit.PROBABLE ? 'PROBABLE' : 'CERTAIN',
    evidence: { reason: 'ONE_PERSON_FITS', ...counts, comparison: only.comparison },
  };
}

/**
 * Whether two mentions are two people whatever else agrees: two rows of one contract or case, and two checked ids that differ.
 * INVARIANT: one mention that forbids a person forbids it for all of them.
 */
export function areTwoByRule(one: PersonMention, other: PersonMention): boolean {
  const differ = one.nationalIdHash !== other.nationalIdHash;
  const bothChecked = one.nationalIdHash !== null && other.nationalIdHash !== null;
  return (one.source === other.source && one.unit === other.unit) || (bothChecked && differ);
}

/** Whether two mentions agree in name and birth date: two people of whom it is known are proof that the two name nobody here. */
export function areNamesakes(comparison: PersonComparison): boolean {
  return namesAgree(comparison) && comparison.birthDate === 'SAME';
}

function standingOf(
  mention: PersonMention,
  person: string,
  mentions: readonly LinkedMention[],
  idOnTwo: boolean,
): Standing {
  const comparisons = mentions
    .map((candidate) => comparePersons(mention, candidate))
    .map((comparison) => (idOnTwo ? withoutSameId(comparison) : comparison));
  // An id that did not pass but is far from the other forbids a link, too.
  const forbidden =
    mentions.some((candidate) => areTwoByRule(mention, candidate)) ||
    comparisons.some(({ nationalId }) => nationalId === 'FAR');
  if (forbidden) return { person, fit: Fit.NONE, comparison: null, namesake: comparisons.some(areNamesakes) };
  // A register knows its own people apart: within one, only the id itself may say that two are one.
  const sameRegister = comparisons.some((comparison) => comparison.sameSource);
  const fits = comparisons
    .map((comparison) => ({ comparison, fit: fitOf(comparison) }))
    .filter(({ fit }) => fit >= (sameRegister ? Fit.CERTAIN : Fit.PROBABLE))
    .sort((left, right) => right.fit - left.fit || compareAsText(left.comparison, right.comparison));
  const [best] = fits;
  return best === undefined
    ? { person, fit: Fit.NONE, comparison: null, namesake: false }
    : { person, ...best, namesake: false };
}

/** An id of two people says nothing for anybody; what it forbids it forbids still. */
function withoutSameId(comparison: PersonComparison): PersonComparison {
  return comparison.nationalId === 'SAME' ? { ...comparison, nationalId: 'UNKNOWN' } : comparison;
}

function fitOf(comparison: PersonComparison): Fit {
  if (comparison.nationalId === 'SAME') return fitOfSameId(comparison);
  if (comparison.nationalId === 'ONE_DIGIT') return fitOfMistypedId(comparison);
  return fitOfNoId(comparison);
}

/**
 * R20's certain link, drawn in where an id copied to another's row would pass: name and birth date both
 * stated must not contradict each other beyond a slip of the pen (father and son of one name), and a birth
 * date alone, with no part of the name alike, is only probable (many systems fill it in from the id).
 */
function fitOfSameId(comparison: PersonComparison): Fit {
  const { givenName, familyName, birthDate } = comparison;
  if (birthDate === 'DIFFERENT') return Fit.NONE;
  if (namesAgree(comparison)) return birthDate === 'SAME' ? Fit.CERTAIN_IN_ALL : Fit.CERTAIN;
  if (birthDate === 'SAME') {
    return givenName === 'DIFFERENT' && familyName === 'DIFFERENT' ? Fit.PROBABLE : Fit.CERTAIN;
  }
  // A family name changes at a wedding and a given name is mistyped; a family name alone is a brother's.
  return givenAgrees(comparison) || (givenName === 'NEAR' && familyAgrees(comparison))
    ? Fit.PROBABLE
    : Fit.NONE;
}

/** An id one digit off supports what name or date leave open, never both (R20: probable at most). */
function fitOfMistypedId(comparison: PersonComparison): Fit {
  const { givenName, birthDate } = comparison;
  if (birthDate === 'DIFFERENT') return Fit.NONE;
  if (namesAgree(comparison)) return Fit.PROBABLE;
  if (birthDate !== 'SAME') return Fit.NONE;
  return givenAgrees(comparison) || (givenName === 'NEAR' && familyAgrees(comparison))
    ? Fit.PROBABLE
    : Fit.NONE;
}

/**
 * Name and birth date, in one municipality. Twins share all but the given name, so that must agree in full;
 * a family name mistyped or changed by marriage is made up for by the same street and number.
 */
function fitOfNoId(comparison: PersonComparison): Fit {
  if (!comparison.sameMunicipality || comparison.birthDate !== 'SAME' || !givenAgrees(comparison))
    return Fit.NONE;
  const sameDoor = comparison.address === 'SAME' || comparison.address === 'SAME_BUILDING';
  return familyAgrees(comparison) || (sameDoor && comparison.familyName !== 'UNKNOWN')
    ? Fit.PROBABLE
    : Fit.NONE;
}

function namesAgree(comparison: PersonComparison): boolean {
  return givenAgrees(comparison) && familyAgrees(comparison);
}

function givenAgrees({ givenName }: PersonComparison): boolean {
  return givenName === 'SAME' || givenName === 'SLIP';
}

function familyAgrees({ familyName }: PersonComparison): boolean {
  return familyName === 'SAME' || familyName === 'SLIP' || familyName === 'PART';
}

/** Any fixed order will do: it keeps the evidence the same whatever order the candidates came in. */
function compareAsText(left: PersonComparison, right: PersonComparison): number {
  const [leftText, rightText] = [JSON.stringify(left), JSON.stringify(right)];
  return leftText < rightText ? -1 : Number(leftText > rightText);
}
