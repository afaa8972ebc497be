import { connect, createServer, type Socket } from 'node:net';

/** A message of HTTP/1.1 as it went over the wire. */
export interface WireMessage {
  /** The request line, or the status line. */
  readonly start: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One request and its answer, read off the socket. */
export interface Exchange {
  readonly request: WireMessage;
  readonly answer: WireMessage;
}

/** Stands between a client and a server, hands every byte on and keeps it. */
export interface SocketTap {
  readonly url: string;
  /** Every exchange so far. */
  readonly exchanges: () => readonly Exchange[];
  readonly close: () => Promise<void>;
}

const unchunked = (bytes: Buffer, from: number): { body: Buffer; end: number } => {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (length === 0) return { body: Buffer.concat(parts), end: lineEnd + 4 };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
};

/** Reads the messages of one direction of a connection (RFC 9112): every one whole, with a length or in chunks. */
const messagesIn = (bytes: Buffer): readonly WireMessage[] => {
  const messages: WireMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const headEnd = bytes.indexOf('\r\n\r\n', at);
    if (headEnd < 0) throw new Error('a message without an end of its head');
    const [start = '', ...lines] = bytes.toString('latin1', at, headEnd).split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
    if (headers.has('content-encoding')) throw new Error('the tap reads no compressed body');
    const length = Number(headers.get('content-length') ?? 0);
    const isChunked = headers.get('transfer-encoding') === 'chunked';
    const plain = { body: bytes.subarray(headEnd + 4, headEnd + 4 + length), end: headEnd + 4 + length };
    const { body, end } = isChunked ? unchunked(bytes, headEnd + 4) : plain;
    messages.push({ start, headers, body: body.toString('utf8') });
    at = end;
  }
  return messages;
};

/** Opens a tap before a server. What is asked at its address goes to the server as it is. */
export const openSocketTap = async (server: URL): Promise<SocketTap> => {
  const connections: { readonly asked: Buffer[]; readonly answered: Buffer[] }[] = [];
  const open = new Set<Socket>();
  const listener = createServer((client) => {
    const connection = { asked: [] as Buffer[], answered: [] as Buffer[] };
    connections.push(connection);
    const upstream = connect(Number(server.port), server.hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => open.delete(socket));
    }
    client.on('data', (bytes) => connection.asked.push(bytes as Buffer));
    upstream.on('data', (bytes) => connection.answered.push(bytes as Buffer));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  if (typeof address !== 'object' || address === null) throw new Error('the tap has no address');
  return {
    url: `http://127.0.0.1:${address.port}${server.pathname}`,
    exchanges: () =>
      connections.flatMap(({ asked, answered }) => {
        const answers = messagesIn(Buffer.concat(answered));
        return messagesIn(Buffer.concat(asked)).map((request, index) => {
          const answer = answers[index];
          if (!answer) throw new Error('a request without an answer');
          return { request, answer };
        });
      }),
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
};
