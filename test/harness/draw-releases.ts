import type { TestHub } from './open-hub.ts';

/** Draws the month's release of what each hub holds by now: its own timer does it once an hour. */
export const drawReleases = async (...hubs: readonly TestHub[]): Promise<void> => {
  for (const hub of hubs) await hub.running.hub.releases.drawDue();
};
