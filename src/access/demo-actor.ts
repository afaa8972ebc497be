import { createHash } from 'node:crypto';
import type { LocalDate } from '../domain/local-date.ts';

/** Who a member of staff is as a person, as their agency's identity provider says it (R15). */
export interface ActorIdentity {
  readonly nationalId: string;
  readonly birthDate: LocalDate;
}

const weights = [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2] as const;

/** No register of the samples issues numbers of this region, so that an invented official is nobody's neighbour. */
const region = '09';

const controlDigit = (stem: string): number | null => {
  const rest = weights.reduce((sum, weight, index) => sum + weight * Number(stem[index]), 0) % 11;
  if (rest === 1) return null; // The rule yields ten: such numbers are not issued.
  return rest === 0 ? 0 : 11 - rest;
};

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * An invented person for an actor of a demonstration: always the same one for the same agency and name. A real identity
 * provider knows whom it has logged in.
 */
export const demoActor = (agency: string, actor: string): ActorIdentity => {
  for (let attempt = 0; ; attempt += 1) {
    const digest = createHash('sha256')
      .update(JSON.stringify([agency, actor, attempt]))
      .digest();
    const year = 1960 + ((digest[0] ?? 0) % 40);
    const month = two(1 + ((digest[1] ?? 0) % 12));
    const day = two(1 + ((digest[2] ?? 0) % 28));
    const serial = String(digest.readUInt16BE(3) % 1000).padStart(3, '0');
    const stem = `${day}${month}${String(year).slice(1)}${region}${serial}`;
    const digit = controlDigit(stem);
    if (digit !== null)
      return { nationalId: `${stem}${digit}`, birthDate: `${String(year)}-${month}-${day}` };
  }
};
