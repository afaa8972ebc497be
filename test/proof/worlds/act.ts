import type { Townsperson } from './town.ts';

/** One act of the town's past, by whoever may do it. */
export interface Act {
  readonly by:
    | {
        readonly agency: string;
        readonly purpose: string;
        readonly actor: string;
        readonly roles?: readonly string[];
        readonly identity?: { readonly nationalId: string; readonly birthDate: string };
      }
    | Townsperson;
  readonly query: string;
  /**
   * @param before what the act before it was answered.
   * @param ownRecord the id under which the person who acts is shown their record of a kind.
   */
  readonly variables?: (
    idOf: (nationalId: string) => Promise<string>,
    before: Readonly<Record<string, unknown>>,
    ownRecord: (kind: string) => Promise<string>,
  ) => Promise<object>;
  /** Whether it is one of those that the hub refuses. */
  readonly refused?: boolean;
  readonly key?: string;
}
