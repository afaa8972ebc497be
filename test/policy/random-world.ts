import fc from 'fast-check';
import { abouts } from '../../src/domain/about.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import { type Category, categories } from '../../src/domain/category.ts';
import type { Article6Basis } from '../../src/domain/legal-basis.ts';
import type { OpenRelationship, RelationshipKind } from '../../src/domain/relationship.ts';
import type { ConsentFact, RecordFacts, SubjectFacts } from '../../src/policy/record-facts.ts';
import { type Asking, agreement, field } from './mask-world.ts';

// Few words, so that random agreements, consents and fields meet.
const someCategories: readonly Category[] = ['IDENTITY', 'CONTACT', 'FINANCE', 'HEALTH'];
const purposes = [
  'ps:SocialWelfareProvision',
  'ps:SocialWelfareManagement',
  'dpv:LegalCompliance',
  'dpv:Purpose',
  'ps:SocialWelfareRiskAssessment',
  'hub:DomesticViolenceProtection',
];
const requests = [
  'ps:SocialWelfareProvision',
  'ps:SocialWelfareDistributionManagement',
  // Twice: what rests on consent in vain is a statutory decision (R3), and is met seldom.
  'ps:SocialWelfareEligibilityAssessment',
  'ps:SocialWelfareEligibilityAssessment',
  'dpv:LegalCompliance',
  'ps:SocialWelfareRiskAssessment',
  'hub:DomesticViolenceProtection',
];
const someRoles = ['nurse', 'triage'];
const someKinds: readonly RelationshipKind[] = ['CURRENT_RECORD', 'OPEN_CASE', 'ACCEPTED_REFERRAL'];
const coordinates = ['Thing.f0', 'Thing.f1', 'Thing.f2'];
const mostly = <Value>(value: Value, ...others: readonly Value[]) =>
  fc.oneof(
    { weight: 7, arbitrary: fc.constant(value) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const overriding = {
  jurisdiction: 'ME',
  code: 'x',
  act: 'Zakon',
  article: 'čl. 1',
  gazette: 'Sl. list',
} as const;

/** A wide grant is met often enough that narrowing it matters. */
const anyPurpose = fc.oneof(
  { weight: 3, arbitrary: fc.constant(purposes[0] as string) },
  { weight: 3, arbitrary: fc.constantFrom(...purposes.slice(1)) },
);

const requiresOf = (article6: Article6Basis): fc.Arbitrary<Agreement['requires']> => {
  if (article6 === 'A6-1-a') return fc.constant('CONSENT');
  // 6(1)(e) needs its relationship whatever the agreement says, so it may say either here.
  return fc.constantFrom('RELATIONSHIP', 'NOTHING');
};

export const anyAgreement: fc.Arbitrary<Agreement> = fc
  .constantFrom<Article6Basis>('A6-1-a', 'A6-1-a', 'A6-1-b', 'A6-1-c', 'A6-1-d', 'A6-1-e', 'A6-1-e', 'A6-1-f')
  .chain((article6) =>
    fc.record({
      id: fc.uuid(),
      recipient: mostly('reader', 'keeper'),
      controller: mostly('keeper', 'somebody'),
      purpose: anyPurpose,
      categories: fc.subarray([...someCategories], { minLength: 1 }),
      fields: fc.subarray(coordinates, { maxLength: 1 }),
      prohibits: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray([...someCategories, ...coordinates], { maxLength: 2 }) },
      ),
      basis: fc.constant({ article6, article9: 'A9-2-b' as const, article10: null, citation: null }),
      overridesObjection: mostly<Agreement['overridesObjection']>(null, overriding),
      requires: requiresOf(article6),
      relationships: mostly<readonly RelationshipKind[]>(
        [],
        ['OPEN_CASE'],
        ['CURRENT_RECORD', 'ACCEPTED_REFERRAL'],
        ['DECISION'],
      ),
      area: mostly<readonly string[]>(['berane'], ['petnjica'], ['petnjica', 'berane'], []),
      roles: mostly<readonly string[]>([], ['nurse'], ['triage', 'nurse']),
      validFrom: mostly('2026-01-01', '2026-11-21', '2026-11-22'),
      validUntil: mostly<string | null>(null, '2026-11-21', '2026-11-22'),
    }),
  )
  .map(({ id, ...changes }) => agreement(id, changes));

const anyConsent: fc.Arbitrary<ConsentFact> = fc.record({
  id: fc.uuid(),
  controller: mostly('keeper', 'somebody'),
  purpose: mostly(purposes[0] as string, ...purposes.slice(1)),
  categories: mostly<readonly string[]>(categories, ['FINANCE'], ['HEALTH', 'CONTACT'], []),
  fields: fc.subarray(coordinates, { maxLength: 2 }),
  sealed: fc.constant(false),
});

const anyRelationship: fc.Arbitrary<OpenRelationship> = fc.record({
  kind: fc.constantFrom(...someKinds),
  established: fc.boolean(),
  certain: fc.boolean(),
  sealed: fc.constant(null),
});

const rarely = fc.oneof(
  { weight: 15, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);

export const anySubject: fc.Arbitrary<SubjectFacts> = fc.record({
  person: fc.uuid(),
  certain: mostly(true, false),
  relationships: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(anyRelationship, { minLength: 1, maxLength: 3 }) },
  ),
  prohibited: mostly(false, true),
  rights: fc.record({
    objected: rarely,
    restricted: rarely,
    linkContested: rarely,
  }),
  consents: fc.oneof(fc.constant([]), fc.array(anyConsent, { minLength: 1, maxLength: 2 })),
});

const anySubjects = fc.array(fc.option(anySubject, { freq: 8 }), { maxLength: 3 });

export const anyRecord: fc.Arbitrary<RecordFacts> = fc.record({
  controller: fc.constant('keeper'),
  municipality: mostly('berane', 'petnjica'),
  localCommunity: mostly<string | null>('park', 'centar', null),
  conflicted: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  subjects: fc.record({
    PERSON: fc.oneof(fc.array(anySubject, { minLength: 1, maxLength: 1 }), anySubjects),
    SIGNATORIES: anySubjects,
    MEMBERS: anySubjects,
    DWELLING: anySubjects,
  }),
});

const anyFields = fc
  .array(
    fc.record({
      category: fc.constantFrom(...someCategories),
      about: fc.constantFrom(...abouts),
      naturalKey: mostly(false, true),
    }),
    { minLength: 3, maxLength: 3 },
  )
  .map((fields) =>
    fields.map((each, index) => field(`f${index}`, each.category, each.about, each.naturalKey)),
  );

export const anyAsking: fc.Arbitrary<Asking> = fc.record({
  fields: anyFields,
  agreements: fc.array(anyAgreement, { minLength: 1, maxLength: 3 }),
  reader: mostly('reader', 'keeper'),
  readerKind: mostly<Asking['readerKind']>('NGO', 'PUBLIC_BODY'),
  purpose: mostly(requests[0] as string, ...requests.slice(1)),
  roles: fc.subarray(someRoles),
  area: mostly<readonly string[] | null>(null, ['park'], ['centar', 'park'], []),
  ownRoles: mostly<readonly string[]>([], ['triage']),
});
