import { vocabulary } from '../../src/domain/reading/vocabulary.ts';
import type { Relation, TenancyStatus } from './contract.generated.ts';

/** The register's `srodstvo`, with the words other towns are known to use. */
export const relationOf = vocabulary<Relation>({
  HOLDER: ['nosilac', 'nosilac ugovora', 'nosilac prava', 'zakupac'],
  SPOUSE: ['supružnik', 'suprug', 'supruga', 'muž', 'žena', 'vanbračni supružnik', 'partner', 'partnerka'],
  CHILD: ['dijete', 'dete', 'sin', 'kći', 'kćerka', 'ćerka', 'kćer', 'usvojenik', 'pastorak', 'pastorka'],
  OTHER: [
    ...['ostalo', 'ostali', 'drugo', 'član', 'član domaćinstva', 'srodnik', 'rođak', 'rođaka', 'hranjenik'],
    ...['roditelj', 'majka', 'otac', 'brat', 'sestra', 'baba', 'baka', 'deda', 'djed', 'unuk', 'unuka'],
    ...['snaha', 'zet', 'svekar', 'svekrva', 'tast', 'tašta', 'stric', 'ujak', 'tetka'],
  ],
});

/** The register's `status_ugovora`. */
export const statusOf = vocabulary<TenancyStatus>({
  ACTIVE: ['aktivan', 'aktivno', 'na snazi'],
  EXPIRED: ['istekao', 'isteklo'],
  TERMINATED: ['raskinut', 'raskinuto'],
});
