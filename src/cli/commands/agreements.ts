import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import {
  ApproveAgreementDocument,
  EndAgreementDocument,
  ListAgreementsDocument,
  ProposeAgreementDocument,
  type ProposeAgreementMutation,
  RefuseAgreementDocument,
  ShowAgreementDocument,
} from '../../../schema/operations.generated.ts';
import { semicolonLine } from '../../domain/semicolon-line.ts';
import { printAccessChange } from '../../policy/policy-diff.ts';
import { readAgreementForm } from '../agreement-form.ts';
import { CommandFailure } from '../command-failure.ts';
import { dayOf } from '../day-of.ts';
import { askHub, type HubOptions, withHubOptions } from '../hub-connection.ts';
import { printLine } from '../print-line.ts';

type Decision = ProposeAgreementMutation['proposeAgreement'];
const states = ['PROPOSED', 'APPROVED', 'REFUSED', 'ENDED'] as const;
type State = (typeof states)[number];

const stateOf = (text: string): State => {
  const state = states.find((each) => each === text.toUpperCase());
  if (!state) throw new InvalidArgumentError(`One of ${states.join(', ')} is expected.`);
  return state;
};

const versionOf = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A version is a whole number from 1.');
  return Number(text);
};

const report = (decision: Decision): void => {
  if (!decision) throw new CommandFailure('The hub decided nothing.');
  const { agreement, takesEffect, waitsFor, changes } = decision;
  for (const change of changes) printLine(printAccessChange(change));
  const until = agreement.endsOn === null ? '' : ` until ${agreement.endsOn}`;
  printLine(`${agreement.id}, version ${agreement.version}: ${agreement.state}${until}`);
  if (waitsFor !== null) printLine(`It opens nothing until a second officer of ${waitsFor} approves it.`);
  else if (takesEffect) printLine('It acts at once.');
};

const list = async (options: HubOptions & { state?: State }): Promise<void> => {
  const { agreements } = await askHub(options, ListAgreementsDocument, { state: options.state ?? null });
  printLine('id;version;state;recipient;controller;purpose;from;until');
  for (const each of agreements ?? []) {
    const { id, version, state, recipient, controller, purpose, validFrom, endsOn } = each;
    printLine(semicolonLine([id, String(version), state, recipient, controller, purpose, validFrom, endsOn]));
  }
};

const show = async (id: string, version: number, options: HubOptions): Promise<void> => {
  const { agreement } = await askHub(options, ShowAgreementDocument, { id, version });
  if (!agreement) throw new CommandFailure('There is no such agreement of this agency.');
  // As lines, the same that `propose` prints: what is to be approved is read as it was proposed. None where nothing waits.
  const { changes, ...said } = agreement;
  const shown = changes === null ? said : { ...said, changes: changes.map(printAccessChange) };
  printLine(stringify(shown, { lineWidth: 0 }).trimEnd());
};

const propose = async (file: string, options: HubOptions): Promise<void> => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CommandFailure(`The file ${file} cannot be read.`);
  }
  const form = readAgreementForm(text, file);
  report((await askHub(options, ProposeAgreementDocument, { form })).proposeAgreement);
};

/**
 * `agreements`: a client of the hub's own API and nothing more. Whoever runs the machine has no way past the officers: without
 * an officer's token there is no change of an agreement.
 */
export const addAgreementsCommand = (program: Command): void => {
  const agreements = program
    .command('agreements')
    .description('Works on agreements, as the officer whose token it is given.');
  const add = (name: string, description: string): Command =>
    withHubOptions(agreements.command(name).description(description));

  add('list', "Prints the agreements of the officer's agency.")
    .option('--state <state>', `only those that are ${states.join(', ')}`, stateOf)
    .action(async (options: HubOptions & { state?: State }) => await list(options));
  add(
    'show',
    'Prints one version with its history and, while it waits, each field that changes once it is approved.',
  )
    .argument('<id>')
    .argument('<version>', '', versionOf)
    .action(async (id: string, version: number, options: HubOptions) => await show(id, version, options));
  add('propose', 'Proposes the version in a file, and prints each field that changes by it.')
    .argument('<file>', 'one agreement as YAML')
    .action(async (file: string, options: HubOptions) => await propose(file, options));
  add('approve', 'Approves a version that waits, as a second person of the agency whose data it is.')
    .argument('<id>')
    .argument('<version>', '', versionOf)
    .action(async (id: string, version: number, options: HubOptions) =>
      report((await askHub(options, ApproveAgreementDocument, { id, version })).approveAgreement),
    );
  add('refuse', 'Refuses a version that waits, or takes it back.')
    .argument('<id>')
    .argument('<version>', '', versionOf)
    .requiredOption('--reason <text>', 'why')
    .action(async (id: string, version: number, options: HubOptions & { reason: string }) => {
      const variables = { id, version, reason: options.reason };
      report((await askHub(options, RefuseAgreementDocument, variables)).refuseAgreement);
    });
  add('end', 'Ends an agreement.')
    .argument('<id>')
    .requiredOption('--reason <text>', 'why')
    .option('--on <date>', 'the first day without it, yyyy-mm-dd (default: today)', dayOf)
    .action(async (id: string, options: HubOptions & { reason: string; on?: string }) => {
      const variables = { id, on: options.on ?? null, reason: options.reason };
      report((await askHub(options, EndAgreementDocument, variables)).endAgreement);
    });
};
