import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const require = createRequire(import.meta.url);

const assets: Readonly<Record<string, string>> = {
  'graphiql.min.js': join(dirname(require.resolve('graphiql/package.json')), 'graphiql.min.js'),
  'graphiql.min.css': join(dirname(require.resolve('graphiql/package.json')), 'graphiql.min.css'),
  'react.production.min.js': join(
    dirname(require.resolve('react/package.json')),
    'umd',
    'react.production.min.js',
  ),
  'react-dom.production.min.js': join(
    dirname(require.resolve('react-dom/package.json')),
    'umd',
    'react-dom.production.min.js',
  ),
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Komšiluk</title>
<link rel="stylesheet" href="/graphiql/graphiql.min.css">
<style>body { margin: 0; } #graphiql { height: 100vh; }</style>
</head>
<body>
<div id="graphiql"></div>
<script src="/graphiql/react.production.min.js"></script>
<script src="/graphiql/react-dom.production.min.js"></script>
<script src="/graphiql/graphiql.min.js"></script>
<script src="/graphiql/start.js"></script>
</body>
</html>
`;

const start = `const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const defaultQuery = '# Paste a token of a demo agency into the headers below: {"Authorization": "Bearer ..."}\\n{\\n  __typename\\n}\\n';
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery, defaultHeaders: '{"Authorization": "Bearer "}', shouldPersistHeaders: false }),
);
`;

/** Serves GraphiQL from its own npm package: nothing of the page comes from elsewhere. The demo profile alone has it. */
export const serveGraphiql = async (server: FastifyInstance): Promise<void> => {
  await server.register(fastifyStatic, { root: dirname(assets['graphiql.min.js'] ?? '/'), serve: false });
  for (const [name, file] of Object.entries(assets)) {
    server.get(`/graphiql/${name}`, async (_request, reply) => {
      await reply.sendFile(file.slice(dirname(file).length + 1), dirname(file));
    });
  }
  server.get(
    '/graphiql/start.js',
    async (_request, reply) => await reply.type('text/javascript').send(start),
  );
  server.get('/', async (_request, reply) => {
    await reply
      .header(
        'content-security-policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:",
      )
      .type('text/html; charset=utf-8')
      .send(page);
  });
};
