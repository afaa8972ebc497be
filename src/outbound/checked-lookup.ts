import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { SourceFault } from '../domain/source-fault.ts';

/** Every address that a name leads to. */
export type NameResolver = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const systemResolver: NameResolver = (host, done) => lookup(host, { all: true }, done);

/** Which addresses may be connected to, and how names are looked up: by default as the system does. */
export interface AddressRule {
  readonly isAllowed: (address: string) => boolean;
  readonly resolveName?: NameResolver | undefined;
}

/** The host of an address, an IPv6 one without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const refusal = (): SourceFault =>
  new SourceFault('EGRESS', 'its name leads to an address that it may not be reached at');

/**
 * Looks a name up for a connection.
 *
 * INVARIANT: the address that was checked is the one that is connected to: there is no second look-up of the name. It is not
 * asked for a host that is an address already: those are checked before (`checkHost`).
 */
export const checkedLookup =
  ({ isAllowed, resolveName = systemResolver }: AddressRule): LookupFunction =>
  (host, { all }, callback) => {
    resolveName(host, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const first = addresses[0];
      // One that is not allowed spoils them all: a name that leads both ways is an attack, or a mistake.
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        return callback(refusal(), '', 0);
      return all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
    });
  };

/** Refuses a host that is an address, and not an allowed one; a name is looked at when it is looked up. @throws SourceFault */
export const checkHost = (host: string, { isAllowed }: AddressRule): void => {
  if (isIP(host) > 0 && !isAllowed(host))
    throw new SourceFault('EGRESS', 'its address is one that it may not be reached at');
};
