import { measureHubSynthetic } from './hub-synthetic.ts';
import { type HubTown, type Measured, measureHubTown } from './hub-town.ts';
import { measureSet } from './measure-set.ts';
import { measuredSets } from './measured-sets.ts';
import { measurePushedLine } from './pushed-line.ts';
import { measureSpeed } from './speed.ts';
import { townAbsent } from './town-people.ts';

/**
 * `npm run evaluate`: how well and how fast linking is. Ends with 1 where a bar is missed, 2 for a mistake in the command line.
 * `-- --speed 1000000` prints the curve of cost up to so many mentions instead, `-- --pushed 1000000` what one pushed record takes
 * against PostgreSQL with so many people in it.
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

type HubBars = Readonly<
  Record<'people' | 'households' | 'observations', Pick<Measured, 'precision' | 'recall'>>
>;
const hubBars = {
  people: { precision: 1, recall: 0.985 },
  households: { precision: 0.995, recall: 0.97 },
  observations: { precision: 0.995, recall: 0.9 },
} satisfies HubBars;

const printHubTown = (name: string, town: HubTown, bars: HubBars): void => {
  for (const part of ['people', 'households', 'observations'] as const) {
    const { precision, recall, wrong, missed } = town[part];
    const counts = [wrong, missed].map((count) => String(count).padStart(7)).join('');
    console.log(
      `${`${name}, ${part}`.padEnd(widest)}${cell(precision)}${cell(recall)}${''.padEnd(44)}${counts}`,
    );
    for (const bar of ['precision', 'recall'] as const) {
      if (town[part][bar] >= bars[part][bar]) continue;
      console.log(`  MISSED: ${bar} ${town[part][bar].toFixed(4)} < ${bars[part][bar]}`);
      process.exitCode = 1;
    }
  }
  const { people, observations, missedInReview } = town.review;
  console.log(
    `  in review: ${people} lines of people, ${observations} observations; of observations not found ${missedInReview}`,
  );
};

/** The town as the hub links it while it is pushed. */
const printHub = async (): Promise<void> => {
  if (townAbsent !== null) return console.log(`hub, town  SKIPPED: ${townAbsent}`);
  const withoutIds = { ...hubBars, people: { precision: 0.998, recall: 0.95 } };
  for (const learned of [false, true]) {
    const by = learned ? 'learned' : 'expected';
    printHubTown(`hub, town, ${by}`, await measureHubTown({ withIds: true, learned }), hubBars);
    printHubTown(
      `hub, town without JMBGs, ${by}`,
      await measureHubTown({ withIds: false, learned }),
      withoutIds,
    );
  }
};

/** Below it a push would miss what a file finds; beside it nobody is put together who is two. */
const syntheticBars = { withIds: 0.9, without: 0.75 } as const;

/** Synthetic people as a push links them: more slips than any town has, and no id. */
const printHubSynthetic = async (): Promise<void> => {
  for (const withIds of [true, false]) {
    for (const learned of [false, true]) {
      const { people, lines, toDecide, keysOfLine } = await measureHubSynthetic(1500, { withIds, learned });
      const name = `hub, synthetic${withIds ? '' : ' without ids'}, ${learned ? 'learned' : 'expected'}`;
      const counts = [people.wrong, people.missed, toDecide].map((count) => String(count).padStart(7));
      console.log(
        `${name.padEnd(widest)}${cell(people.precision)}${cell(people.recall)}${''.padEnd(36)}${String(lines).padStart(8)}${counts.join('')}`,
      );
      console.log(`  keys of a line: ${keysOfLine.toFixed(1)}`);
      const bar = withIds ? syntheticBars.withIds : syntheticBars.without;
      if (people.precision >= 0.998 && people.recall >= bar) continue;
      console.log(`  MISSED: precision 0.998, recall ${bar}`);
      process.exitCode = 1;
    }
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

const printPushed = async (most: number): Promise<void> => {
  console.log('people      fill s  push: median, p95 ms  linking: median, p95 ms  linked');
  for (let people = Math.min(most, 10_000); people <= most; people *= 10) {
    const point = await measurePushedLine(people);
    if (typeof point === 'string') return console.log(`SKIPPED: ${point}`);
    const { secondsToFill, push, linking, linked } = point;
    const cells = [secondsToFill, push.median, push.p95, linking.median, linking.p95]
      .map((each) => each.toFixed(1).padStart(10))
      .join('');
    console.log(`${String(people).padEnd(8)}${cells}${String(linked).padStart(9)}`);
  }
};

const [option, value] = process.argv.slice(2);
if (option === undefined) {
  printSets();
  await printHub();
  await printHubSynthetic();
} else if (option === '--speed' && Number(value) >= 10_000) printCurve(Number(value));
else if (option === '--pushed' && Number(value) >= 1000) await printPushed(Number(value));
else {
  console.error(
    'Usage: npm run evaluate; npm run evaluate -- --speed 1000000 (10000 at least); or -- --pushed 1000000 (1000 at least)',
  );
  process.exitCode = 2;
}
