import type { JWK } from 'jose';
import { createSigningKey } from './token-forge.ts';

const jwk: JWK = createSigningKey('ES256', 'key-1').publicJwk;

/** A registry that holds: what the tables of mistakes begin from. */
export const registryText = `timeZone: Europe/Podgorica
agencies:
  - id: berane.municipality
    name: Opština Berane
    kind: PUBLIC_BODY
    jurisdiction: ME
    municipalities: [berane]
    issuer: https://berane.municipality.example
    algorithms: [ES256]
    keys: { jwks: { keys: [${JSON.stringify(jwk)}] } }
    purposes:
      housing-welfare-management: { class: operational, operations: [household, person, findPerson] }
      provide-official-statistics: { class: statistics, operations: [housingCounts] }
  - id: berane.support
    name: ADP-Zid
    kind: NGO
    jurisdiction: ME
    municipalities: [berane]
    issuer: https://berane.support.example
    algorithms: [ES256, PS256]
    keys: { file: support.jwks.json }
    purposes:
      requested-service-provision: { class: operational, operations: [household] }
      social-welfare-provision: { class: 'project:psychosocial', operations: [household] }
  - id: berane.centre
    name: Centar za socijalni rad
    kind: PUBLIC_BODY
    jurisdiction: ME
    municipalities: [berane, petnjica]
    issuer: https://berane.centre.example
    algorithms: [ES256]
    keys: { demo: true }
    purposes:
      social-welfare-provision: { class: operational, operations: [household] }
      social-welfare-eligibility-assessment: { class: operational, operations: [household] }
      domestic-violence-protection: { class: operational, operations: [matter] }
persons:
  issuer: https://eid.example
  algorithms: [ES256]
  keys: { demo: true }
  purposes: { rights-fulfilment: { class: operational, operations: [giveConsent, withdrawConsent] } }
sources:
  - { id: housing, adapter: housing, controller: berane.municipality, municipality: berane, file: housing.csv, pushers: [berane.support], own: { purposes: [housing-welfare-management], roles: [secretary] } }
  - { id: centre, adapter: centre, controller: berane.centre, municipality: null, file: null, pushers: [], own: { purposes: [], roles: [] } }
localCommunities: { berane: [Park, Hareme] }
municipalityNames: { berane: Berane, petnjica: Petnjica }
`;

/** Two agreements that hold: one on the statute, one on consent. */
export const agreementsText = `agreements:
  - id: centre-reads-housing
    recipient: berane.centre
    controller: berane.municipality
    purpose: social-welfare-provision
    categories: [HOUSING, FINANCE]
    prohibits: [Tenancy.contractNumber]
    basis:
      article6: A6-1-e
      citation: { jurisdiction: ME, code: social-and-child-protection }
    requires: RELATIONSHIP
    mayAsk: false
    area: [berane]
    validFrom: 2026-01-01
  - id: support-reads-housing
    version: 2
    recipient: berane.support
    controller: berane.municipality
    purpose: requested-service-provision
    categories: [HOUSING, SOCIAL_CARE]
    fields: [Tenancy.arrears]
    basis: { article6: A6-1-a, article9: A9-2-a }
    requires: CONSENT
    mayAsk: true
    area: [berane]
    roles: [psychologist]
    validFrom: 2026-01-01
    validUntil: 2027-01-01
`;

/** Replaces the first occurrence, and fails where there is none: a mistake that is not made proves nothing. */
export const spoil = (text: string, from: string | RegExp, to: string): string => {
  const spoiled = text.replace(from, () => to);
  if (spoiled === text) throw new Error(`the sample has no ${from}`);
  return spoiled;
};
