import type { Command } from 'commander';
import { semicolonLine } from '../../domain/semicolon-line.ts';
import type { SourceQuality } from '../../records/source-quality.ts';
import { checkSource } from '../check-source.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

/** A rate in percent with two decimals; nothing where there is nothing to count. */
const percent = (count: number, of: number): string => (of === 0 ? '' : ((100 * count) / of).toFixed(2));

const printShare = (title: string, count: number, of: number): void =>
  printLine(`${title}: ${count} of ${of}${of === 0 ? '' : ` (${percent(count, of)} %)`}`);

const printQuality = (quality: SourceQuality): void => {
  printLine(`source: ${quality.source}`);
  if (quality.file) printShare('rows of the newest file not taken', quality.file.setAside, quality.file.read);
  printShare('duplicate lines', quality.duplicates, quality.lines);
  printShare('lines under a national id of somebody else as well', quality.sharedNationalIds, quality.lines);
  printShare('households without a head', quality.withoutHead, quality.households);
  printShare('households with several heads', quality.withSeveralHeads, quality.households);
  printLine('field;records;missing;missing_percent;invalid;invalid_percent;conflicting;conflicting_percent');
  for (const { field, records, ...counts } of quality.fields) {
    const shares = [counts.missing, counts.invalid, counts.conflicting];
    printLine(
      semicolonLine([
        field,
        String(records),
        ...shares.flatMap((count) => [String(count), percent(count, records)]),
      ]),
    );
  }
  if (quality.otherColumns.length === 0) return;
  printLine('column;invalid');
  for (const { column, invalid } of quality.otherColumns) printLine(semicolonLine([column, String(invalid)]));
};

/** `quality`: how good one register's data are. */
export const addQualityCommand = (program: Command): void => {
  program
    .command('quality')
    .description("Prints how good one register's data are: what is missing, invalid, in conflict or twice.")
    .argument('<source>', 'the source, as the registry of agencies calls it, such as housing')
    .addOption(dataOption())
    .addHelpText(
      'after',
      "\nCounts alone, over what the register's own agency reads of it. Links to other agencies' registers play no part:\n" +
        'a line counts as another of the same person by the lines of its own agency. What a matter seals is in no count.',
    )
    .action(async (sourceId: string, options: { data?: string }) => {
      await checkSource(sourceId, options.data);
      const { createSourceQuality } = await import('../../records/source-quality.ts');
      const quality = await withCore(options.data, async ({ registry, database, graph, adapters }) => {
        const source = registry.sources.get(sourceId);
        if (!source) throw new CommandFailure(`No source is called ${sourceId}.`);
        // The operator's own role: a store that no hub has opened yet does not know whose agency reaches what.
        const readAs = () => database.query;
        return await createSourceQuality({ readAs, catalogue: graph.catalogue, adapters })(source);
      });
      printQuality(quality);
    });
};
