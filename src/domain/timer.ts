/** Time that passes, as against the clock's time of day: monotonic, in milliseconds, and a way to let some of it pass. */
export interface Timer {
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}
