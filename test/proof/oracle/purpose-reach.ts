import { purposes } from '../../../src/domain/purpose.ts';

/** R1's terms that no closure reaches, nor what lies below one: "reached only by its own name". */
const suspicion = [
  'dpv:FraudPreventionAndDetection',
  'dpv:OrganisationRiskManagement',
  'dpv:ProtectionOfPublicSecurity',
  'dpv:ProtectionOfNationalSecurity',
  'dpv:Counterterrorism',
];

const lineage = (term: string): readonly string[] => {
  const broader = purposes.find((each) => each.term === term)?.broader ?? [];
  return [...broader, ...broader.flatMap(lineage)];
};

const known = new Map<string, boolean>();

/** Whether a grant for one purpose reaches a request for another, as R1 tells it. */
export const reaches = (granted: string, requested: string): boolean => {
  const key = `${granted} ${requested}`;
  const answer = known.get(key) ?? decide(granted, requested);
  known.set(key, answer);
  return answer;
};

const decide = (granted: string, requested: string): boolean => {
  if (!purposes.some(({ term }) => term === requested)) return false;
  if (granted === requested) return true;
  if (requested.startsWith('hub:')) return false;
  const above = lineage(requested);
  if (suspicion.some((term) => term === requested || above.includes(term))) return false;
  return above.includes(granted);
};
