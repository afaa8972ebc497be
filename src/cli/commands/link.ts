import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readNicknameFiles } from '../../access/nickname-files.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { localDateOf } from '../../domain/local-date.ts';
import { semicolonLine } from '../../domain/semicolon-line.ts';
import { canonicalOrder } from '../../linkage/canonical-order.ts';
import { type Linking, linkMentions, type PairToDecide } from '../../linkage/link-mentions.ts';
import { probabilityOf } from '../../linkage/weights.ts';
import { projectFile } from '../../server/configuration.ts';
import { CommandFailure } from '../command-failure.ts';
import { type PersonColumns, readPersonColumns } from '../link/person-columns.ts';
import { fileTitle, type PeopleRead, readPeople } from '../link/read-people.ts';
import { printLine } from '../print-line.ts';

interface LinkOptions {
  readonly columns: PersonColumns;
  readonly idColumn?: string;
  readonly out: string;
  readonly review?: string;
  readonly nicknames: string;
}

/** The same files give the same clusters. */
const seed = 20_260_101;

const nicknamesIn = (folder: string) =>
  readNicknameFiles((name) => {
    try {
      return readFileSync(`${folder}/${name}`, 'utf8');
    } catch {
      throw new ConfigurationError(`--nicknames: the file ${folder}/${name} cannot be read.`);
    }
  });

const write = (file: string, lines: Iterable<string>): void => {
  try {
    writeFileSync(file, '', { mode: 0o600 });
    let text: string[] = [];
    const flush = () => {
      writeFileSync(file, text.map((line) => `${line}\n`).join(''), { flag: 'a' });
      text = [];
    };
    for (const line of lines) {
      text.push(line);
      if (text.length === 50_000) flush();
    }
    flush();
  } catch {
    throw new CommandFailure(`The file ${file} cannot be written.`);
  }
};

/** Clusters numbered in the order of the files, whatever order the rows were linked in. */
const clusterLines = function* (
  { mentions, rows }: PeopleRead,
  clusterAt: ReadonlyMap<number, number>,
): Generator<string> {
  yield 'file;row_id;cluster';
  const numbers = new Map<number, number>();
  for (const [place, mention] of mentions.entries()) {
    const cluster = clusterAt.get(place) ?? 0;
    const number = numbers.get(cluster) ?? numbers.size + 1;
    numbers.set(cluster, number);
    yield semicolonLine([mention.source, rows[place] ?? '', String(number)]);
  }
};

const reviewLines = function* (
  { mentions, rows }: PeopleRead,
  toDecide: readonly PairToDecide[],
): Generator<string> {
  yield 'file;row_id;other_file;other_row_id;probability;reason';
  for (const { left, right, total, reason } of toDecide) {
    const [one, other] = [mentions[left]?.source ?? '', mentions[right]?.source ?? ''];
    const probability = probabilityOf(total).toFixed(4);
    yield semicolonLine([one, rows[left] ?? '', other, rows[right] ?? '', probability, reason]);
  }
};

const printSummary = ({ problems }: PeopleRead, linking: Linking, rows: number, clusters: number): void => {
  printLine(`rows: ${rows}`);
  printLine(`pairs compared: ${linking.pairsCompared}`);
  printLine(`links: ${linking.links}`);
  printLine(`clusters: ${clusters}`);
  printLine(`to be decided: ${linking.toDecide.length}`);
  printLine(`ids of two people: ${linking.contestedIds.size}`);
  printLine(`files with nobody twice: ${[...linking.oneToOne].join(', ') || 'none'}`);
  for (const [problem, count] of problems) printLine(`values ${problem}: ${count}`);
};

const link = async (files: readonly string[], options: LinkOptions): Promise<void> => {
  if (new Set(files.map(fileTitle)).size < files.length) {
    throw new CommandFailure(
      'Two files have one name, and the clusters could not tell them apart: rename one.',
    );
  }
  const nicknames = nicknamesIn(options.nicknames);
  const people = await readPeople(files, options.columns, options.idColumn, localDateOf(new Date(), 'UTC'));
  const steps = {
    READ: 'read',
    INDEXED: 'indexed',
    LEARNED: 'learned',
    COMPARED: 'compared',
    LINKED: 'linked',
  };
  const onProgress = (step: keyof typeof steps): void => {
    if (process.stderr.isTTY) process.stderr.write(`${people.rows.length} rows ${steps[step]}\n`);
  };
  const order = canonicalOrder(people.mentions);
  const placeOf = (position: number): number => order[position] ?? 0;
  const ordered = order.flatMap((place) => people.mentions[place] ?? []);
  const linking = linkMentions(ordered, { nicknames, seed, onProgress });
  const clusterAt = new Map(order.map((place, position) => [place, linking.clusterOf[position] ?? 0]));
  write(options.out, clusterLines(people, clusterAt));
  const toDecide = linking.toDecide
    .map((pair) => {
      const [left, right] = [placeOf(pair.left), placeOf(pair.right)];
      return { ...pair, left: Math.min(left, right), right: Math.max(left, right) };
    })
    .sort((one, other) => one.left - other.left || one.right - other.right);
  if (options.review !== undefined) write(options.review, reviewLines(people, toDecide));
  printSummary(people, linking, people.rows.length, new Set(linking.clusterOf).size);
};

/** `link`: who is who in anybody's CSV. */
export const addLinkCommand = (program: Command): void => {
  program
    .command('link')
    .description(
      'Finds the rows of one or more CSV files that are one person, without labels and without a store.',
    )
    .argument('<files...>', 'CSV with a line of column names; comma, semicolon or tab; UTF-8 or windows-1250')
    .requiredOption(
      '--columns <fields>',
      'given=...,family=...,birth=...,id=...,address=...: which columns say what; several are joined by +, names that differ between files by |',
      readPersonColumns,
    )
    .option('--id-column <name>', 'the column that names a row (default: its number, from 1)')
    .requiredOption('--out <file>', 'where file;row_id;cluster is written, every row once')
    .option('--review <file>', 'where pairs that somebody has to decide are written, with the reason')
    .option('--nicknames <folder>', 'lists of nicknames', projectFile('config', 'nicknames'))
    .addHelpText(
      'after',
      '\nBirth dates are yyyy-mm-dd, yyyymmdd or dd.mm.yyyy. Nothing is stored and nothing leaves the machine. How it decides:\n' +
        'docs/linking.md.',
    )
    .action(async (files: string[], options: LinkOptions) => await link(files, options));
};
