import { signDemoToken } from '../access/demo-token.ts';
import { projectFile } from './configuration.ts';
import { demoKeysOf } from './open-core.ts';
import type { RunningHub } from './start-hub.ts';

const trialMinutes = 60;

/** A caller per demo agency, with what it is there to show. */
const callers: readonly { agency: string; purpose: string; actor: string; roles: readonly string[] }[] = [
  { agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena Clerk', roles: [] },
  { agency: 'petnjica.municipality', purpose: 'housing-welfare-management', actor: 'Safet Clerk', roles: [] },
  { agency: 'berane.centre', purpose: 'social-welfare-provision', actor: 'Nada Worker', roles: ['triage'] },
  { agency: 'berane.community', purpose: 'social-welfare-provision', actor: 'Petar President', roles: [] },
  { agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'Vesna Psychologist', roles: [] },
  { agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Ivo Analyst', roles: [] },
];

/** The tour of this very hub: its address and keys are named where they are not the usual ones. */
const tourCommand = ({ address, hub: { configuration } }: RunningHub): string => {
  const options = [
    ...(configuration.port === 4000 ? [] : [`--url ${address}/graphql`]),
    ...(configuration.dataDirectory === projectFile('.data')
      ? []
      : [`--data ${configuration.dataDirectory}`]),
  ];
  return ['npm run tour', ...(options.length > 0 ? ['--', ...options] : [])].join(' ');
};

/** What the demo prints once it listens: where it is, a token per agency, and one command that is ready to run. */
export const describeTrial = async (running: RunningHub, now: Date): Promise<string> => {
  const { configuration, registry } = running.hub;
  const keys = demoKeysOf(configuration);
  if (!keys) return '';
  const context = { registry, keys, audience: configuration.audience, now };
  const tokens = await Promise.all(
    callers
      .filter((caller) => registry.agencies.has(caller.agency))
      .map(async (caller) => ({
        caller,
        token: await signDemoToken({ kind: 'AGENCY', ...caller, area: [], minutes: trialMinutes }, context),
      })),
  );
  const ready = tokens.find(({ caller }) => caller.agency === 'berane.municipality');
  const lines = [
    '',
    `Komšiluk listens on ${running.address}`,
    `  GraphiQL  ${running.address}/`,
    `  GraphQL   ${running.address}/graphql`,
    '',
    `Tokens of the demo agencies, valid for ${trialMinutes} minutes:`,
    ...tokens.flatMap(({ caller, token }) => [
      '',
      `  ${caller.agency}, ${caller.purpose}, as ${caller.actor}${caller.roles.length > 0 ? ` (${caller.roles.join(', ')})` : ''}`,
      `  ${token}`,
    ]),
  ];
  if (ready) {
    const query =
      '{ households(filter: {localCommunity: \\"Park\\"}, first: 2) { edges { node { id address memberCount rights { title } } } } }';
    lines.push(
      '',
      'Try:',
      '',
      `curl -s ${running.address}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${ready.token}' -d '{"query": "${query}"}'`,
      '',
      `or, in a second shell: ${tourCommand(running)}`,
      '',
      'More tokens: npm run -s hub -- token --help',
    );
  }
  return lines.join('\n');
};
