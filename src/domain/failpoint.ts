/**
 * Places on the way of a push between which the hub can die. A test kills the process at each of them; whatever was acknowledged must be
 * there afterwards, and nothing twice (THREATS.md G10, M8).
 */
export const failpoints = [
  'push received',
  'items translated',
  'key claimed',
  'push begun',
  'intake locked',
  'units accepted',
  'protected persons found',
  'units sealed',
  'copies sealed',
  'versions superseded',
  'records inserted',
  'findings replaced',
  'changes written',
  'flags replaced',
  'communities learned',
  'units linked',
  'units linked apart',
  'relationships restarted',
  'chunk taken',
  'broken chunk undone',
  'waiting items succeeded',
  'items put by',
  'items received',
  'receipts kept',
  'push committed',
  'operation run',
  'log written',
  'journal kept',
] as const;
export type Failpoint = (typeof failpoints)[number];

/** Told that one is reached. Nothing but a test ever does anything there. */
export type Reached = (at: Failpoint) => void;
