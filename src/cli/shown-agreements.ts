import { existsSync } from 'node:fs';
import { readAgreements } from '../access/agreement-file.ts';
import { isOver } from '../access/agreement-history.ts';
import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import {
  type Configuration,
  processEnvironment,
  readConfiguration,
  readSetting,
} from '../server/configuration.ts';
import { agreementsOf } from './agreements-of.ts';
import { loadComposition } from './load-composition.ts';
import { withCore } from './with-core.ts';

/** What agreements are shown with, from the configuration alone, and where they are read. */
export interface ShownAgreements {
  readonly agencies: readonly Agency[];
  readonly sources: readonly Source[];
  readonly catalogue: Catalogue;
  /** Local date: the one that was named, or today's. */
  readonly day: string;
  /** Of a file. It opens no store. */
  readonly inFile: (file: string) => readonly Agreement[];
  /**
   * What is in force by the store, with what is approved for later. INVARIANT: the file that a new store begins with is read
   * only where there is no store yet: once an officer has acted it says nothing of what holds.
   */
  readonly inStore: () => Promise<readonly Agreement[]>;
}

/** A store that nobody has made yet is not made by a look at it. */
const hasStore = ({ database }: Configuration): boolean =>
  database.kind === 'POSTGRESQL' || (database.directory !== null && existsSync(database.directory));

/** What the commands for those who review agreements share: which agreements they show, and of which day. */
export const openShownAgreements = async (options: {
  readonly data?: string;
  readonly day?: string;
}): Promise<ShownAgreements> => {
  const configuration = readConfiguration(processEnvironment(), { data: options.data });
  const { loadGraph, loadLegalBases, loadRegistry } = await loadComposition();
  const { catalogue } = loadGraph();
  const { registry } = loadRegistry(configuration);
  const day = options.day ?? localDateOf(new Date(), registry.timeZone);
  const read = (name: string, file: string): readonly Agreement[] =>
    readAgreements(
      readSetting(name, file),
      file,
      registry,
      loadLegalBases(configuration).bases,
      (coordinate) => catalogue.governed.get(coordinate)?.category,
    );
  return {
    agencies: [...registry.agencies.values()],
    sources: [...registry.sources.values()],
    catalogue,
    day,
    inFile: (file) => read('agreements', file),
    inStore: async () => {
      if (!hasStore(configuration)) return read('HUB_AGREEMENTS', configuration.agreementsFile);
      const approved = await withCore(options.data, agreementsOf);
      return approved.filter((agreement) => !isOver(agreement, day));
    },
  };
};

/** `--help`, the same on every command that shows what is in force. */
export const storeHelp =
  '\nWhat is in force is what officers approved: it is read from the store, which an embedded one allows only while no hub\n' +
  'runs on it. Where there is no store yet, it is what HUB_AGREEMENTS says that a new one begins with.';
