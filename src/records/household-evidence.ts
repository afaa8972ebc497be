import type { HouseholdEvidence } from '../identity/gather-households.ts';
import type { ObservationLink } from '../identity/resolve-observation.ts';
import type { LineOutcome } from './decide-person.ts';

/** Why a contract, case or observation is of a household or not, as it is kept with the link: words and counts, nobody's value. */
export type HouseholdLineEvidence =
  | ({ readonly outcome: LineOutcome } & HouseholdEvidence)
  | {
      readonly outcome: LineOutcome;
      readonly reason: 'NAMES_HEAD' | 'NAMES_MEMBER' | 'NO_ADDRESS' | 'NOBODY_OF_THAT_NAME' | 'SEVERAL_FIT';
    }
  | {
      readonly outcome: LineOutcome;
      readonly reason: 'JOINED_BY_DECISION' | 'SPLIT_BY_DECISION';
      /** The decision's id. */
      readonly decision: string;
    };

/** Of a contract or case. Where several households fit as well, somebody should look. */
export const joinedEvidence = (evidence: HouseholdEvidence, hasMates: boolean): HouseholdLineEvidence => {
  if (hasMates) return { outcome: 'LINKED', ...evidence };
  return { outcome: evidence.reason === 'SEVERAL_FIT' ? 'TO_DECIDE' : 'NEW', ...evidence };
};

/** Of an observation: it is about some household, so whatever is not found is for somebody to look at. */
export const observedEvidence = (link: ObservationLink): HouseholdLineEvidence =>
  link.outcome === 'FOUND'
    ? { outcome: 'LINKED', reason: link.by === 'HEAD' ? 'NAMES_HEAD' : 'NAMES_MEMBER' }
    : { outcome: 'TO_DECIDE', reason: link.reason };
