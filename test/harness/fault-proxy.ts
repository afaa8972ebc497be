import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** What a line does to what a server sends (Toxiproxy's set, and corruption). */
export type Fault =
  | { readonly kind: 'NONE' }
  /** Each piece comes later. */
  | { readonly kind: 'LATENCY'; readonly milliseconds: number }
  /** Nobody listens, or all connections end. */
  | { readonly kind: 'DOWN' }
  /** It drips. */
  | { readonly kind: 'BANDWIDTH'; readonly bytesPerSecond: number }
  /** The end of the connection comes later. */
  | { readonly kind: 'SLOW_CLOSE'; readonly milliseconds: number }
  /** Accepted, and never answered, or never further. */
  | { readonly kind: 'TIMEOUT' }
  | { readonly kind: 'RESET_PEER' }
  /** Each byte is a piece of its own. */
  | { readonly kind: 'SLICER' }
  /** No byte more. */
  | { readonly kind: 'LIMIT_DATA' }
  /** No byte is what it was. */
  | { readonly kind: 'CORRUPT' };

/** A TCP proxy on loopback in front of a server. */
export interface FaultProxy {
  readonly port: number;
  /** Bytes that the server has sent through it. */
  readonly sent: () => number;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

export interface FaultProxyOptions {
  readonly port: number;
  readonly fault?: Fault;
  /** Bytes of the server's that pass, over one connection, before the fault begins. */
  readonly after?: number;
}

/** Writes what the server sent as the fault has it. */
const pass = async (fault: Fault, bytes: Buffer, client: Socket): Promise<void> => {
  switch (fault.kind) {
    case 'NONE':
    case 'SLOW_CLOSE':
      client.write(bytes);
      return;
    case 'LATENCY':
      await setTimeout(fault.milliseconds, undefined, { ref: false });
      client.write(bytes);
      return;
    case 'BANDWIDTH':
      for (let at = 0; at < bytes.length && !client.destroyed; at += 1) {
        client.write(bytes.subarray(at, at + 1));
        await setTimeout(1000 / fault.bytesPerSecond, undefined, { ref: false });
      }
      return;
    case 'SLICER':
      for (let at = 0; at < bytes.length && !client.destroyed; at += 1) {
        client.write(bytes.subarray(at, at + 1));
        await setImmediate();
      }
      return;
    case 'CORRUPT':
      client.write(bytes.map((byte) => byte ^ 0xa5));
      return;
    case 'TIMEOUT':
      return;
    case 'RESET_PEER':
      client.resetAndDestroy();
      return;
    case 'DOWN':
    case 'LIMIT_DATA':
      client.end();
      return;
  }
};

/** Opens a proxy; whatever it holds back is let go when it is closed. */
export const openFaultProxy = async (options: FaultProxyOptions): Promise<FaultProxy> => {
  const { fault = { kind: 'NONE' }, after = 0 } = options;
  let sent = 0;
  let connections = 0;
  const open = new Set<Socket>();

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    connections += 1;
    let through = 0;
    let writing: Promise<void> = Promise.resolve();
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket)).on('error', () => undefined);
    }
    client.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      const clean = bytes.subarray(0, Math.max(0, after - through));
      const rest = bytes.subarray(clean.length);
      through += bytes.length;
      sent += bytes.length;
      writing = writing.then(async () => {
        if (clean.length > 0) client.write(clean);
        if (rest.length > 0 && !client.destroyed) await pass(fault, rest, client);
      });
    });
    upstream.once('close', () => {
      writing = writing.then(async () => {
        if (fault.kind === 'TIMEOUT') return;
        if (fault.kind === 'SLOW_CLOSE') await setTimeout(fault.milliseconds, undefined, { ref: false });
        client.end();
      });
    });
    client.once('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  if (fault.kind === 'DOWN' && after === 0) await close();
  return { port, sent: () => sent, connections: () => connections, close };
};
