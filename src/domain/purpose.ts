/** One purpose a token can carry: a DPV term, with the slug people type and the terms it lies below. */
export interface Purpose {
  /** Compact IRI, as the token's `purpose` claim carries it. */
  readonly term: string;
  readonly slug: string;
  /** `skos:broader` in DPV 2.3 (snapshot 2026-02-28), as compact IRIs. */
  readonly broader: readonly string[];
}

const purpose = (term: string, slug: string, ...broader: string[]): Purpose => ({ term, slug, broader });

/**
 * The purposes of DOMAIN.md 2.1 and everything above them. `hub:` terms are local and closed (R1). A test holds the
 * rest against DPV's own files. `dpv:RightsFulfilment` keeps no broader term here: DPV puts it below a legal basis,
 * an error whose closure must not be used (DOMAIN.md 2.1).
 */
export const purposes: readonly Purpose[] = [
  purpose('dpv:Purpose', 'purpose'),
  purpose('dpv:PublicBenefit', 'public-benefit', 'dpv:Purpose'),
  purpose('ps:PublicServiceManagement', 'public-service-management', 'dpv:PublicBenefit'),
  purpose(
    'ps:PublicServiceProvision',
    'public-service-provision',
    'dpv:ServiceProvision',
    'ps:PublicServiceManagement',
  ),
  purpose('ps:SocialWelfareManagement', 'social-welfare-management', 'ps:PublicServiceManagement'),
  purpose('ps:SocialAssistanceManagement', 'social-assistance-management', 'ps:SocialWelfareManagement'),
  purpose('ps:HousingWelfareManagement', 'housing-welfare-management', 'ps:SocialAssistanceManagement'),
  purpose(
    'ps:SocialWelfareEligibilityAssessment',
    'social-welfare-eligibility-assessment',
    'ps:SocialWelfareManagement',
  ),
  purpose(
    'ps:SocialWelfareEnrolmentManagement',
    'social-welfare-enrolment-management',
    'ps:SocialWelfareManagement',
  ),
  purpose(
    'ps:SocialWelfareProvision',
    'social-welfare-provision',
    'ps:PublicServiceProvision',
    'ps:SocialWelfareManagement',
  ),
  purpose(
    'ps:SocialWelfareDistributionManagement',
    'social-welfare-distribution-management',
    'ps:SocialWelfareProvision',
  ),
  purpose(
    'ps:SocialWelfareRiskAssessment',
    'social-welfare-risk-assessment',
    'dpv:FraudPreventionAndDetection',
    'dpv:OrganisationRiskManagement',
    'ps:SocialWelfareManagement',
  ),
  purpose('dpv:ServiceManagement', 'service-management', 'dpv:Purpose'),
  purpose('dpv:ServiceProvision', 'service-provision', 'dpv:ServiceManagement'),
  purpose('dpv:RequestedServiceProvision', 'requested-service-provision', 'dpv:ServiceProvision'),
  purpose('dpv:RightsFulfilment', 'rights-fulfilment'),
  purpose('dpv:FulfilmentOfObligation', 'fulfilment-of-obligation', 'dpv:Purpose'),
  purpose('dpv:LegalCompliance', 'legal-compliance', 'dpv:FulfilmentOfObligation'),
  purpose('dpv:ImprovePublicServices', 'improve-public-services', 'dpv:PublicBenefit'),
  purpose('dpv:PublicPolicyMaking', 'public-policy-making', 'dpv:PublicBenefit'),
  purpose('dpv:ProvideOfficialStatistics', 'provide-official-statistics', 'dpv:PublicBenefit'),
  purpose('dpv:ProtectionOfPublicSecurity', 'protection-of-public-security', 'dpv:PublicBenefit'),
  purpose('dpv:ProtectionOfNationalSecurity', 'protection-of-national-security', 'dpv:PublicBenefit'),
  purpose('dpv:Counterterrorism', 'counterterrorism', 'dpv:PublicBenefit'),
  purpose('dpv:EnforceSecurity', 'enforce-security', 'dpv:Purpose'),
  purpose('dpv:EnforceAccessControl', 'enforce-access-control', 'dpv:EnforceSecurity'),
  purpose(
    'dpv:FraudPreventionAndDetection',
    'fraud-prevention-and-detection',
    'dpv:MisusePreventionAndDetection',
  ),
  purpose('dpv:MisusePreventionAndDetection', 'misuse-prevention-and-detection', 'dpv:EnforceSecurity'),
  purpose('dpv:OrganisationGovernance', 'organisation-governance', 'dpv:Purpose'),
  purpose('dpv:OrganisationRiskManagement', 'organisation-risk-management', 'dpv:OrganisationGovernance'),
  purpose('hub:DomesticViolenceProtection', 'domestic-violence-protection', 'dpv:Purpose'),
  purpose('hub:EmergencyAccess', 'emergency-access', 'dpv:Purpose'),
  purpose('hub:DutyReport', 'duty-report', 'dpv:Purpose'),
];

const byTerm: ReadonlyMap<string, Purpose> = new Map(purposes.map((each) => [each.term, each]));
const bySlug: ReadonlyMap<string, Purpose> = new Map(purposes.map((each) => [each.slug, each]));

/** The purpose of a compact IRI, or undefined: nothing else is a purpose. */
export const purposeOfTerm = (term: string): Purpose | undefined => byTerm.get(term);

/** The purpose of a slug, or undefined. */
export const purposeOfSlug = (slug: string): Purpose | undefined => bySlug.get(slug);
