import { vocabulary } from '../../src/domain/reading/vocabulary.ts';
import type { Health, Relation, RightStatus, Sex } from './contract.generated.ts';

/** The Centre's `relation`, in both scripts. */
export const relationOf = vocabulary<Relation>({
  HOLDER: ['nosilac', 'nosilac prava', 'podnosilac', 'носилац'],
  SPOUSE: [
    'supružnik',
    'suprug',
    'supruga',
    'muž',
    'žena',
    'vanbračni supružnik',
    'partner',
    'partnerka',
    'супружник',
  ],
  CHILD: [
    'dijete',
    'dete',
    'sin',
    'kći',
    'kćerka',
    'ćerka',
    'kćer',
    'usvojenik',
    'pastorak',
    'pastorka',
    'дијете',
    'дете',
  ],
  OTHER: [
    ...[
      'ostalo',
      'ostali',
      'drugo',
      'član',
      'član domaćinstva',
      'srodnik',
      'rođak',
      'rođaka',
      'hranjenik',
      'остало',
    ],
    ...['roditelj', 'majka', 'otac', 'brat', 'sestra', 'baba', 'baka', 'deda', 'djed', 'unuk', 'unuka'],
    ...[
      'snaha',
      'zet',
      'svekar',
      'svekrva',
      'tast',
      'tašta',
      'stric',
      'ujak',
      'tetka',
      'staratelj',
      'hranitelj',
    ],
  ],
});

export const sexOf = vocabulary<Sex>({
  FEMALE: ['F', 'Ž', 'ženski', 'žensko', 'Ж'],
  MALE: ['M', 'muški', 'muško', 'М'],
});

/** The Centre's `health`. It notes three things; anything else is not read. */
export const healthOf = vocabulary<Health>({
  GOOD: ['dobro', 'добро'],
  CHRONIC_ILLNESS: ['hronična bolest', 'hronično oboljenje', 'хронична болест'],
  DISABILITY: ['invaliditet', 'инвалидитет'],
});

export const rightStatusOf = vocabulary<RightStatus>({
  GRANTED: ['priznato', 'признато'],
  PENDING: ['u postupku', 'у поступку'],
  REFUSED: ['odbijeno', 'одбијено'],
});
