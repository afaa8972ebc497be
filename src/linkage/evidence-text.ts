import type { LinkEvidence, LinkOutcome, LinkRule } from './decide.ts';

const outcomes: Readonly<Record<LinkOutcome, string>> = {
  LINKED: 'one person',
  TO_DECIDE: 'to be decided by somebody',
  APART: 'two people',
};

const rules: Readonly<Record<LinkRule, string>> = {
  TWO_CHECKED_IDS: 'both ids passed their check and differ: two people, whatever else agrees',
  SAME_UNIT: 'both stand in one contract or case: two people, whatever else agrees',
  ID_OF_TWO: 'one id, but nothing else of one person: it stands on two people and links nobody',
  OTHER_GIVEN_NAME: 'another given name, as of twins or of husband and wife: not linked without an id',
  OTHER_BIRTH: 'another birth date, as of a father and the son named for him: not linked without an id',
};

const widest = 24;
const bits = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)}`.padStart(7);

/**
 * A decision as a waterfall of lines for a person to read: where it starts, what each field adds or takes off, where it ends.
 * Ten bits are a thousand to one. Holds what the evidence holds: words and numbers, nobody's values.
 */
export const evidenceText = (evidence: LinkEvidence): readonly string[] => {
  let sum = evidence.prior;
  const line = (what: string, value: number, running: number) =>
    `${what.padEnd(widest)}${bits(value)}  ${bits(running)}`;
  const lines = [
    `${''.padEnd(widest)}${'bits'.padStart(7)}  ${'so far'.padStart(7)}`,
    line('before comparing', evidence.prior, sum),
  ];
  for (const { field, level, weight, frequency } of evidence.fields) {
    if (level === 'UNKNOWN') {
      lines.push(`${`${field} not stated`.padEnd(widest)}${bits(0)}  ${bits(sum)}`);
      continue;
    }
    sum += weight;
    lines.push(line(`${field} ${level}`, weight, sum));
    if (Math.abs(frequency) < 0.05) continue;
    sum += frequency;
    lines.push(line(frequency > 0 ? '  rarer than most' : '  more common than most', frequency, sum));
  }
  lines.push(line('or of one household', evidence.household, evidence.total));
  const chance = evidence.probability > 0.9999 ? 'over 99.99' : (evidence.probability * 100).toFixed(2);
  lines.push(`chance of one person: ${chance} of 100; ${outcomes[evidence.outcome]}`);
  if (evidence.rule !== null) lines.push(`rule: ${rules[evidence.rule]}`);
  return lines;
};
