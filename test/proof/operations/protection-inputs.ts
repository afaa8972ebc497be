import { partyKey } from '../worlds/protection-acts.ts';
import type { InputDraw } from './input-draw.ts';

/** An entry of a sealed unit's recipients, in its form: nobody can open what it wraps. */
const recipient = JSON.stringify({
  header: {
    alg: 'ECDH-ES+A256KW',
    kid: 'party',
    epk: {
      kty: 'EC',
      crv: 'P-256',
      x: 'pOKhKLs66W2hwho0a38kWMWOfa223WuNbWVRFdFyBlE',
      y: '3ppLdl_cuNAF5R5Ogwx5jTngSlXqUknnhhcxBQbZo8I',
    },
  },
  encrypted_key: 'A'.repeat(54),
});

/** Something of what the position can name, or any id at all. */
const named =
  (position: string) =>
  ({ random, pools }: InputDraw): string =>
    (random.chance(0.85) ? pools.namedAt(random, position) : null) ??
    pools.id(random, random.pick(['PERSON', 'CONSENT', 'MATTER', 'EMERGENCY'] as const));

/** Values of the positions by which matters, emergencies, guardianships, requests of consent and lines that wait are named. */
export const protectionInputs: Readonly<Record<string, (draw: InputDraw) => unknown>> = {
  'Mutation.answerConsentRequest(request:)': named('asked consent'),
  'Mutation.confirmConsentEnd(ended:)': named('ended consent'),
  'Mutation.endGuardianship(ward:)': named('any ward'),
  'Mutation.endGuardianship(on:)': ({ random }) => random.pick(['2026-12-01', '2026-11-20', '2027-06-01']),
  'Mutation.endGuardianship(reference:)': ({ random }) => (random.chance(0.85) ? 'P 41/2019' : 'P 1/1999'),
  'Mutation.confirmEmergencyAccess(access:)': named('emergency'),
  'Query.emergencyAccess(access:)': named('emergency'),
  'Mutation.reviewEmergencyAccess(access:)': named('emergency'),
  'Mutation.openEmergencyAccess(reason:)': ({ random }) =>
    random.chance(0.85) ? 'The child is alone, and nobody answers the door.' : 'urgent',
  'Mutation.takeMatter(reference:)': ({ random, pools }) =>
    random.chance(0.85) ? random.pick(pools.sealed) : random.pick(pools.references),
  'Mutation.takeMatter(key:)': ({ random }) => random.pick([null, partyKey]),
  'Mutation.shareSealedUnit(unit:)': named('sealed unit'),
  'Mutation.shareSealedUnit(recipient:)': ({ random }) => (random.chance(0.85) ? recipient : '{}'),
  'Mutation.endParty(actor:)': ({ random }) => random.pick(['Vesna', 'Ljubica', 'Nada']),
  'Mutation.endParty(agency:)': ({ random, pools }) =>
    random.chance(0.8) ? 'berane.centre' : random.pick(pools.agencies),
  'Mutation.decideLink(review:)': named('waiting line'),
  'Mutation.decideLink(candidate:)': named('who it may be'),
  'Mutation.reviewSealedLine(line:)': ({ random, pools }) => pools.line(random),
  ...Object.fromEntries(
    ['nameParty', 'endParty', 'shareSealedUnit'].map((field) => [
      `Mutation.${field}(matter:)`,
      named('matter'),
    ]),
  ),
};
