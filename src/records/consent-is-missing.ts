import type { Catalogue } from '../policy/catalogue.ts';
import type { Ruleset } from '../policy/ruleset.ts';
import { type MaskCaller, openingOf } from '../policy/subject-mask.ts';
import type { PersonRow } from '../store/graph-rows.ts';
import { factsOfPerson } from './governed-record.ts';

/**
 * R6: the agreement may ask, the caller has an open relationship with this very person, and there is no valid consent; the
 * same whether one was never asked for, refused, withdrawn, or no value is held, because records play no part in it.
 */
export const consentIsMissing = (
  person: PersonRow,
  coordinates: readonly string[],
  input: {
    readonly catalogue: Catalogue;
    readonly ruleset: Ruleset;
    readonly municipalities: readonly string[];
  },
  caller: MaskCaller,
): boolean => {
  let mayAsk = false;
  for (const coordinate of coordinates) {
    const field = input.catalogue.governed.get(coordinate);
    if (field?.about !== 'PERSON') continue;
    for (const [key, rules] of input.ruleset.records) {
      const bit = rules.bitOf.get(field.field);
      const rule = bit === undefined ? undefined : rules.rules[bit];
      if (!rule || !key.startsWith(`${field.kind} `)) continue;
      const controller = key.slice(field.kind.length + 1);
      // Of all that the controller holds: what was asked of one record plays no part, for no record does.
      const facts = factsOfPerson(
        person,
        { certain: true, contested: false, joined: [] },
        { controller, record: null },
      );
      for (const municipality of input.municipalities) {
        const record = {
          controller,
          municipality,
          localCommunity: caller.area?.[0] ?? null,
          conflicted: person.conflicted,
          subjects: { PERSON: [facts], SIGNATORIES: [], MEMBERS: [], DWELLING: [] },
        };
        if (openingOf(rule, record, caller)) return false;
      }
      mayAsk ||=
        rule.category !== 'PROTECTION' &&
        rule.alternatives.some((each) => each.step === 'CONSENT' && each.agreement.mayAsk);
    }
  }
  return mayAsk;
};
