/**
 * Whether the guardian of the one parameter gave this consent themselves, online. INVARIANT: who only withdrew it did not: a
 * withdrawal ends what its author may never have seen (R7, R11).
 */
export const givenByGuardian = `exists (select from consent_event given where given.consent_id = consent.id
  and given.guardian = ?::uuid and given.state in ('ConsentGiven', 'RenewedConsentGiven'))`;
