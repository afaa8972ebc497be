import { comparePersons } from '../identity/compare-persons.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import { areNamesakes } from '../identity/resolve-person.ts';
import type { LinkEvidence } from '../linkage/decide.ts';
import type { Level, LinkageField } from '../linkage/levels.ts';
import { perhapsTheSame, type WeighedPerson } from './weigh-candidates.ts';

/** Eight to one, as in a file (`clusterLinks`): below it, which of two is meant would be a guess. */
const clearMargin = 3;
/** One given name, however it is written. */
const oneGivenName: ReadonlySet<Level> = new Set<Level>(['SAME', 'SLIP', 'NICKNAME']);

const levelOf = ({ fields }: LinkEvidence, name: LinkageField): Level =>
  fields.find(({ field }) => field === name)?.level ?? 'UNKNOWN';

/**
 * Whether another given name could be a twin's. It could not where the line stands in a list of a household in which everybody
 * else was born on another day and has another name, and nobody of the family among those who met it was born on that day
 * either: registers list whole households, so a twin stands beside a twin. Where nobody is listed beside, nothing is known.
 */
const couldBeTwins = (
  mention: PersonMention,
  unit: readonly PersonMention[],
  best: WeighedPerson,
  weighed: readonly WeighedPerson[],
): boolean => {
  const strangers = weighed.flatMap(({ person, lines }) => (person === best.person ? [] : lines));
  const days = new Set([mention.birthDate, ...best.lines.map(({ birthDate }) => birthDate)]);
  const hasTheName = (other: PersonMention): boolean =>
    best.lines.some((line) => {
      const { givenName } = comparePersons(other, line);
      return givenName === 'SAME' || givenName === 'SLIP' || givenName === 'UNKNOWN';
    });
  return (
    unit.length === 0 ||
    unit.some((other) => other.birthDate === null || days.has(other.birthDate) || hasTheName(other)) ||
    strangers.some(
      (other) => days.has(other.birthDate) && comparePersons(mention, other).familyName !== 'DIFFERENT',
    )
  );
};

/**
 * The person whom a line is linked to by its weights, where the rules of R20 say that nobody fits: probable at most. Null where
 * anything speaks against it. The rules that forbid go on forbidding: a checked id or one far off, one register's own word
 * that two of its lines are two, a birth date of another generation, a namesake, and a given name that may be a twin's.
 *
 * @param unit the other persons of the line's own contract or case.
 */
export const linkByWeights = (
  mention: PersonMention,
  unit: readonly PersonMention[],
  weighed: readonly WeighedPerson[],
): WeighedPerson | null => {
  const [best, next] = perhapsTheSame(weighed);
  if (best === undefined || best.evidence.outcome !== 'LINKED') return null;
  if (next !== undefined && next.evidence.total > best.evidence.total - clearMargin) return null;
  const comparisons = best.lines.map((line) => comparePersons(mention, line));
  const mayBe = comparisons.every(
    ({ nationalId, birthDate, sameSource, sameMunicipality }) =>
      !sameSource &&
      sameMunicipality &&
      birthDate !== 'DIFFERENT' &&
      (nationalId === 'UNKNOWN' || nationalId === 'ONE_DIGIT'),
  );
  if (!mayBe) return null;
  const isNamesake = weighed.some(
    ({ forbidden, lines }) => forbidden && lines.some((line) => areNamesakes(comparePersons(mention, line))),
  );
  if (isNamesake) return null;
  const isOneName = oneGivenName.has(levelOf(best.evidence, 'given'));
  return isOneName || !couldBeTwins(mention, unit, best, weighed) ? best : null;
};
