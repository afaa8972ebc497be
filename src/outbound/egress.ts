import { isIP } from 'node:net';
import { SourceFault } from '../domain/source-fault.ts';
import { type AddressRule, hostOf, type NameResolver } from './checked-lookup.ts';
import { isInternalAddress, isPublicAddress } from './public-address.ts';

/** Where one source may be reached: scheme, host and port of an address, and whether it is one of the house's own. */
export interface AllowedPlace {
  readonly url: string;
  readonly internal: boolean;
}

/** Where the calls for one source may go, and nowhere else (V4). */
export interface Egress {
  /** How the host of an address may be connected to. @throws SourceFault (EGRESS) where the address is not allowed. */
  readonly ruleOf: (url: URL) => AddressRule;
}

const internalNames = /^(?:localhost|.*\.(?:localhost|local|internal))$/i;

/** Which addresses a host may lead to. */
export const addressRule = (internal: boolean, resolveName?: NameResolver): AddressRule => ({
  isAllowed: (address) => isPublicAddress(address) || (internal && isInternalAddress(address)),
  resolveName,
});

/** What is wrong with a host, or null: told at the start. What a name leads to is looked at with each connection. */
export const hostProblem = (host: string, internal: boolean): string | null => {
  if (isIP(host) > 0)
    return addressRule(internal).isAllowed(host) ? null : 'its address is not one that may be reached';
  return internalNames.test(host) && !internal ? 'it is internal, and is not named so' : null;
};

/** What is wrong with the address of a service, or null: told at the start. */
export const placeProblem = ({ url: text, internal }: AllowedPlace): string | null => {
  if (!URL.canParse(text)) return 'it is no address';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    return 'it has more than host, path and query';
  if (url.protocol !== 'https:' && !(internal && url.protocol === 'http:')) return 'https is expected';
  return hostProblem(hostOf(url), internal);
};

/** A port is part of the origin, and left out of it where it is the scheme's own. */
const originOf = (url: URL): string => `${url.protocol}//${url.host}`;

export const createEgress = (places: readonly AllowedPlace[], resolveName?: NameResolver): Egress => {
  const rules = new Map(
    places.map(({ url, internal }) => [originOf(new URL(url)), addressRule(internal, resolveName)]),
  );
  return {
    ruleOf: (url) => {
      const rule = rules.get(originOf(url));
      if (rule === undefined || url.username !== '' || url.password !== '')
        throw new SourceFault('EGRESS', 'it leads to an address that it is not allowed');
      return rule;
    },
  };
};
