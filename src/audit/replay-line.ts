import { covers } from '../policy/covers.ts';
import { brokenFields, brokenTerms, hasRole, inForceOn } from './replay-agreement.ts';
import { brokenConsents, isForbidden } from './replay-consents.ts';
import type { BrokenRule, ReplayedLine, ReplayFacts } from './replay-facts.ts';
import { isResting } from './replay-rights.ts';

type Rules = readonly BrokenRule['rule'][];

const ofWhole = ({ entry }: ReplayedLine, rules: Rules): readonly BrokenRule[] =>
  rules.map((rule) => ({ rule, fields: entry.fields }));

const isGoverned = ({ catalogue }: ReplayFacts, coordinate: string): boolean =>
  catalogue.governed.has(coordinate) || catalogue.derived.has(coordinate);

const agreementsFor = ({ entry, day }: ReplayedLine, facts: ReplayFacts) =>
  facts.agreements.filter(
    (each) =>
      each.recipient === entry.agency &&
      inForceOn(each, day) &&
      covers(each.purpose, entry.purpose) &&
      hasRole(each, entry.roles),
  );

const replayOwn = (line: ReplayedLine, facts: ReplayFacts): readonly BrokenRule[] => {
  const { entry } = line;
  const source = facts.sources.find(({ id }) => id === entry.source);
  const isOwn =
    entry.agency === entry.controller &&
    entry.agreement === null &&
    (!source || source.controller === entry.controller);
  return [...ofWhole(line, isOwn ? [] : ['NOT_OWN']), ...brokenFields(line, facts, null)];
};

const replayAgreed = (line: ReplayedLine, facts: ReplayFacts): readonly BrokenRule[] => {
  const { entry } = line;
  const agreement = facts.agreements.find(
    ({ id, version }) => id === entry.agreement?.id && version === entry.agreement.version,
  );
  if (!agreement) return ofWhole(line, ['NO_AGREEMENT']);
  const ofPersons: Rules = [
    ...(entry.step === 'CONSENT' ? brokenConsents(line) : []),
    ...(entry.step !== 'DUTY' && isForbidden(line) ? (['FORBIDDEN_BY_PERSON'] as const) : []),
    ...(isResting(line, agreement) ? (['RESTING_FOR_PERSON'] as const) : []),
  ];
  const whole = ofWhole(line, [...brokenTerms(line, facts, agreement), ...ofPersons]);
  // Of a rule that the whole line broke already, single fields are not told again.
  const ofFields = brokenFields(line, facts, agreement).filter(
    ({ rule }) => !whole.some((each) => each.rule === rule),
  );
  return [...whole, ...ofFields];
};

/** A person whom the agency works with was found, and nothing of a record was given. */
const replayKnown = (line: ReplayedLine, facts: ReplayFacts): readonly BrokenRule[] => {
  const { entry } = line;
  const toldMore = entry.fields.filter((field) => isGoverned(facts, field));
  return toldMore.length === 0 && entry.through === entry.person
    ? []
    : [{ rule: 'KNOWN_TOO_WIDE', fields: toldMore.length > 0 ? toldMore : entry.fields }];
};

/** R6: who may ask was told that consent is what is missing, of a field that its agreement would open with one. */
const replayAsked = (line: ReplayedLine, facts: ReplayFacts): readonly BrokenRule[] => {
  const mayAsk = agreementsFor(line, facts).some(
    (each) =>
      each.mayAsk &&
      each.requires === 'CONSENT' &&
      line.entry.fields.some((coordinate) => {
        const field = facts.catalogue.governed.get(coordinate);
        if (!field || field.category === 'PROTECTION') return false;
        return each.categories.includes(field.category) || each.fields.includes(coordinate);
      }),
  );
  return ofWhole(line, mayAsk ? [] : ['ASKED_WITHOUT_LEAVE']);
};

/** The purpose of those who answer for access; it is registered as administration, and reads nobody's record. */
const administering = 'dpv:EnforceAccessControl';

/** A data protection officer was told how the officer's own agency's records of a person are decided on. */
const replayExplanation = (line: ReplayedLine): readonly BrokenRule[] => {
  const { agency, controller, roles, purpose } = line.entry;
  const isOfficer = agency === controller && roles.includes('dpo') && purpose === administering;
  return ofWhole(line, isOfficer ? [] : ['EXPLAINED_WITHOUT_LEAVE']);
};

/** The purpose of those who help a person with the person's own rights. */
const assisting = 'dpv:RightsFulfilment';

/** Somebody's own file was shown at a counter: to one who helps with rights, of nobody but the person it ran through (R13). */
const replayAssisted = (line: ReplayedLine): readonly BrokenRule[] => {
  const { agreement, consents, person, purpose, through } = line.entry;
  const isOne = person !== null && person === through;
  const isAssisted = isOne && purpose === assisting && agreement === null && consents.length === 0;
  return ofWhole(line, isAssisted ? [] : ['ASSISTED_WITHOUT_LEAVE']);
};

const replayStatistics = (line: ReplayedLine, facts: ReplayFacts): readonly BrokenRule[] => {
  const { entry } = line;
  const namesSomebody = entry.person !== null || entry.household !== null || entry.through !== null;
  // An agency counts its own records without anybody's leave.
  const agreed =
    facts.sources.some(({ controller }) => controller === entry.agency) ||
    agreementsFor(line, facts).some((each) => each.requires === 'NOTHING');
  return ofWhole(line, [
    ...(namesSomebody ? (['STATISTICS_OF_SOMEBODY'] as const) : []),
    ...(agreed ? [] : (['STATISTICS_NOT_AGREED'] as const)),
  ]);
};

const replayStep = (line: ReplayedLine, facts: ReplayFacts): readonly BrokenRule[] => {
  switch (line.entry.step) {
    case 'OWN':
      return replayOwn(line, facts);
    case 'RELATIONSHIP':
    case 'CONSENT_ENDED':
    case 'CORRECTED':
      return replayKnown(line, facts);
    case 'CONSENT_REQUIRED':
      return replayAsked(line, facts);
    case 'STATISTICS':
      return replayStatistics(line, facts);
    // Without an agency it was held against the own file's rule before; an agency has no file of its own.
    case 'SELF':
      return ofWhole(line, ['NOT_OWN_FILE']);
    case 'ASSISTED':
      return replayAssisted(line);
    case 'EXPLANATION':
      return replayExplanation(line);
    case 'DUTY':
    case 'TASK':
    case 'CONSENT':
      return replayAgreed(line, facts);
  }
};

/** Whether the line shows somebody else's record as the person's: so it was linked then, and is not any more (S17). */
const wasOfOther = ({ entry, misread }: ReplayedLine): boolean =>
  misread.some(
    ({ person, source, since, until }) =>
      person === (entry.through ?? entry.person) &&
      source === entry.source &&
      since <= entry.at &&
      entry.at < until,
  );

/**
 * Which rules one line of the log broke: empty where none. It is decided anew from agreements, consents and contracts, by
 * code that the decision itself does not run, so that one mistake is not made twice.
 *
 * What has no history cannot be replayed: the purposes that an agency has registered, the roles of its own registers, and
 * the relationship itself, of which the line says only through whom it ran.
 */
export const replayLine = (line: ReplayedLine, facts: ReplayFacts): readonly BrokenRule[] => {
  const { entry } = line;
  const other: Rules = wasOfOther(line) ? ['OTHER_PERSON'] : [];
  if (entry.agency === null) {
    const isOwnFile = facts.personPurposes.has(entry.purpose) && entry.person === entry.through;
    return ofWhole(line, [...other, ...(isOwnFile ? [] : (['NOT_OWN_FILE'] as const))]);
  }
  const aboutSomebody = entry.person !== null || entry.household !== null || entry.through !== null;
  const unnamed: Rules = aboutSomebody && !entry.named ? ['UNNAMED_ACTOR'] : [];
  return [...ofWhole(line, [...other, ...unnamed]), ...replayStep(line, facts)];
};
