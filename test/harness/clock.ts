/** A clock that stands until a test moves it. */
export interface Clock {
  readonly now: () => Date;
  readonly set: (instant: string) => void;
  readonly advance: (milliseconds: number) => void;
}

export const createClock = (start: string): Clock => {
  let current = new Date(start).getTime();
  return {
    now: () => new Date(current),
    set: (instant) => {
      current = new Date(instant).getTime();
    },
    advance: (milliseconds) => {
      current += milliseconds;
    },
  };
};
