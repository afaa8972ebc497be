import { type Contracts, loadContracts } from '../../src/server/open-core.ts';

let read: Contracts | null = null;

/** The project's contracts and languages, read once for all hubs of this process: a third of what opening one takes. */
export const contracts = (): Contracts => {
  read ??= loadContracts();
  return read;
};
