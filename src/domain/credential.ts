/** Certificates of one source, in PEM: whom to believe besides the system's authorities, and with what to be believed. */
export interface TransportSecurity {
  readonly authorities?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** What one source is shown by the hub. Each source has its own alone (O4). */
export type Credential =
  | {
      readonly kind: 'PASSWORD';
      readonly user: string;
      readonly password: string;
      readonly tls?: TransportSecurity | undefined;
    }
  | { readonly kind: 'TOKEN'; readonly token: string; readonly tls?: TransportSecurity | undefined }
  | {
      readonly kind: 'CLIENT';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tls?: TransportSecurity | undefined;
    }
  /** Nothing but a certificate, as a security server of X-Road asks for. */
  | { readonly kind: 'CERTIFICATE'; readonly tls: TransportSecurity };
