import type { Command } from 'commander';
import { semicolonLine } from '../../domain/semicolon-line.ts';
import type { LinkReview } from '../../records/link-reviews.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

const perPage = 200;

const readAll = async (data: string | undefined): Promise<readonly LinkReview[]> => {
  // Loaded late like the composition, of which it is a part.
  const { createLinkReviews } = await import('../../records/link-reviews.ts');
  return await withCore(data, async ({ database, scoring, secrets }) => {
    const queue = createLinkReviews(database, scoring, secrets.hashing);
    const reviews: LinkReview[] = [];
    let after: string | null = null;
    do {
      const page = await queue.page(perPage, after);
      reviews.push(...page.reviews);
      after = page.next;
    } while (after !== null);
    return reviews;
  });
};

const print = (review: LinkReview): void => {
  const { line, entity, reason } = review;
  const named = [line.source, line.localId, entity, reason];
  if (review.candidates.length === 0) printLine(semicolonLine([...named, null, null, null, null]));
  for (const { id, line: other, evidence } of review.candidates) {
    const why = 'fit' in evidence ? evidence.fit : evidence.probability.toFixed(4);
    printLine(semicolonLine([...named, id, other.source, other.localId, why]));
  }
};

/** `links review`: the lines that wait for somebody. */
export const addLinksReviewCommand = (links: Command): void => {
  links
    .command('review')
    .description('Prints the lines that wait for somebody to decide who they are, oldest first.')
    .option('--json', 'as JSON, each candidate with all of its evidence')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nOne line for each person or household that it may be: its id, one of its lines, and the chance or what speaks for it.\n' +
        'A line that waits was taken and is somebody new meanwhile. What a matter seals is not in it.',
    )
    .action(async (_options: object, command: Command) => {
      // `links` has --data as well, and takes it.
      const options = command.optsWithGlobals<{ data?: string; json?: boolean }>();
      const reviews = await readAll(options.data);
      if (options.json) return printLine(JSON.stringify(reviews, null, 2));
      printLine('source;local_id;entity;reason;candidate;candidate_source;candidate_local_id;chance');
      for (const review of reviews) print(review);
    });
};
