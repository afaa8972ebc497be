import { stringify } from 'yaml';
import type { Registry } from '../../../src/access/registry.ts';
import { categories } from '../../../src/domain/category.ts';
import { emergencyPurpose } from '../../../src/domain/emergency.ts';
import { purposeOfTerm } from '../../../src/domain/purpose.ts';

/**
 * Agreements that grant every agency everything of every other under every purpose it registered, to nobody's condition:
 * the reference that the policy must differ from (THREATS.md M2b).
 */
export const allowAll = (registry: Registry): string => {
  const agencies = [...registry.agencies.values()];
  const controllers = new Set([...registry.sources.values()].map(({ controller }) => controller));
  const agreements = agencies.flatMap((recipient) =>
    // An emergency is nobody's to grant so widely: its agreements have a form of their own (R17).
    [...recipient.registrations.values()]
      .filter(({ purpose }) => purpose !== emergencyPurpose)
      .flatMap((registration) =>
        agencies
          .filter((controller) => controllers.has(controller.id))
          .map((controller) => ({
            id: `${recipient.id}-${controller.id}-${purposeOfTerm(registration.purpose)?.slug}`,
            recipient: recipient.id,
            controller: controller.id,
            purpose: purposeOfTerm(registration.purpose)?.slug,
            categories: [...categories],
            basis: {
              article6: 'A6-1-c',
              article9: 'A9-2-g',
              article10: 'A10',
              citation: { jurisdiction: 'ME', code: 'protection-from-family-violence' },
            },
            requires: 'NOTHING',
            area: [...controller.municipalities],
            validFrom: '2026-01-01',
          })),
      ),
  );
  return stringify({ agreements });
};
