import type { Jurisdiction } from './legal-basis.ts';

/** How a body, or an office in it, is reached. At least one of address, e-mail and telephone is there. */
export interface Contact {
  /** Of the person or office, where it is another than the body's own. */
  readonly name: string | null;
  readonly address: string | null;
  readonly email: string | null;
  readonly telephone: string | null;
}

/**
 * What a register of processing must say of a body (GDPR art. 30(1)(a) and (2)(a)). Each part can be left out, because a
 * hub that stood still for a telephone number would help nobody; but the register names what is missing, at its head.
 */
export interface Responsible {
  /** Whose law it acts under: by it the register finds the law's own words, and what is a transfer to a third country. */
  readonly jurisdiction?: Jurisdiction | undefined;
  readonly contact?: Contact | undefined;
  readonly dataProtectionOfficer?: Contact | undefined;
}

/** Who runs the hub, on behalf of the agencies (GDPR art. 28). */
export interface Operator extends Responsible {
  readonly name: string;
}
