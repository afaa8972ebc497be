import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { readAgreements } from '../access/agreement-file.ts';
import { readCounsellingAges } from '../access/counselling-age-file.ts';
import { type DemoKeys, openDemoKeys } from '../access/demo-keys.ts';
import type { Languages } from '../access/language-file.ts';
import { openMatterKeys } from '../access/matter-keys.ts';
import { readNicknameFiles } from '../access/nickname-files.ts';
import type { Registry } from '../access/registry.ts';
import { openDemoSecrets, readSecrets, type Secrets } from '../access/secrets.ts';
import { openJournalFile } from '../audit/journal-file.ts';
import type { Adapter } from '../domain/adapter.ts';
import type { Agreement } from '../domain/agreement.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { CounsellingAges } from '../domain/counselling-age.ts';
import type { Reached } from '../domain/failpoint.ts';
import type { AccessRestrictions, LegalBasisLists } from '../domain/legal-basis.ts';
import type { Timer } from '../domain/timer.ts';
import type { Graph } from '../graph/assemble-graph.ts';
import type { Nicknames } from '../linkage/nicknames.ts';
import { createIntake } from '../records/intake.ts';
import { createJournal, type Journal, type Repeated } from '../records/journal.ts';
import { createQuarantine, type Quarantine } from '../records/quarantine.ts';
import { createReception, type Reception } from '../records/reception.ts';
import { createScoringSource, type ScoringSource } from '../records/scoring-source.ts';
import type { OpenedSource } from '../sources/open-connector.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../store/database.ts';
import { recallFact, rememberFact } from '../store/installation-store.ts';
import { type StoreLock, takeStoreLock } from '../store/store-lock.ts';
import { type Configuration, projectFile, readSetting } from './configuration.ts';
import { faultOf } from './fault-of.ts';
import { type Contracts, projectContracts } from './load-contracts.ts';
import { loadLegalBases, loadRegistry } from './load-registry.ts';
import { openConnectors } from './open-connectors.ts';
import { runsCore } from './runs-core.ts';

/** What the hub takes from the world besides its configuration. */
export interface World {
  readonly clock: () => Date;
  readonly timer: Timer;
  readonly createId: () => string;
  readonly logger: Logger;
  readonly pid: number;
  /** Told of places between which the process can die; for tests that kill it. */
  readonly reached?: Reached;
  readonly onStatement?: DatabaseOptions['onStatement'];
  /** Instead of the project's own. */
  readonly contracts?: Contracts;
}

/** What is told of failpoints: nobody, outside tests. */
export const reachedOf = ({ reached }: Pick<World, 'reached'>): Reached => reached ?? (() => undefined);

/** What both the server and the commands stand on. */
export interface Core {
  readonly configuration: Configuration;
  readonly registry: Registry;
  readonly legalBases: LegalBasisLists;
  readonly languages: Languages;
  readonly counsellingAges: CounsellingAges;
  readonly accessRestrictions: AccessRestrictions;
  /** What a new store's agreements are; what is in force says the store. */
  readonly configuredAgreements: readonly Agreement[];
  readonly graph: Graph;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly adapters: ReadonlyMap<string, Adapter>;
  /** The one way in. */
  readonly reception: Reception;
  readonly quarantine: Quarantine;
  /** Told what broke over an item: the log has where, and nothing of the item. */
  readonly onItemFault: (error: unknown) => void;
  /** What reaches the sources that the hub asks itself, by source. */
  readonly connectors: ReadonlyMap<string, OpenedSource>;
  /** By what lines are weighed, and the nicknames it is learned with. */
  readonly scoring: ScoringSource;
  readonly nicknames: Nicknames;
  /** What must never come back, beside the signed heads. */
  readonly journal: Journal;
  /** What a restored backup had to be told again when it was opened. */
  readonly repeated: Repeated;
  readonly close: () => Promise<void>;
}

/** The lists of what people are called by, which the project comes with. */
const loadNicknames = (): Nicknames =>
  readNicknameFiles((name) => readFileSync(projectFile('config', 'nicknames', name), 'utf8'));

/** The demo's keys, or null where the profile is another: then nothing of them can be reached. */
export const demoKeysOf = (configuration: Configuration): DemoKeys | null =>
  configuration.profile === 'demo' ? openDemoKeys(join(configuration.dataDirectory, 'keys')) : null;

const secretsOf = async (configuration: Configuration): Promise<Secrets> =>
  configuration.secretsFile === null
    ? await openDemoSecrets(join(configuration.dataDirectory, 'keys', 'hub.json'))
    : readSecrets(configuration.secretsFile);

const lockOf = (configuration: Configuration, pid: number): StoreLock | null =>
  configuration.database.kind === 'PGLITE' && configuration.database.directory !== null
    ? takeStoreLock(configuration.dataDirectory, pid)
    : null;

/**
 * A store belongs to the keys that its national ids are hashed with. Another profile's command, pointed at it by mistake,
 * would write what nobody finds again.
 */
const checkKeys = async (database: Database, secrets: Secrets, isCore: boolean): Promise<void> => {
  const mark = createHmac('sha256', secrets.hashing).update('komsiluk store').digest('base64url');
  // Which keys a store belongs to, its core says at its first start; another part only looks.
  const known = isCore ? await rememberFact(database, 'keys', mark) : await recallFact(database, 'keys');
  if (known !== mark) {
    throw new ConfigurationError(
      'HUB_SECRETS: the store was made with other keys. Is this the right profile?',
    );
  }
};

/** An order of statements is of one of the hub's own fields: of any other it would decide nothing, and nobody would be told. */
const checkPreferred = ({ preferred }: Registry, { catalogue }: Graph): void => {
  for (const coordinate of preferred.keys())
    if (!catalogue.stated.has(coordinate))
      throw new ConfigurationError(`HUB_AGENCIES: preferred: no statement is chosen for ${coordinate}.`);
};

/**
 * Opens the store with everything that reads and writes it. Fails, and leaves nothing open, where anything is missing.
 *
 * @throws ConfigurationError
 */
export const openCore = async (configuration: Configuration, world: World): Promise<Core> => {
  const { adapters: known, graph, languages } = world.contracts ?? projectContracts();
  const { registry } = loadRegistry(configuration);
  const { bases: legalBases, accessRestrictions } = loadLegalBases(configuration);
  const configuredAgreements = readAgreements(
    readSetting('HUB_AGREEMENTS', configuration.agreementsFile),
    configuration.agreementsFile,
    registry,
    legalBases,
    (coordinate) => graph.catalogue.governed.get(coordinate)?.category,
  );
  checkPreferred(registry, graph);
  const counsellingAges = readCounsellingAges(
    readFileSync(projectFile('config', 'counselling-ages.yaml'), 'utf8'),
    'config/counselling-ages.yaml',
  );
  const nicknames = loadNicknames();
  const secrets = await secretsOf(configuration);
  const sealing = new Set(known.flatMap(({ name, seals }) => (seals ? [name] : [])));
  const matterKeys = await openMatterKeys(
    registry.matterKeys,
    [...registry.sources.values()].flatMap(({ adapter, controller }) =>
      sealing.has(adapter) ? [controller] : [],
    ),
    demoKeysOf(configuration),
  );
  const byName = new Map(known.map((adapter) => [adapter.name, adapter]));
  const isCore = runsCore(configuration);
  const connectors = openConnectors(configuration, registry, byName, world);
  const lock = lockOf(configuration, world.pid);
  let database: Database | null = null;
  try {
    database = await openDatabase(configuration.database, {
      ...(world.onStatement ? { onStatement: world.onStatement } : {}),
      // The parts of a split graph have roles of their own, which change no tables.
      ...(configuration.only === null ? {} : { isPrepared: true }),
    });
    const opened = database;
    await checkKeys(database, secrets, isCore);
    const journal = createJournal({
      database,
      file: openJournalFile(join(configuration.headsDirectory, 'journal.jsonl'), secrets.hashing),
      clock: world.clock,
    });
    // INVARIANT: before anything is read of the store, by the server or by a command (R21).
    const repeated = isCore ? await journal.repeat() : {};
    const scoring = createScoringSource(nicknames);
    const intake = createIntake({
      catalogue: graph.catalogue,
      timeZone: registry.timeZone,
      configuredCommunities: registry.localCommunities,
      hashingKey: secrets.hashing,
      matterKeys,
      clock: world.clock,
      createId: world.createId,
      scoring,
      reached: reachedOf(world),
    });
    const { clock, createId } = world;
    const onItemFault = (error: unknown): void =>
      world.logger.error({ fault: faultOf(error) }, 'an item could not be taken over');
    const quarantine = createQuarantine({
      ...{ catalogue: graph.catalogue, adapters: byName, matterKeys, hashingKey: secrets.hashing },
      ...{ timeZone: registry.timeZone, clock, createId },
    });
    const reception = createReception({
      ...{ intake, quarantine, clock, reached: reachedOf(world) },
      onFault: onItemFault,
    });
    const close = async (): Promise<void> => {
      for (const { connector } of connectors.values()) await connector.close();
      await opened.close();
      lock?.release();
    };
    return {
      configuration,
      registry,
      legalBases,
      languages,
      counsellingAges,
      accessRestrictions,
      configuredAgreements,
      graph,
      database,
      secrets,
      adapters: byName,
      reception,
      quarantine,
      onItemFault,
      connectors,
      scoring,
      nicknames,
      journal,
      repeated,
      close,
    };
  } catch (error) {
    await database?.close();
    lock?.release();
    throw error;
  }
};
