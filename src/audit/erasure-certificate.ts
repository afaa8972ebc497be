import { CompactSign, importJWK, type JWK } from 'jose';

/** The `typ` of a certificate: no other signature of the log's key can stand for one (RFC 8725, section 3.11). */
const certificateType = 'erasure-certificate+jws';

/** A number of records of one kind out of one source. */
export interface CertifiedKind {
  readonly source: string;
  readonly kind: string;
  readonly count: number;
}

/** That an agency left: what was handed over to whom, and that it is erased (R21; GDPR art. 28(3)(g)). */
export interface ErasureCertificate {
  readonly agency: string;
  /** The controller that it was handed over to. */
  readonly to: string;
  /** Local date. */
  readonly day: string;
  /** ISO 8601 instant at which it was erased. */
  readonly at: string;
  readonly handedOver: {
    readonly files: readonly { readonly file: string; readonly lines: number; readonly sha256: string }[];
    readonly records: readonly CertifiedKind[];
  };
  readonly erased: { readonly records: readonly CertifiedKind[]; readonly consentsEnded: number };
  /** The end of the sealed log when this was signed; null where nothing was sealed. */
  readonly log: { readonly position: number; readonly hash: string } | null;
}

/** Signs a certificate with the log's key (ES256) as a compact JWS (RFC 7515). */
export const signCertificate = async (key: JWK, certificate: ErasureCertificate): Promise<string> =>
  await new CompactSign(new TextEncoder().encode(JSON.stringify(certificate)))
    .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '', typ: certificateType, cty: 'json' })
    .sign(await importJWK(key, 'ES256'));
