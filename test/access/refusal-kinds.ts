import { type Forge, nowSeconds } from './token-forge.ts';

/** One kind of refusal, by the step it falls at, and a fresh `Authorization` header that meets it. */
export interface RefusalKind {
  readonly step: string;
  readonly authorization: () => string;
}

/**
 * Refusals that nobody may tell apart by their time (M10): one for each step at which a token can fall. All are tokens of
 * about the same length, so that only the step differs. `expected` of a comparison is the first: a signature that is bad.
 */
export const refusalKinds = (forge: Forge): readonly RefusalKind[] => {
  let tokens = 0;
  const kind = (step: string, make: (jti: string) => string): RefusalKind => ({
    step,
    authorization: () => {
      tokens += 1;
      return `Bearer ${make(`token-${String(tokens).padStart(8, '0')}`)}`;
    },
  });
  return [
    kind('the signature', (jti) => forge.token({ claims: { jti }, key: forge.strangerKey })),
    kind('the type', (jti) => forge.token({ claims: { jti }, header: { typ: 'id+jwt' } })),
    kind('the issuer', (jti) => forge.token({ claims: { jti, iss: 'https://berane.municipality.examplf' } })),
    kind('the algorithm', (jti) => forge.token({ claims: { jti }, header: { alg: 'ES384' } })),
    kind('the key', (jti) => forge.token({ claims: { jti }, header: { kid: 'key-2' } })),
    kind('the audience', (jti) => forge.token({ claims: { jti, aud: 'https://hub.example/graphqm' } })),
    kind('the lifetime', (jti) => forge.token({ claims: { jti, exp: nowSeconds + 900 } })),
    kind('the purpose', (jti) => forge.token({ claims: { jti, purpose: 'ps:HousingWelfareManagemenu' } })),
    kind('the person', (jti) => forge.token({ claims: { jti, national_id: '0101006500007' } })),
    kind('the revocation', () => forge.token({ claims: { jti: 'revoked' } })),
  ];
};
