import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';

/** How an identity provider's address behaves: as it should, or in one of the ways of THREATS.md T8. */
export type KeyServerBehaviour =
  | { readonly kind: 'KEYS'; readonly keys: readonly JWK[] }
  | { readonly kind: 'TEXT'; readonly text: string; readonly type?: string; readonly encoding?: string }
  | { readonly kind: 'STATUS'; readonly status: number; readonly location?: string }
  | { readonly kind: 'HANG' | 'DRIP' | 'RESET' | 'BROKEN' | 'ENDLESS' };

/** A real HTTP server on loopback that publishes a JWK Set. */
export interface KeyServer {
  readonly url: string;
  readonly port: number;
  /** Requests so far. */
  readonly count: () => number;
  readonly behave: (behaviour: KeyServerBehaviour) => void;
  readonly close: () => Promise<void>;
}

const json = 'application/json';

const answer = (behaviour: KeyServerBehaviour, response: ServerResponse): void => {
  switch (behaviour.kind) {
    case 'KEYS':
      response.writeHead(200, { 'content-type': 'application/jwk-set+json' });
      response.end(JSON.stringify({ keys: behaviour.keys }));
      break;
    case 'TEXT':
      response.writeHead(200, {
        'content-type': behaviour.type ?? json,
        ...(behaviour.encoding ? { 'content-encoding': behaviour.encoding } : {}),
      });
      response.end(behaviour.text);
      break;
    case 'STATUS':
      response.writeHead(behaviour.status, behaviour.location ? { location: behaviour.location } : {});
      response.end();
      break;
    case 'DRIP': {
      response.writeHead(200, { 'content-type': json });
      const dripping = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(dripping));
      break;
    }
    case 'ENDLESS': {
      response.writeHead(200, { 'content-type': json });
      const flood = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', flood);
      flood();
      break;
    }
    case 'BROKEN':
      response.writeHead(200, { 'content-type': json, 'content-length': '1000' });
      response.write('{"keys":[');
      setTimeout(() => response.destroy(), 20);
      break;
    case 'RESET':
      response.destroy();
      break;
    case 'HANG':
      break;
  }
};

/** Opens a key server; it publishes no key until it is told to. */
export const openKeyServer = async (): Promise<KeyServer> => {
  let behaviour: KeyServerBehaviour = { kind: 'KEYS', keys: [] };
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    answer(behaviour, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    port,
    count: () => count,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
