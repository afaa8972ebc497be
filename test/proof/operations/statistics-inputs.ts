import type { InputDraw } from './input-draw.ts';

const municipality = ({ random }: InputDraw): unknown =>
  random.weighed([
    [12, 'berane'],
    [3, 'petnjica'],
    [1, 'bar'],
    [1, null],
  ]);

/** What analysts ask: drawn freely, hardly one question would be about a municipality that is counted. */
export const statisticsInputs: Readonly<Record<string, (draw: InputDraw) => unknown>> = {
  'Query.statistics(municipality:)': municipality,
  'Query.statistics(measure:)': ({ random }) =>
    random.pick(['PERSONS', 'HOUSEHOLDS', 'TENANT_HOUSEHOLDS', 'RECIPIENT_HOUSEHOLDS', 'WAITING_TIME']),
  'Query.statistics(by:)': ({ random }) =>
    random.weighed([
      [6, 'LOCAL_COMMUNITY'],
      [2, 'TENURE'],
      [1, 'SETTLEMENT'],
      [1, 'SEX'],
      [1, 'RIGHT_STATUS'],
    ]),
  'Query.statistics(first:)': ({ random }) => random.pick([1, 3, 20, 100, 100, 0]),
  'Query.statistics(after:)': ({ random }) => random.pick([null, null, '0', '5', 'x']),
  'Query.statisticsCatalogue(municipality:)': municipality,
  'Query.projectIndicators(project:)': ({ random }) =>
    random.chance(0.8) ? 'homes-for-families' : 'no-such-project',
};
