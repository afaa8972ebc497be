import type { SourceFaultKind } from '../../src/domain/source-fault.ts';
import type { Fault } from '../harness/fault-proxy.ts';

/** When a fault begins: before the first byte of the server's, halfway, or before the last ones. */
export const moments = ['at the connection', 'in the middle', 'at the end'] as const;
export type Moment = (typeof moments)[number];

/** The kinds of connector that are asked through it. */
export const connectors = ['POSTGRESQL', 'REST', 'GRAPHQL'] as const;

/** What may come of it: everything, or one of these faults. */
type Outcome = 'ALL' | readonly SourceFaultKind[];

/** One fault, how long it may last, and what comes of it at each moment. */
export interface FaultRow {
  readonly fault: Fault;
  /** SHORT where the deadline ends it; LONG where it must not. */
  readonly deadline: 'SHORT' | 'LONG';
  readonly outcomes: Readonly<Record<Moment, Outcome>>;
}

const always = (outcome: Outcome): FaultRow['outcomes'] => ({
  'at the connection': outcome,
  'in the middle': outcome,
  'at the end': outcome,
});

/** Longer than any test waits. */
const forEver = 600_000;

/** The nine faults of THREATS.md M6, one of them in a measure that a source's deadline bears too. */
export const faults: readonly FaultRow[] = [
  { fault: { kind: 'LATENCY', milliseconds: 40 }, deadline: 'LONG', outcomes: always('ALL') },
  { fault: { kind: 'LATENCY', milliseconds: forEver }, deadline: 'SHORT', outcomes: always(['DEADLINE']) },
  {
    fault: { kind: 'DOWN' },
    deadline: 'LONG',
    outcomes: { ...always(['BROKEN_OFF', 'UNREACHABLE']), 'at the connection': ['UNREACHABLE'] },
  },
  // A byte a minute: what drips never ends.
  { fault: { kind: 'BANDWIDTH', bytesPerSecond: 0.02 }, deadline: 'SHORT', outcomes: always(['DEADLINE']) },
  // What came whole is whole, however long the line stays open after it.
  { fault: { kind: 'SLOW_CLOSE', milliseconds: forEver }, deadline: 'LONG', outcomes: always('ALL') },
  { fault: { kind: 'TIMEOUT' }, deadline: 'SHORT', outcomes: always(['DEADLINE']) },
  { fault: { kind: 'RESET_PEER' }, deadline: 'LONG', outcomes: always(['UNREACHABLE', 'BROKEN_OFF']) },
  { fault: { kind: 'SLICER' }, deadline: 'LONG', outcomes: always('ALL') },
  { fault: { kind: 'LIMIT_DATA' }, deadline: 'LONG', outcomes: always(['UNREACHABLE', 'BROKEN_OFF']) },
  // Where a length was hit, more is waited for than ever comes.
  {
    fault: { kind: 'CORRUPT' },
    deadline: 'SHORT',
    outcomes: always(['WRONG_FORM', 'DEADLINE', 'BROKEN_OFF', 'UNREACHABLE', 'TOO_LARGE', 'REFUSED']),
  },
];
