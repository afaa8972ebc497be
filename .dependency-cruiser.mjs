/**
 * The floors of the house: a folder imports only from floors below it, and folders of one floor do
 * not know each other. Imports of types count like any other. `npm run check:floors` holds it.
 */

/** From the ground up. The words at the bottom know nobody, the commands at the top know everybody. */
const floors = [
  ['src/domain'],
  ['src/policy', 'src/identity', 'src/statistics'],
  ['src/linkage'],
  ['src/store', 'src/outbound'],
  ['src/access', 'src/audit', 'src/sources', 'adapters'],
  ['src/records'],
  ['src/graph'],
  ['src/server', 'src/cli'],
];

/** The one pair on a floor that may meet: a command starts the hub with the server's composition. */
const mayMeet = { 'src/cli': ['src/server'] };

const ownCode = '^(src|adapters)/';
const anyPackage = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];
const inside = (folders) => `^(${folders.join('|')})/`;

const floorRules = floors.flatMap((folders, height) =>
  folders
    .filter((folder) => folder !== 'adapters')
    .map((folder) => {
      const below = [...floors.slice(0, height).flat(), ...(mayMeet[folder] ?? [])];
      return {
        name: `floor-of-${folder}`,
        comment:
          `${folder} may import from ${below.join(', ') || 'itself alone'}. ` +
          'Move what you need to a floor below, or hand it in as an argument from the floor above.',
        severity: 'error',
        from: { path: inside([folder]) },
        to: { path: ownCode, pathNot: inside([folder, ...below]) },
      };
    }),
);

export default {
  forbidden: [
    ...floorRules,
    {
      name: 'adapter-knows-the-words-alone',
      comment:
        'An adapter translates and knows src/domain, its own folder and packages. What it needs of the hub, ' +
        'the hub hands in; what two adapters share belongs in src/domain, if it is a word, or in both.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: {
        path: '^(src|adapters|schema|test|samples|scripts)/',
        pathNot: ['^src/domain/', '^adapters/$1/'],
      },
    },
    {
      name: 'domain-is-words',
      comment:
        'src/domain holds words: no package and nothing of Node. Put what computes with one on a floor above.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'policy-knows-graphql-alone',
      comment:
        'Decisions must be readable without knowing a library: src/policy may import `graphql` and no other package.',
      severity: 'error',
      from: { path: '^src/policy/' },
      to: { dependencyTypes: anyPackage, pathNot: 'node_modules/graphql/' },
    },
    {
      name: 'pure-floors-do-nothing-outside',
      comment:
        'Decisions and translations read no file, no network and no clock of their own: give them the data. ' +
        'Whoever does the reading stands in src/store, src/outbound, src/access, src/audit or src/sources.',
      severity: 'error',
      from: { path: '^(src/policy|src/identity|src/statistics|src/linkage|adapters)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|crypto|util)$' },
    },
    {
      name: 'database-from-store-alone',
      comment:
        'Tables and queries live in src/store. Write the query there, under the name of what it answers, and import that.',
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/store/' },
      to: { path: 'node_modules/(@mikro-orm|@electric-sql|kysely)/' },
    },
    {
      name: 'other-databases-from-sources-alone',
      comment:
        "A register's own PostgreSQL is asked in src/sources, the hub's in src/store by its mapper, but for what is read all the time.",
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/(sources/|store/one-trip[.]ts$)' },
      to: { path: 'node_modules/(pg|pg-[^/]+)/' },
    },
    {
      name: 'calls-go-out-through-outbound',
      comment:
        'What connects to somewhere else passes the limits on addresses, time and size of src/outbound. Ask through it.',
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/(outbound|server)/' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(http|https|http2|dns|tls|dgram)$' },
    },
    {
      name: 'keys-from-access-and-audit-alone',
      comment:
        'Signing and verifying is done in src/access (tokens) and src/audit (heads), so that it is reviewed in two places.',
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/(access|audit)/' },
      to: { path: 'node_modules/jose/' },
    },
    {
      name: 'verifier-apart-from-writer',
      comment:
        'What verifies the log shares nothing with what writes and seals it, so that one mistake is not made twice: no file ' +
        'of the hub but the types of JSON values and of the database. What both need is written twice.',
      severity: 'error',
      from: { path: '^src/audit/(verify-log|read-heads)\\.ts$' },
      to: {
        path: `${ownCode}|node_modules/canonicalize/`,
        pathNot: '^src/(audit/read-heads|domain/json-value|store/database)\\.ts$',
      },
    },
    {
      name: 'verifier-runs-nothing-of-the-hub',
      comment:
        'Of the files that the verifier may share with the writer it knows the types alone: `import type`.',
      severity: 'error',
      from: { path: '^src/audit/(verify-log|read-heads)\\.ts$' },
      to: { path: '^src/(domain|store)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'writer-apart-from-verifier',
      comment: 'The other way round: what writes and seals the log takes nothing from what verifies it.',
      severity: 'error',
      from: {
        path: '^src/audit/(audit-log|audit-row|sealer|signed-head|head-store)\\.ts$',
      },
      to: { path: '^src/audit/(verify-log|read-heads)\\.ts$' },
    },
    {
      name: 'no-circle',
      comment:
        'Two files that import each other, types included, are one file or three. Take out what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'Nobody imports this file and it imports nobody. Use it or delete it.',
      severity: 'error',
      from: { orphan: true, path: '^(src|adapters|samples)/', pathNot: '\\.generated\\.ts$' },
      to: {},
    },
    {
      name: 'hub-without-tests',
      comment: 'The hub runs without test/. Move what it needs under src/.',
      severity: 'error',
      from: { path: '^(src|adapters|samples)/' },
      to: { path: '^test/' },
    },
    {
      name: 'samples-for-commands-alone',
      comment: 'Only a command, such as the tour, may import samples: a hub at work has none.',
      severity: 'error',
      from: { path: ownCode, pathNot: '^src/cli/' },
      to: { path: '^samples/' },
    },
    {
      name: 'no-development-package-at-work',
      comment:
        'The image that runs has no development packages. Move the package to "dependencies" in package.json.',
      severity: 'error',
      from: { path: ownCode },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'listed-package',
      comment:
        'This package comes only by way of another one, or not at all. Add it to package.json at an exact version.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/(vitest|@types)/' },
    },
    {
      name: 'import-leads-somewhere',
      comment: 'No file is found for this import. Relative imports carry their extension, `.ts`.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^samples/registers/' },
    // Without it, imports of types are erased before they are looked at, and the floors leak.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types', 'typings'],
    },
  },
};
