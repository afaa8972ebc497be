import { addDays } from './local-date.ts';

/** The closed purpose under which an emergency is read (R1): granted by name only, and nothing is open by it alone. */
export const emergencyPurpose = 'hub:EmergencyAccess';

/** How long one access is open (R17). */
export const emergencyMinutes = 60;

/** Working days within which somebody else looks an access over (R17). */
const reviewDays = 3;

/**
 * The last local day on which an access is looked over in time. Mondays to Fridays count: public holidays are not known here, so
 * a review is called overdue too early rather than too late.
 *
 * @param openedOn local date.
 */
export const reviewDueOn = (openedOn: string): string => {
  let day = openedOn;
  for (let counted = 0; counted < reviewDays; ) {
    day = addDays(day, 1);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) counted += 1;
  }
  return day;
};
