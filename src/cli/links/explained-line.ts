import type { HouseholdEvidence } from '../../identity/gather-households.ts';
import { evidenceText } from '../../linkage/evidence-text.ts';
import type { PersonEvidence } from '../../records/decide-person.ts';
import type { HouseholdLineEvidence } from '../../records/household-evidence.ts';
import type { LinkedLine } from '../../store/link-review-store.ts';

const outcomes: Readonly<Record<PersonEvidence['outcome'], string>> = {
  LINKED: 'linked',
  NEW: 'somebody new',
  TO_DECIDE: 'somebody new for now; somebody should look',
};

const personReasons: Readonly<Record<PersonEvidence['reason'], string>> = {
  ONE_PERSON_FITS: 'by the rules exactly one person fits',
  NO_CANDIDATE: 'nobody shares a key with it',
  NOBODY_FITS: 'by the rules nobody fits, and the weights do not say otherwise',
  SEVERAL_FIT: 'by the rules several fit, or a namesake is known: which is meant would be a guess',
  LIKELY: 'no rule says who it is, the weights do, and nothing forbids it',
  PERHAPS: 'by the rules nobody fits, but it is as likely as not somebody who is known',
};

const householdReasons: Readonly<Record<HouseholdLineEvidence['reason'], string>> = {
  SAME_ADDRESS: 'the same address, and at least half the members of the smaller list in common',
  MOVED_TOGETHER: 'the very same members at another address',
  NO_HOUSEHOLD_FITS: 'no known household has its members',
  SEVERAL_FIT: 'several households fit as well',
  NAMES_HEAD: 'the head of one household at that address has that name',
  NAMES_MEMBER: 'a member of one household at that address has that name',
  NO_ADDRESS: 'the address cannot be read',
  NOBODY_OF_THAT_NAME: 'nobody of that name is known at that address',
  JOINED_BY_DECISION: 'somebody said that the two are one household',
  SPLIT_BY_DECISION: 'somebody said that it is not of the household where others of it stood',
};

/** A person's link with its evidence, as JSON. */
type ExplainedLink = Omit<LinkedLine, 'evidence' | 'linkedAt'> & {
  readonly linkedAt: string;
  readonly evidence: unknown;
};

/** A line with its links, as JSON: the hub's own ids and words, nobody's values. */
export interface ExplainedLine {
  readonly source: string;
  readonly localId: string;
  readonly links: readonly ExplainedLink[];
}

export const explainedLine = (
  source: string,
  localId: string,
  links: readonly LinkedLine[],
): ExplainedLine => ({
  source,
  localId,
  links: links.map((link) => ({ ...link, linkedAt: link.linkedAt.toISOString() })),
});

const personLines = (evidence: PersonEvidence): readonly string[] => [
  `outcome: ${evidence.outcome}: ${outcomes[evidence.outcome]}`,
  `reason: ${evidence.reason}: ${personReasons[evidence.reason]}`,
  `people compared: ${evidence.personsCompared}; fitting by the rules: ${evidence.personsFitting}`,
  ...(evidence.idOnTwo ? ['its checked id stands on two people and was left out'] : []),
  ...(evidence.comparison === null
    ? []
    : [
        `by the rules: ${Object.entries(evidence.comparison)
          .map(([what, compared]) => `${what} ${compared}`)
          .join(', ')}`,
      ]),
  `weighed by: ${evidence.model ?? 'what is expected of registers; nothing is learned yet'}`,
];

const waterfall = ({ outcome, weights }: PersonEvidence): readonly string[] =>
  weights === null
    ? []
    : [
        outcome === 'LINKED' ? 'against whom it is linked to:' : 'against the likeliest:',
        ...evidenceText(weights),
      ];

const householdLines = (evidence: HouseholdLineEvidence): readonly string[] => {
  const { membersShared, householdsFitting }: Partial<HouseholdEvidence> =
    evidence as Partial<HouseholdEvidence>;
  return [
    `outcome: ${evidence.outcome}: ${evidence.outcome === 'LINKED' ? 'linked' : evidence.outcome === 'NEW' ? 'a new household' : 'a new household for now; somebody should look'}`,
    `reason: ${evidence.reason}: ${householdReasons[evidence.reason]}`,
    ...(membersShared === undefined
      ? []
      : [`members in common: ${membersShared}; households fitting: ${householdsFitting}`]),
  ];
};

const decisionsOfPersons: Readonly<Record<string, string>> = {
  SPLIT_BY_DECISION: 'somebody said that the line is not whom it was linked to',
  JOINED_BY_DECISION: 'somebody said that two were one person',
};

const decidedBy = (evidence: unknown): { readonly reason: string; readonly decision: string } | null =>
  typeof evidence === 'object' && evidence !== null && 'decision' in evidence
    ? (evidence as { readonly reason: string; readonly decision: string })
    : null;

/** Links that were made before outcomes were kept have the rule's words alone. */
const hasOutcome = (evidence: unknown): boolean =>
  typeof evidence === 'object' && evidence !== null && 'outcome' in evidence;

const linkLines = (link: LinkedLine): readonly string[] => {
  const isPerson = link.entity === 'PERSON';
  const worth =
    link.certain === null ? '' : `; by all links of the person ${link.certain ? 'certain' : 'probable'}`;
  const head = [
    `${isPerson ? 'person' : 'household'}: ${link.entityId}`,
    `linked: ${link.linkedAt.toISOString()}, ${link.certainty === 'CERTAIN' ? 'certain' : 'probable'}${worth}`,
  ];
  const decided = decidedBy(link.evidence);
  if (decided !== null) {
    const words: Readonly<Record<string, string>> = isPerson ? decisionsOfPersons : householdReasons;
    return [...head, `reason: ${decided.reason}: ${words[decided.reason]}; decision ${decided.decision}`];
  }
  if (!hasOutcome(link.evidence)) return [...head, `evidence: ${JSON.stringify(link.evidence)}`];
  if (!isPerson) return [...head, ...householdLines(link.evidence as HouseholdLineEvidence)];
  const evidence = link.evidence as PersonEvidence;
  return [...head, ...personLines(evidence), ...waterfall(evidence)];
};

/** The same for a person to read: each link with its reason, and the weights as a waterfall. */
export const explainedLineText = (
  source: string,
  localId: string,
  links: readonly LinkedLine[],
): readonly string[] => [`line: ${source} ${localId}`, ...links.flatMap((link) => ['', ...linkLines(link)])];
