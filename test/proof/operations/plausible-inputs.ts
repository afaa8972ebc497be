import { purposeOfTerm } from '../../../src/domain/purpose.ts';
import { partyKey } from '../worlds/protection-acts.ts';
import type { InputDraw } from './input-draw.ts';

/** Somebody whom no register knows and no change of a round touches: what a push may say of them links to nobody. */
const invented = ({ random }: InputDraw): Record<string, unknown> => ({
  localId: `new/${random.below(40)}`,
  givenName: random.pick(['Zlatana', 'Živko', 'Vidak']),
  familyName: random.pick(['Novakušić', 'Izmišljaj']),
  birthDate: random.pick(['1931-05-05', '1932-06-06', 'nije datum']),
  nationalId: random.pick([undefined, '123']),
  sex: random.pick(['F', 'M', undefined]),
  relation: random.pick(['nosilac', 'supružnik', 'dijete', undefined]),
  employed: random.pick([true, false, undefined]),
  health: random.pick(['dobro', 'invaliditet', undefined]),
});

/**
 * Input that a hub takes: drawn field by field, most of it would be refused at the door. Where an input type has no entry
 * here it is drawn from its fields alone.
 *
 * A pushed case is of people whom no register knows, or one of the town's own with the same members: whom a push names is
 * linked over every register, so a push that named anybody else would rightly tell of who is known already.
 */
export const plausibleInputs: Readonly<Record<string, (draw: InputDraw) => unknown>> = {
  CentreMemberInput: invented,
  CheckedPerson: ({ person }) =>
    person.nationalId !== null && person.birthDate !== null
      ? { nationalId: person.nationalId, birthDate: person.birthDate }
      : undefined,
  CheckedCard: ({ random }) => ({
    kind: random.pick(['IDENTITY_CARD', 'PASSPORT']),
    number: random.pick(['4J7K2M91B', 'P1234567', 'x']),
  }),
  CentreCaseInput: (draw) => {
    const { random, pools } = draw;
    const known = random.chance(0.6) ? random.pick(pools.cases.filter(({ matter }) => !matter)) : null;
    const version = random.weighed([
      [5, 2],
      [3, 3],
      [3, 1],
      [1, 9],
    ]);
    const rights = [
      {
        type: 'materijalno obezbjeđenje',
        status: random.pick(['priznato', 'odbijeno', undefined]),
        amountEur: 50 + random.below(9),
        since: '2024-09-01',
      },
    ];
    const more = {
      version,
      recordedAt: random.pick(['2026-11-20T08:00:00Z', '2026-11-21T08:00:00Z', 'juče']),
      rights: random.chance(0.5) ? rights : undefined,
      aidPlan: random.chance(0.4)
        ? { goal: 'plan otplate duga', reviewDue: random.pick(['2026-12-15', undefined]) }
        : undefined,
    };
    if (known) {
      const { version: first, ...rest } = known;
      return random.chance(0.25) ? { version: first, ...rest } : { ...rest, ...more };
    }
    return {
      ...more,
      caseNumber: `CSR-NEW-${random.below(6)}`,
      address: random.chance(0.8) ? 'Izmišljena 1' : undefined,
      localCommunity: random.chance(0.8) ? random.pick(pools.localCommunities) : undefined,
      matter: random.chance(0.1) ? 'M-NEW' : undefined,
      members: [invented(draw)],
      referrals: random.chance(0.2)
        ? [
            {
              member: 'new/1',
              agency: random.pick(pools.agencies),
              acceptedOn: random.pick(['2026-11-01', undefined]),
            },
          ]
        : undefined,
    };
  },
  ObservationInput: ({ random, pools, person }) => ({
    localId: `MZ-${random.below(5)}`,
    localCommunity: random.pick(pools.localCommunities),
    householdHead: `${person.givenName} ${person.familyName}`,
    address: random.pick(pools.addresses),
    observedOn: random.pick(['2026-11-20', undefined]),
    memberCount: random.pick([2, 4, undefined]),
    employedCount: random.pick([0, 1, undefined]),
    health: random.pick(['chronic illness', undefined]),
    materialState: random.pick(['poor', undefined]),
    housing: random.pick(['adequate', 'damp', undefined]),
    needsHelp: random.pick([true, false, undefined]),
    note: random.pick(['Vlaga', undefined]),
  }),
  ConsentTerms: ({ random, pools }) => ({
    recipient: random.weighed([
      [6, 'berane.support'],
      [1, random.pick(pools.agencies)],
    ]),
    controller: random.pick(['berane.municipality', 'berane.centre']),
    purpose: random.weighed([
      [6, 'social-welfare-provision'],
      [1, random.pick(pools.purposes)],
    ]),
    categories: random.some(['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING', 'FINANCE', 'HEALTH'], 4),
    fields: random.chance(0.4) ? random.some(pools.coordinates, 2) : undefined,
    noticeVersion: '2026-1',
    language: 'cnr',
    script: random.pick(['Latn', 'Cyrl', 'Grek']),
    until: random.pick(['2027-01-01', undefined]),
  }),
  PartyInput: ({ random, pools }) => ({
    agency: random.chance(0.7) ? 'berane.centre' : random.pick(pools.agencies),
    actor: random.pick(['Vesna', 'Ljubica', 'Nada']),
    role: random.pick(['MEMBER', 'DUTY', 'LEAD']),
    key: random.pick([undefined, partyKey, '{"kty":"oct"}']),
    until: random.pick([undefined, '2026-12-31T12:00:00Z', '2026-01-01T00:00:00Z']),
  }),
  StatisticsFilter: ({ random }) =>
    random.pick([
      { dimension: 'TENURE', values: ['RENT_FR'] },
      { dimension: 'SEX', values: ['F'] },
      { dimension: 'RECIPIENT', values: ['YES'] },
      { dimension: 'RIGHT_STATUS', values: ['PENDING', 'REFUSED'] },
    ]),
  GuardianshipDecision: ({ random }) => ({
    scope: random.pick(['ALL', 'PERSONAL', 'HEALTH']),
    issuer: random.pick(['COURT', 'GUARDIANSHIP_AUTHORITY']),
    reference: 'P 7/2026',
    from: random.pick(['2019-05-01', '2026-11-20', '2030-01-01']),
    until: random.pick([undefined, '2027-06-01']),
  }),
  RequestedTerms: ({ random, pools }) => ({
    ...random.pick([
      { controller: 'berane.municipality', categories: ['HOUSING'], fields: undefined },
      { controller: 'berane.municipality', categories: ['IDENTITY', 'FINANCE'], fields: ['Tenancy.rent'] },
      { controller: 'berane.centre', categories: ['EMPLOYMENT'], fields: ['CaseEntry.health'] },
      { controller: 'berane.centre', categories: ['HOUSING'], fields: undefined },
    ]),
    purpose: random.chance(0.85) ? 'social-welfare-provision' : random.pick(pools.purposes),
    noticeVersion: '2026-1',
    until: random.pick(['2027-01-01', undefined]),
  }),
  AccessSubject: ({ random, pools, person }) =>
    random.chance(0.5)
      ? { operationalId: pools.operationalId(random) }
      : { nationalId: person.nationalId ?? '1' },
  AgreementForm: ({ random, pools }) => {
    const known = random.pick(pools.agreements);
    const drawn = random.some(known.categories, 3);
    return {
      id: random.pick([known.id, 'a-new-one']),
      recipient: known.recipient,
      controller: known.controller,
      purpose: random.chance(0.8) ? purposeOfTerm(known.purpose)?.slug : random.pick(pools.purposes),
      categories: drawn.length > 0 ? drawn : [...known.categories],
      fields: random.chance(0.35) ? random.some(pools.coordinates, 1) : undefined,
      prohibits: random.pick([undefined, [...known.prohibits], [...known.prohibits], ['HEALTH']]),
      basis: {
        article6: known.basis.article6,
        article9: known.basis.article9 ?? random.pick([undefined, null]),
        article10: known.basis.article10 ?? random.pick([undefined, null, null, 'A10']),
        citation: known.basis.citation
          ? {
              jurisdiction: known.basis.citation.jurisdiction,
              code: random.chance(0.8)
                ? known.basis.citation.code
                : random.pick(['social-housing', 'nothing']),
            }
          : undefined,
      },
      requires: known.requires,
      relationships:
        known.requires === 'RELATIONSHIP' || random.chance(0.1)
          ? random.pick([undefined, ['OPEN_CASE']])
          : undefined,
      mayAsk: known.mayAsk,
      area: [...known.area],
      roles: random.pick([undefined, ['triage']]),
      validFrom: random.pick([known.validFrom, '2027-01-01']),
      validUntil: random.pick([undefined, '2027-06-01']),
      version: random.pick([undefined, undefined, 2]),
    };
  },
  ConsentEvidence: ({ random, pools }) => ({
    kind: random.pick(['PAPER', 'TELEPHONE']),
    reference: random.pick(pools.references),
    givenOn: random.pick(['2026-11-20', '2026-10-01', '2030-01-01']),
    witness: random.pick(['Milica', undefined]),
  }),
};

/** Never drawn field by field: whom a push names is linked over every register, so it may name nobody of the town. */
export const alwaysPlausible: ReadonlySet<string> = new Set(['CentreMemberInput']);
