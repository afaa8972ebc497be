import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SourceFault } from '../domain/source-fault.ts';
import { type AddressRule, checkedLookup, checkHost } from './checked-lookup.ts';

/** Bytes that may come in over one connection, plain or inside TLS. */
export interface Allowance {
  /** Holds a stream to it: what comes after the last allowed byte is handed to nobody, and the stream ends with a fault. */
  readonly hold: (stream: Duplex) => void;
}

/**
 * An allowance that also keeps what reads a stream from ending the process: a parser throws where it is sent what no server
 * sends, and an error inside of a stream's event is nobody's to catch.
 */
export const createAllowance = (mostBytes: number): Allowance => {
  let left = mostBytes;
  return {
    hold: (stream) => {
      const emit = stream.emit.bind(stream);
      stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
        if (event !== 'data') return emit(event, ...values);
        left -= (values[0] as Buffer).length;
        if (left < 0) {
          stream.destroy(new SourceFault('TOO_LARGE', `it answers with more than ${mostBytes} bytes`));
          return true;
        }
        try {
          return emit(event, ...values);
        } catch (error) {
          const fault = new SourceFault('WRONG_FORM', 'its answer follows no protocol');
          stream.destroy(error instanceof SourceFault ? error : fault);
          return true;
        }
      };
    },
  };
};

/** A socket that connects to an address which its rule allows, whoever calls its `connect` with a port and a host. */
export const createCheckedSocket = (rule: AddressRule): Socket => {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  const checked = (port: number, host: string): Socket => {
    try {
      checkHost(host, rule);
    } catch (error) {
      return socket.destroy(error as SourceFault);
    }
    return connect({ port, host, lookup: checkedLookup(rule) });
  };
  socket.connect = checked as typeof socket.connect;
  return socket;
};
