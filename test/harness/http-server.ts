import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that came, with its body read. */
export interface Came {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answering = (came: Came, response: ServerResponse) => void;

/** A real HTTP server on loopback that answers as a test says. */
export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** What came since the last `answer`. */
  readonly came: readonly Came[];
  readonly answer: (how: Answering) => void;
  readonly close: () => Promise<void>;
}

/** Sends JSON: a value, or a text as it is. */
export const json = (
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
};

export const openHttpServer = async (): Promise<HttpServer> => {
  let answering: Answering = (_came, response) => response.writeHead(500).end();
  let came: Came[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const read = { method: request.method ?? '', url, headers: request.headers, body };
    came.push(read);
    answering(read, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    get came() {
      return came;
    },
    answer: (how) => {
      came = [];
      answering = how;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
