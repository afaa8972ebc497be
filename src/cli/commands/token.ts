import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ActorIdentity } from '../../access/demo-actor.ts';
import { type DemoTokenRequest, signDemoToken } from '../../access/demo-token.ts';
import type { Registry } from '../../access/registry.ts';
import { purposeOfSlug, purposeOfTerm } from '../../domain/purpose.ts';
import { checkNationalId } from '../../identity/national-id.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { dayOf } from '../day-of.ts';
import { demoSigning } from '../demo-signing.ts';
import { printLine } from '../print-line.ts';

interface TokenOptions {
  readonly agency?: string;
  readonly purpose?: string;
  readonly actor?: string;
  readonly role: readonly string[];
  readonly area: readonly string[];
  readonly person?: string;
  readonly nationalId?: string;
  readonly born?: string;
  readonly minutes: number;
  readonly data?: string;
}

const minutesOf = (text: string): number => {
  const minutes = Number(text);
  if (/^\d+$/.test(text) && minutes >= 1 && minutes <= 60) return minutes;
  throw new InvalidArgumentError('A token lives 1 to 60 minutes.');
};

const actorOf = (text: string): string => {
  // The hub refuses such a token; here it can still be said why.
  if (/^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u.test(text) && text.trim() !== '') return text;
  throw new InvalidArgumentError('A name of 1 to 200 printable characters is expected.');
};

const checkRegistered = (registry: Registry, agency: string, slug: string): void => {
  const known = registry.agencies.get(agency);
  if (!known) {
    throw new CommandFailure(
      `No agency is called ${agency}. Known: ${[...registry.agencies.keys()].join(', ')}.`,
    );
  }
  const purpose = purposeOfSlug(slug);
  if (purpose && known.registrations.has(purpose.term)) return;
  const registered = [...known.registrations.keys()].map((term) => purposeOfTerm(term)?.slug ?? term);
  throw new CommandFailure(
    `${agency} has not registered the purpose ${slug}. Registered: ${registered.join(', ')}.`,
  );
};

/** Who the actor is as a person; the demo invents somebody where it is not said. */
const identityOf = ({ nationalId, born }: TokenOptions, command: Command): ActorIdentity | undefined => {
  if (nationalId === undefined && born === undefined) return undefined;
  if (nationalId === undefined || born === undefined)
    return command.error('error: who an actor is as a person needs --national-id and --born');
  if (!checkNationalId(nationalId).ok)
    throw new CommandFailure('--national-id: this national id does not pass its check.');
  return { nationalId, birthDate: born };
};

/** What the options ask for, or a usage mistake: a token is an agency's or a person's, never half of both. */
const requestOf = (options: TokenOptions, command: Command, registry: Registry): DemoTokenRequest => {
  const { agency, purpose, actor, person, born, minutes } = options;
  if (person !== undefined) {
    if (born === undefined) command.error("error: a person's own token needs --person and --born");
    if (!checkNationalId(person).ok)
      throw new CommandFailure('--person: this national id does not pass its check.');
    return { kind: 'PERSON', nationalId: person, birthDate: born as string, minutes };
  }
  if (agency === undefined || purpose === undefined || actor === undefined) {
    return command.error(
      "error: an agency's token needs --agency, --purpose and --actor; a person's own --person and --born",
    );
  }
  checkRegistered(registry, agency, purpose);
  const identity = identityOf(options, command);
  return {
    kind: 'AGENCY',
    agency,
    purpose,
    actor,
    ...(identity ? { identity } : {}),
    roles: options.role,
    area: options.area,
    minutes,
  };
};

const print = async (options: TokenOptions, command: Command): Promise<void> => {
  const refusal = 'Tokens are signed in the demo profile alone: elsewhere an agency signs its own.';
  const signing = await demoSigning(options.data, refusal);
  const request = requestOf(options, command, signing.registry);
  printLine(await signDemoToken(request, { ...signing, now: new Date() }));
};

/** `token`: a token signed with the demo's keys. It opens no store, so it works while a hub runs. */
export const addTokenCommand = (program: Command): void => {
  const ofAgency = ['agency', 'purpose', 'actor', 'role', 'area', 'nationalId'];
  program
    .command('token')
    .description("Signs a token with the demo's keys and prints it.")
    .option('--agency <id>', 'the agency that asks, such as berane.municipality')
    .option('--purpose <slug>', 'the one purpose it asks for, such as housing-welfare-management')
    .option('--actor <name>', 'who at the agency asks: a named person', actorOf)
    .option('--role <name...>', "the actor's roles", [])
    .option('--area <name...>', 'the only local communities it is for', [])
    .addOption(
      new Option('--person <national-id>', "instead: a person's own token, by national id").conflicts(
        ofAgency,
      ),
    )
    .option('--national-id <id>', 'who the actor is as a person (by default somebody invented), with --born')
    .option('--born <date>', "that person's birth date, yyyy-mm-dd", dayOf)
    .option('--minutes <n>', 'how long it lives, 1 to 60', minutesOf, 10)
    .addOption(dataOption())
    .action(async (options: TokenOptions, command: Command) => await print(options, command));
};
