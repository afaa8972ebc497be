import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type DocumentNode, parse, visit } from 'graphql';
import { buildSchemaSync, createResolversMap } from 'type-graphql';
import { AccessResolver } from './resolvers/access.resolver.ts';
import { AgreementResolver } from './resolvers/agreement.resolver.ts';
import { AgreementChangesResolver } from './resolvers/agreement-changes.resolver.ts';
import { AgreementFormResolver } from './resolvers/agreement-form.resolver.ts';
import { AlertResolver } from './resolvers/alert.resolver.ts';
import { AssistedSessionResolver } from './resolvers/assisted-session.resolver.ts';
import { ConsentResolver } from './resolvers/consent.resolver.ts';
import { contestResolvers } from './resolvers/contest.resolver.ts';
import { CorrectionResolver } from './resolvers/correction.resolver.ts';
import { differenceResolvers } from './resolvers/difference.resolver.ts';
import { DwellingResolver } from './resolvers/dwelling.resolver.ts';
import { EmergencyResolver } from './resolvers/emergency.resolver.ts';
import { EndedConsentResolver } from './resolvers/ended-consent.resolver.ts';
import { EventResolver } from './resolvers/event.resolver.ts';
import { ExtractResolver } from './resolvers/extract.resolver.ts';
import { GuardianshipResolver } from './resolvers/guardianship.resolver.ts';
import { HeldResolver } from './resolvers/held.resolver.ts';
import { HouseholdResolver } from './resolvers/household.resolver.ts';
import { HouseholdReviewResolver } from './resolvers/household-review.resolver.ts';
import { InPersonResolver } from './resolvers/in-person.resolver.ts';
import { LinkReviewResolver } from './resolvers/link-review.resolver.ts';
import { MatterResolver } from './resolvers/matter.resolver.ts';
import { MatterEndingResolver } from './resolvers/matter-ending.resolver.ts';
import { MeResolver, OwnConsentResolver } from './resolvers/me.resolver.ts';
import { membershipResolvers } from './resolvers/membership.resolver.ts';
import { OwnRightsResolver } from './resolvers/own-rights.resolver.ts';
import { PersonResolver } from './resolvers/person.resolver.ts';
import { PrintedFileResolver } from './resolvers/printed-file.resolver.ts';
import { ProhibitionResolver, StayResolver } from './resolvers/prohibition.resolver.ts';
import { ProjectIndicatorsResolver } from './resolvers/project-indicators.resolver.ts';
import { ProtectiveBasisResolver } from './resolvers/protective-basis.resolver.ts';
import { ProvenanceResolver } from './resolvers/provenance.resolver.ts';
import { QuarantineResolver } from './resolvers/quarantine.resolver.ts';
import { QueryResolver } from './resolvers/query.resolver.ts';
import { ReferralResolver } from './resolvers/referral.resolver.ts';
import { RevocationResolver } from './resolvers/revocation.resolver.ts';
import { RightsResolver } from './resolvers/rights.resolver.ts';
import { SourceQualityResolver } from './resolvers/source-quality.resolver.ts';
import { StatisticsResolver } from './resolvers/statistics.resolver.ts';
import { UndeliveredResolver } from './resolvers/undelivered.resolver.ts';
import { Contest } from './types/contest.type.ts';
import { Provenance } from './types/provenance.type.ts';
import { ObservationReceipt, RecordReceipt } from './types/receipt.type.ts';

const neverUsed = (): never => {
  throw new Error('nothing is published inside the graph');
};

/** The hub's own vocabulary, without the scalars and enumerations that contracts share: these stand beside the labels. */
export const coreVocabulary = (): {
  document: DocumentNode;
  resolvers: Record<string, Record<string, unknown>>;
} => {
  const schema = buildSchemaSync({
    resolvers: [
      HouseholdResolver,
      PersonResolver,
      DwellingResolver,
      QueryResolver,
      QuarantineResolver,
      ProvenanceResolver,
      ConsentResolver,
      EmergencyResolver,
      EndedConsentResolver,
      EventResolver,
      GuardianshipResolver,
      HeldResolver,
      HouseholdReviewResolver,
      LinkReviewResolver,
      MatterResolver,
      MatterEndingResolver,
      ProtectiveBasisResolver,
      MeResolver,
      AssistedSessionResolver,
      InPersonResolver,
      PrintedFileResolver,
      ProhibitionResolver,
      ProjectIndicatorsResolver,
      StayResolver,
      OwnConsentResolver,
      AlertResolver,
      ReferralResolver,
      AgreementFormResolver,
      AccessResolver,
      RevocationResolver,
      SourceQualityResolver,
      StatisticsResolver,
      ExtractResolver,
      UndeliveredResolver,
      AgreementResolver,
      AgreementChangesResolver,
      ...contestResolvers,
      ...differenceResolvers,
      ...membershipResolvers,
      OwnRightsResolver,
      RightsResolver,
      CorrectionResolver,
    ],
    orphanedTypes: [Provenance, Contest, RecordReceipt, ObservationReceipt],
    // Asked for where there are subscriptions, and never used: the server tells of events.
    pubSub: { publish: () => undefined, subscribe: () => neverUsed() },
    validate: false,
    // The whole graph is checked when it is assembled, and this with it.
    skipCheck: true,
    emitSchemaFile: false,
  });
  // The scalars and enumerations that contracts share are defined once, beside the labels.
  const shared = new Set(['LocalDate', 'Decimal', 'Category']);
  const document = visit(parse(printSchemaWithDirectives(schema)), {
    ScalarTypeDefinition: (node) => (shared.has(node.name.value) ? null : undefined),
    EnumTypeDefinition: (node) => (shared.has(node.name.value) ? null : undefined),
    SchemaDefinition: () => null,
  });
  return {
    document,
    resolvers: createResolversMap(schema) as unknown as Record<string, Record<string, unknown>>,
  };
};
