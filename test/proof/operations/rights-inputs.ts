import type { InputDraw } from './input-draw.ts';

/** What is asked together: drawn apart, hardly one request would be one that a hub takes. */
interface AskedTogether {
  readonly right: string;
  readonly record: boolean;
  readonly field: boolean;
  readonly recipient: boolean;
}

const together: readonly AskedTogether[] = [
  { right: 'CONTEST', record: true, field: true, recipient: false },
  { right: 'RECTIFICATION', record: true, field: true, recipient: false },
  { right: 'LINK', record: true, field: false, recipient: false },
  { right: 'ERASURE', record: true, field: true, recipient: false },
  { right: 'OBJECTION', record: false, field: false, recipient: true },
  { right: 'OBJECTION', record: true, field: false, recipient: false },
  { right: 'RESTRICTION', record: true, field: false, recipient: false },
  { right: 'PORTABILITY', record: false, field: false, recipient: false },
];

/** The same number for all positions of one operation, because it is of one person. */
const numberOf = ({ person }: InputDraw): number =>
  person.givenName.length * 7 + person.familyName.length * 3;

const askedIn = (draw: InputDraw): AskedTogether =>
  together[numberOf(draw) % together.length] ?? (together[0] as AskedTogether);

const recordIn = (draw: InputDraw) => {
  const { records } = draw.pools;
  return records.length > 0 ? (records[numberOf(draw) % records.length] ?? null) : null;
};

/** Values of the positions by which a right is asked and decided. */
export const rightsInputs: Readonly<Record<string, (draw: InputDraw) => unknown>> = {
  'Mutation.askRight(right:)': (draw) =>
    draw.random.chance(0.9) ? askedIn(draw).right : draw.random.pick(together).right,
  'Mutation.askRight(record:)': (draw) =>
    askedIn(draw).record || draw.random.chance(0.05)
      ? draw.pools.ownRecord(draw.random, recordIn(draw)?.id ?? null)
      : null,
  'Mutation.askRight(field:)': (draw) =>
    askedIn(draw).field ? draw.random.pick(recordIn(draw)?.fields ?? draw.pools.coordinates) : null,
  'Mutation.askRight(controller:)': (draw) =>
    askedIn(draw).record ? null : draw.random.pick(draw.pools.agencies),
  'Mutation.askRight(recipient:)': (draw) =>
    askedIn(draw).recipient ? draw.random.pick(draw.pools.agencies) : null,
  'Mutation.askRight(statement:)': ({ random }) => random.pick(['Nije tako.', 'To nisam ja.', '', null]),
  'Mutation.decideRight(id:)': ({ random, pools }) => pools.rightsRequest(random),
};
