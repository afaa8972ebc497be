import { measureSet } from './measure-set.ts';
import { measuredSets } from './measured-sets.ts';
import { measureSpeed } from './speed.ts';

/**
 * `npm run evaluate`: how well and how fast linking is. Ends with 1 where a bar is missed, 2 for a mistake in the command line.
 * `-- --speed 1000000` prints the curve of cost up to so many mentions instead.
 */
const widest = 46;
const cell = (value: number): string => value.toFixed(4).padStart(9);
const heads = ['precision', 'recall', 'F1', 'blocked', 'B³ prec', 'B³ rec'];

const printSets = (): void => {
  console.log(
    `${''.padEnd(widest)}${heads.map((head) => head.padStart(9)).join('')}    rows  wrong missed decide`,
  );
  for (const set of measuredSets) {
    if (set.absent !== null) {
      console.log(`${set.name.padEnd(widest)}  SKIPPED: ${set.absent}`);
      continue;
    }
    const { measure, rows, toDecide, missedBars } = measureSet(set);
    const { precision, recall, f1, blockRecall, clusterPrecision, clusterRecall, wrong, missed } = measure;
    const cells = [precision, recall, f1, blockRecall, clusterPrecision, clusterRecall].map(cell).join('');
    const counts = [wrong, missed, toDecide].map((count) => String(count).padStart(7)).join('');
    console.log(`${set.name.padEnd(widest)}${cells}${String(rows).padStart(8)}${counts}`);
    for (const bar of missedBars) console.log(`  MISSED: ${bar}`);
    if (missedBars.length > 0) process.exitCode = 1;
  }
};

const printCurve = (most: number): void => {
  console.log('mentions   seconds  µs/mention  pairs/mention      MB  precision   recall');
  for (let mentions = 10_000; mentions <= most; mentions *= 10) {
    const point = measureSpeed(mentions);
    console.log(
      [
        String(point.mentions).padEnd(8),
        point.seconds.toFixed(1).padStart(10),
        point.microsecondsPerMention.toFixed(0).padStart(12),
        point.pairsPerMention.toFixed(1).padStart(15),
        point.megabytes.toFixed(0).padStart(8),
        cell(point.precision).padStart(11),
        cell(point.recall),
      ].join(''),
    );
  }
};

const [option, value] = process.argv.slice(2);
if (option === undefined) printSets();
else if (option === '--speed' && Number(value) >= 10_000) printCurve(Number(value));
else {
  console.error('Usage: npm run evaluate, or npm run evaluate -- --speed 1000000 (10000 at least)');
  process.exitCode = 2;
}
