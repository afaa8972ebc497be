import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { purposeOfTerm, purposes } from '../../src/domain/purpose.ts';
import { covers, isClosed, mayBeConsentedTo } from '../../src/policy/covers.ts';

const table: readonly [granted: string, requested: string, covered: boolean, why: string][] = [
  ['ps:HousingWelfareManagement', 'ps:HousingWelfareManagement', true, 'equality'],
  ['ps:SocialWelfareManagement', 'ps:HousingWelfareManagement', true, 'grandparent'],
  ['ps:HousingWelfareManagement', 'ps:SocialWelfareManagement', false, 'never upwards'],
  ['ps:SocialAssistanceManagement', 'ps:HousingWelfareManagement', true, 'parent'],
  ['ps:PublicServiceManagement', 'ps:SocialWelfareDistributionManagement', true, 'four steps'],
  ['dpv:ServiceProvision', 'ps:SocialWelfareProvision', true, 'through the second parent'],
  ['ps:SocialWelfareProvision', 'ps:SocialWelfareDistributionManagement', true, 'child'],
  ['ps:SocialWelfareProvision', 'ps:HousingWelfareManagement', false, 'siblings'],
  ['dpv:PublicBenefit', 'dpv:ProvideOfficialStatistics', true, 'child'],
  ['dpv:PublicBenefit', 'dpv:ProtectionOfPublicSecurity', false, 'R1 guards it'],
  ['dpv:PublicBenefit', 'dpv:ProtectionOfNationalSecurity', false, 'R1 guards it'],
  ['dpv:PublicBenefit', 'dpv:Counterterrorism', false, 'R1 guards it'],
  ['ps:SocialWelfareManagement', 'ps:SocialWelfareRiskAssessment', false, 'a child of fraud detection (S01)'],
  ['dpv:FraudPreventionAndDetection', 'ps:SocialWelfareRiskAssessment', false, 'by own name only'],
  ['dpv:OrganisationRiskManagement', 'ps:SocialWelfareRiskAssessment', false, 'by own name only'],
  ['ps:SocialWelfareRiskAssessment', 'ps:SocialWelfareRiskAssessment', true, 'its own name'],
  ['dpv:MisusePreventionAndDetection', 'dpv:FraudPreventionAndDetection', false, 'R1 guards it'],
  [
    'dpv:EnforceSecurity',
    'dpv:MisusePreventionAndDetection',
    true,
    'above the guarded terms nothing is closed',
  ],
  ['dpv:ProtectionOfPublicSecurity', 'dpv:ProtectionOfPublicSecurity', true, 'its own name'],
  ['dpv:Purpose', 'hub:DomesticViolenceProtection', false, 'closed (S01)'],
  ['dpv:Purpose', 'hub:EmergencyAccess', false, 'closed'],
  ['dpv:Purpose', 'hub:DutyReport', false, 'closed'],
  ['dpv:LegalCompliance', 'hub:DomesticViolenceProtection', false, 'S01'],
  ['ps:SocialWelfareProvision', 'hub:DomesticViolenceProtection', false, 'S01'],
  ['hub:DomesticViolenceProtection', 'hub:DomesticViolenceProtection', true, 'its own name'],
  ['hub:DomesticViolenceProtection', 'hub:DutyReport', false, 'another closed one'],
  ['dpv:LegalObligation', 'dpv:RightsFulfilment', false, 'an error of DPV whose closure is not used'],
  ['dpv:Purpose', 'dpv:RightsFulfilment', false, 'no broader term is kept for it'],
  ['dpv:RightsFulfilment', 'dpv:RightsFulfilment', true, 'its own name'],
  ['dpv:Purpose', 'ps:HousingWelfareManagement', true, 'the root covers what is open'],
  ['ps:housingwelfaremanagement', 'ps:HousingWelfareManagement', false, 'case decides'],
  ['ps:Unknown', 'ps:Unknown', false, 'unknown terms are covered by nothing'],
  ['__proto__', '__proto__', false, 'unknown terms are covered by nothing'],
  ['', '', false, 'unknown terms are covered by nothing'],
];

describe('covers', () => {
  test.each(table)('%s and a request for %s: %s, %s', (granted, requested, covered) => {
    expect(covers(granted, requested)).toBe(covered);
  });

  test('reaches every closed purpose by its own name and by no other', () => {
    const closed = purposes.filter(({ term }) => isClosed(term));
    for (const { term } of closed) {
      expect(purposes.filter((each) => covers(each.term, term)).map((each) => each.term)).toEqual([term]);
    }
    expect(closed.map(({ term }) => term).sort()).toEqual([
      'dpv:Counterterrorism',
      'dpv:FraudPreventionAndDetection',
      'dpv:OrganisationRiskManagement',
      'dpv:ProtectionOfNationalSecurity',
      'dpv:ProtectionOfPublicSecurity',
      'hub:DomesticViolenceProtection',
      'hub:DutyReport',
      'hub:EmergencyAccess',
      'ps:SocialWelfareRiskAssessment',
    ]);
  });

  test('never covers both ways between two different purposes', () => {
    for (const { term } of purposes) {
      for (const other of purposes) {
        if (other.term !== term && covers(term, other.term)) expect(covers(other.term, term)).toBe(false);
      }
    }
  });
});

describe('mayBeConsentedTo', () => {
  test.each([
    ['ps:SocialWelfareProvision', true],
    ['dpv:RightsFulfilment', true],
    ['dpv:RequestedServiceProvision', true],
    ['dpv:PublicBenefit', false],
    ['dpv:Purpose', false],
    ['hub:DomesticViolenceProtection', false],
    ['hub:EmergencyAccess', false],
    ['hub:DutyReport', false],
    ['ps:SocialWelfareRiskAssessment', false],
    ['dpv:FraudPreventionAndDetection', false],
    ['ps:Unknown', false],
  ])('%s: %s', (term, expected) => {
    expect(mayBeConsentedTo(term)).toBe(expected);
  });
});

const folder = new URL('../../../shared/data/dpv/', import.meta.url);
const files = ['dpv_purposes.csv', 'sector_publicservices_sector-publicservices.csv'].map(
  (name) => new URL(name, folder),
);
const missing = files.filter((file) => !existsSync(file));

describe.skipIf(missing.length > 0)(
  'purposes beside DPV 2.3 (skipped where ../shared/data/dpv is not there)',
  () => {
    const compact = (iri: string): string =>
      iri
        .replace('https://w3id.org/dpv/sector/publicservices#', 'ps:')
        .replace('https://w3id.org/dpv#', 'dpv:');
    const broaderInDpv = new Map(
      (missing.length > 0 ? [] : files)
        .flatMap(
          (file) => parse(readFileSync(file), { columns: true }) as { iri: string; hasbroader: string }[],
        )
        .map(({ iri, hasbroader }) => [
          compact(iri),
          hasbroader.split(';').filter(Boolean).map(compact).sort(),
        ]),
    );
    const fromDpv = purposes.filter(({ term }) => !term.startsWith('hub:') && term !== 'dpv:Purpose');

    test.each(fromDpv.filter(({ term }) => term !== 'dpv:RightsFulfilment'))(
      '$term has the broader terms of DPV',
      (each) => {
        expect([...each.broader].sort()).toEqual(broaderInDpv.get(each.term));
      },
    );

    test('dpv:RightsFulfilment is the one exception: DPV puts it below a legal basis', () => {
      expect(broaderInDpv.get('dpv:RightsFulfilment')).toEqual(['dpv:LegalObligation']);
      expect(purposeOfTerm('dpv:RightsFulfilment')?.broader).toEqual([]);
    });

    test('no local term has a name that DPV has given', () => {
      for (const { term } of purposes.filter((each) => each.term.startsWith('hub:'))) {
        expect(broaderInDpv.has(term.replace('hub:', 'dpv:'))).toBe(false);
      }
    });
  },
);

test('slugs and terms are unique, and every broader term is itself a purpose', () => {
  expect(new Set(purposes.map(({ term }) => term)).size).toBe(purposes.length);
  expect(new Set(purposes.map(({ slug }) => slug)).size).toBe(purposes.length);
  for (const { broader } of purposes) for (const term of broader) expect(purposeOfTerm(term)).toBeDefined();
});
