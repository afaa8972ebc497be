/** One setting, as the table in the README shows it; a test holds the two against each other. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly demo: string;
  readonly production: string;
}

export const settings: readonly Setting[] = [
  {
    name: 'HUB_PROFILE',
    meaning: '`demo` or `production`',
    demo: '`demo`; must be set beside `HUB_SECRETS`, `HUB_CREDENTIALS` or `DATABASE_URL`',
    production: 'must be set',
  },
  {
    name: 'HOST',
    meaning: 'address to listen on',
    demo: '`127.0.0.1`, and nothing but loopback',
    production: '`0.0.0.0`',
  },
  { name: 'PORT', meaning: 'port to listen on', demo: '`4000`', production: '`4000`' },
  {
    name: 'DATABASE_URL',
    meaning: 'PostgreSQL',
    demo: 'none: PGlite in the data directory',
    production: 'must be set',
  },
  { name: 'DATABASE_CONNECTIONS', meaning: 'size of the connection pool', demo: '`10`', production: '`10`' },
  {
    name: 'HUB_DATA',
    meaning: 'data directory of the demo, also `--data`',
    demo: '`.data`',
    production: 'not used',
  },
  {
    name: 'HUB_AUDIENCE',
    meaning: "the hub's name in a token's `aud`",
    demo: '`https://hub.example`',
    production: 'must be set',
  },
  {
    name: 'HUB_PUBLIC_URL',
    meaning: 'https address that clients reach the hub under, without query or fragment',
    demo: 'where it listens',
    production: 'must be set',
  },
  {
    name: 'HUB_AGENCIES',
    meaning: 'file of agencies, issuers and sources',
    demo: '`config/demo/agencies.yaml`',
    production: 'must be set',
  },
  {
    name: 'HUB_AGREEMENTS',
    meaning: 'file of agreements that a new store begins with',
    demo: '`config/demo/agreements.yaml`',
    production: 'must be set',
  },
  {
    name: 'HUB_LEGAL_BASES',
    meaning: "folder of the jurisdictions' code lists of acts",
    demo: '`config/legal-bases`',
    production: 'must be set',
  },
  {
    name: 'HUB_SECRETS',
    meaning: "file of the hub's own keys",
    demo: 'made at the first start',
    production: 'must be set',
  },
  {
    name: 'HUB_CREDENTIALS',
    meaning: 'JSON file of what sources are shown by the hub, by the names that `HUB_AGENCIES` has for it',
    demo: 'none: no source asks for one',
    production: 'must be set where a source names a credential',
  },
  {
    name: 'HUB_HEADS',
    meaning:
      "folder for the log's signed heads and the journal of what must not come back, outside the database",
    demo: '`.data/heads`',
    production: 'must be set',
  },
  {
    name: 'HUB_DOCUMENTS',
    meaning: 'registered operations, a folder of `.graphql` files or a JSON manifest: then no other runs',
    demo: 'none: every operation of a registered purpose runs',
    production: 'none: every operation of a registered purpose runs',
  },
  {
    name: 'HUB_GATEWAY_KEY',
    meaning:
      'file of a word of 32 characters or more, by which the gateway and the core of a split graph know each other',
    demo: '`.data/keys/gateway`, made at the first start',
    production: 'must be set for `--only core` and for the gateway',
  },
  { name: 'LOG_LEVEL', meaning: 'level of the log', demo: '`warn`', production: '`info`' },
];
