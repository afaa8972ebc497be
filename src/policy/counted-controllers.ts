import type { Agency } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { countingAgreements } from './counting-agreements.ts';

/** Whose records statistics count, in which municipality. */
export interface CountedController {
  readonly controller: string;
  readonly municipality: string;
}

/**
 * Whose records are counted at all: of each agency that registered a purpose for statistics its own, and of others what they agreed to
 * have counted for it, whoever asks then (R24).
 *
 * @param keeping the agencies that keep a register at all.
 * @param inForce agreements in force on the day.
 * @returns each once, sorted.
 */
export const countedControllers = (
  agencies: Iterable<Agency>,
  keeping: ReadonlySet<string>,
  inForce: readonly Agreement[],
): readonly CountedController[] => {
  const found = new Map<string, CountedController>();
  const add = (controller: string, municipalities: readonly string[]): void => {
    for (const municipality of municipalities)
      found.set(`${controller} ${municipality}`, { controller, municipality });
  };
  for (const agency of agencies)
    for (const { purpose, class: purposeClass } of agency.registrations.values()) {
      if (purposeClass !== 'statistics') continue;
      if (keeping.has(agency.id)) add(agency.id, agency.municipalities);
      for (const { controller, area } of countingAgreements(inForce, {
        agency: agency.id,
        purpose,
        roles: null,
      }))
        add(controller, area);
    }
  return [...found.keys()].sort().map((key) => found.get(key) as CountedController);
};
