import type { About } from '../../src/domain/about.ts';
import type { Agency, Source } from '../../src/domain/agency.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { type Category, categories } from '../../src/domain/category.ts';
import type { Catalogue, GovernedField } from '../../src/policy/catalogue.ts';
import type { ExplanationInput } from '../../src/policy/explain-field.ts';
import type { RecordFacts, SubjectFacts } from '../../src/policy/record-facts.ts';
import { buildRuleset, type Ruleset, type RulesetInput, recordRulesKey } from '../../src/policy/ruleset.ts';
import { isOpen, type MaskCaller, maskOf, type Opening } from '../../src/policy/subject-mask.ts';

/** A small world for decisions: one kind of record, kept by `keeper` in Berane, Park, and asked for by `reader`. */
export const asked = 'ps:SocialWelfareProvision';
export const today = '2026-11-21';

export const agreement = (id: string, changes: Partial<Agreement>): Agreement => ({
  id,
  version: 1,
  recipient: 'reader',
  controller: 'keeper',
  purpose: asked,
  categories,
  fields: [],
  prohibits: [],
  basis: { article6: 'A6-1-e', article9: 'A9-2-b', article10: null, citation: null },
  overridesObjection: null,
  requires: 'RELATIONSHIP',
  relationships: [],
  mayAsk: false,
  area: ['berane'],
  roles: [],
  validFrom: '2026-01-01',
  validUntil: null,
  ...changes,
});

export const field = (name: string, category: Category, about: About, naturalKey = false): GovernedField => ({
  coordinate: `Thing.${name}`,
  field: name,
  kind: 'thing',
  category,
  about,
  naturalKey,
  counted: null,
});

export const catalogueOf = (fields: readonly GovernedField[]): Catalogue => ({
  kinds: new Map([
    [
      'thing',
      {
        kind: 'thing',
        adapter: 'things',
        typeName: 'Thing',
        retention: { period: 'P1Y', from: 'received', citation: 'an act' },
        appeal: { period: 'P15D', citation: 'an act' },
        fields,
      },
    ],
  ]),
  governed: new Map(fields.map((each) => [each.coordinate, each])),
  choices: new Map(),
  derived: new Map(),
  stated: new Set(),
  values: new Set(),
  names: new Map(),
});

export const subject = (person: string, changes: Partial<SubjectFacts> = {}): SubjectFacts => ({
  person,
  certain: true,
  relationships: [],
  prohibited: false,
  rights: { objected: false, restricted: false, linkContested: false },
  consents: [],
  ...changes,
});

/** A record whose every set of subjects is the same people. */
export const recordOf = (people: readonly (SubjectFacts | null)[]): RecordFacts => ({
  controller: 'keeper',
  municipality: 'berane',
  localCommunity: 'park',
  conflicted: false,
  subjects: { PERSON: people, SIGNATORIES: people, MEMBERS: people, DWELLING: people },
});

/** What is asked, by whom and on what. */
export interface Asking {
  readonly fields: readonly GovernedField[];
  readonly agreements: readonly Agreement[];
  readonly reader: string;
  readonly readerKind: Agency['kind'];
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly area: readonly string[] | null;
  readonly ownRoles: readonly string[];
}

export const sourceOf = (ownRoles: readonly string[], id = 'things'): Source => ({
  id,
  adapter: 'things',
  controller: 'keeper',
  municipality: 'berane',
  file: null,
  connection: null,
  pushers: [],
  own: { purposes: [asked], roles: ownRoles },
});

export const callerOf = (asking: Pick<Asking, 'reader' | 'purpose' | 'roles' | 'area'>): AgencyCaller => ({
  kind: 'AGENCY',
  agency: asking.reader,
  actor: 'nada',
  named: true,
  self: null,
  purpose: asking.purpose,
  roles: asking.roles,
  area: asking.area,
  token: { issuer: 'https://issuer.example', id: '1' },
});

const inputOf = (asking: Asking, sources: readonly Source[]): RulesetInput => ({
  caller: callerOf(asking),
  agency: { kind: asking.readerKind },
  purposeClass: 'operational',
  catalogue: catalogueOf(asking.fields),
  agreements: asking.agreements,
  sources,
  today,
});

export const rulesetOf = (asking: Asking, sources = [sourceOf(asking.ownRoles)]): Ruleset =>
  buildRuleset(inputOf(asking, sources));

/** What an explanation of this world stands on. */
export const explanationInputOf = (asking: Asking): ExplanationInput => ({
  ...inputOf(asking, [sourceOf(asking.ownRoles)]),
  ruleset: rulesetOf(asking),
});

/** What became of one field: its opening, closed by the people, or refused before anybody was looked at. */
export type Decided = Opening | 'CLOSED' | 'REFUSED';

export const decide = (asking: Asking, record: RecordFacts): ReadonlyMap<string, Decided> => {
  const ruleset = rulesetOf(asking);
  const rules = ruleset.records.get(recordRulesKey('thing', 'keeper'));
  const caller: MaskCaller = { agency: asking.reader, purpose: asking.purpose, area: asking.area };
  const mask = rules && maskOf(rules, record, caller);
  return new Map(
    asking.fields.map((each): [string, Decided] => {
      const bit = rules?.bitOf.get(each.field);
      if (ruleset.refusals.has(each.coordinate) || bit === undefined || !mask) return [each.field, 'REFUSED'];
      return [each.field, isOpen(mask, bit) ? (mask.openings[bit] ?? 'CLOSED') : 'CLOSED'];
    }),
  );
};
