/** What a person can ask of a controller (R22, GDPR art. 16 to 21). LINK is "this record is not me", or "it is mine" (R20). */
export const requestedRights = [
  'RECTIFICATION',
  'ERASURE',
  'RESTRICTION',
  'OBJECTION',
  'CONTEST',
  'LINK',
  'PORTABILITY',
] as const;
export type RequestedRight = (typeof requestedRights)[number];

/** What became of a request. */
export const rightsOutcomes = ['GRANTED', 'PARTLY', 'REFUSED'] as const;
export type RightsOutcome = (typeof rightsOutcomes)[number];

/** What a right is asked of: everything that a controller holds, one record, or one field of it. */
type Named = 'NEEDED' | 'POSSIBLE' | 'NEVER';

/** How a right is asked, and how long its answer may take. */
interface RightTerms {
  readonly record: Named;
  readonly field: Named;
  /** Whether it can be asked against one reader alone. */
  readonly recipient: boolean;
  /** Whether a record that the person is not shown can be named by its number in the controller's books. */
  readonly reference: boolean;
  /** Local days until it must be decided. */
  readonly days: number;
}

const month = 30;

/**
 * What each right needs to be named. Accuracy is a matter of one field; what closes readings closes a whole record, because
 * half a record that is still read would say what was closed of the other half.
 */
export const rightTerms: Readonly<Record<RequestedRight, RightTerms>> = {
  RECTIFICATION: { record: 'NEEDED', field: 'NEEDED', recipient: false, reference: false, days: month },
  CONTEST: { record: 'NEEDED', field: 'NEEDED', recipient: false, reference: false, days: month },
  ERASURE: { record: 'POSSIBLE', field: 'POSSIBLE', recipient: false, reference: false, days: month },
  RESTRICTION: { record: 'POSSIBLE', field: 'NEVER', recipient: false, reference: false, days: month },
  OBJECTION: { record: 'POSSIBLE', field: 'NEVER', recipient: true, reference: false, days: month },
  LINK: { record: 'NEEDED', field: 'NEVER', recipient: false, reference: true, days: 10 },
  PORTABILITY: { record: 'NEVER', field: 'NEVER', recipient: false, reference: false, days: month },
};

export type RightsState = 'PENDING' | 'OVERDUE' | 'DECIDED' | 'LIFTED';

/** What a person is told of where a request stands. */
export const rightsStateWords = ['PENDING', 'OVERDUE', ...rightsOutcomes, 'LIFTED'] as const;
export type RightsStateWord = (typeof rightsStateWords)[number];

/** What of a request decides where it stands. */
export interface RightsProgress {
  /** Local date. */
  readonly dueOn: string;
  readonly decided: boolean;
  /** When it stopped to close anything, or will; null where nobody has said so. */
  readonly liftedFrom: Date | null;
}

/** @param today local date: a request is overdue from the day after the one it was due on. */
export const rightsStateOf = (
  { dueOn, decided, liftedFrom }: RightsProgress,
  today: string,
  now: Date,
): RightsState => {
  if (liftedFrom !== null && liftedFrom <= now) return 'LIFTED';
  if (decided) return 'DECIDED';
  return today > dueOn ? 'OVERDUE' : 'PENDING';
};
