import type { Registry } from '../../access/registry.ts';
import type { Agency, Registration } from '../../domain/agency.ts';
import { purposeOfTerm } from '../../domain/purpose.ts';
import { CommandFailure } from '../command-failure.ts';
import type { Asker } from './print-sources.ts';

/** An agency that plans, and the purpose that it asks under. */
export interface Analyst {
  readonly agency: string;
  /** Slug. */
  readonly purpose: string;
}

const countingOf = ({ registrations }: Agency): readonly Registration[] =>
  [...registrations.values()].filter(
    (each) => each.class === 'statistics' && each.operations.has('statistics'),
  );

const worksIn = ({ municipalities }: Agency, areas: readonly string[]): boolean =>
  areas.every((area) => municipalities.includes(area));

/** The agency that is meant where none is named: the one of just these municipalities, or the only one that works in them. */
const onlyOne = (able: readonly Agency[], areas: readonly string[]): Agency => {
  const own = able.filter(({ municipalities }) => municipalities.length === new Set(areas).size);
  const [one, ...more] = own.length > 0 ? own : able;
  if (!one)
    throw new CommandFailure(`No agency of ${areas.join(', ')} has registered a purpose of statistics.`);
  if (more.length === 0) return one;
  throw new CommandFailure(
    `Several agencies may ask: ${[one, ...more].map(({ id }) => id).join(', ')}. Name one with --agency.`,
  );
};

const namedOne = (registry: Registry, named: string, areas: readonly string[]): Agency => {
  const agency = registry.agencies.get(named);
  if (!agency) {
    const known = [...registry.agencies.keys()].join(', ');
    throw new CommandFailure(`No agency is called ${named}. Known: ${known}.`);
  }
  if (countingOf(agency).length === 0)
    throw new CommandFailure(`${named} has not registered a purpose of statistics.`);
  if (!worksIn(agency, areas))
    throw new CommandFailure(`${named} does not work in all of ${areas.join(', ')}.`);
  return agency;
};

/**
 * Which agency the report is asked for, and under which purpose.
 *
 * @throws CommandFailure for a municipality or an agency that there is not, and where none or several could be meant.
 */
export const chooseAnalyst = (
  registry: Registry,
  { areas, agency: named }: { readonly areas: readonly string[]; readonly agency: string | null },
): Analyst => {
  const agencies = [...registry.agencies.values()];
  const known = [...new Set(agencies.flatMap(({ municipalities }) => municipalities))].sort();
  const unknown = areas.find((area) => !known.includes(area));
  if (unknown !== undefined)
    throw new CommandFailure(`No municipality is called ${unknown}. Known: ${known.join(', ')}.`);
  const able = agencies.filter((agency) => countingOf(agency).length > 0 && worksIn(agency, areas));
  const agency = named === null ? onlyOne(able, areas) : namedOne(registry, named, areas);
  const [counting, ...more] = countingOf(agency);
  if (!counting || more.length > 0)
    throw new CommandFailure(
      `${agency.id} has registered several purposes of statistics: ask with a token of one, by --token-file.`,
    );
  return { agency: agency.id, purpose: purposeOfTerm(counting.purpose)?.slug ?? counting.purpose };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Who asks, by the token's own claims. They are not verified here: the hub does that, or it answers nothing.
 *
 * @throws CommandFailure for what is no token, and for one of some local communities alone: its counts are not the municipality's.
 */
export const askerOf = (token: string): Asker => {
  let claims: Readonly<Record<string, unknown>>;
  try {
    claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {};
  } catch {
    throw new CommandFailure('The token cannot be read: a signed token of an agency is expected.');
  }
  if (claims['area'] !== undefined)
    throw new CommandFailure(
      'The token is for some local communities alone. A report is of a whole municipality: ask with a token without areas.',
    );
  return { issuer: textOf(claims['iss']), purpose: textOf(claims['purpose']) };
};
