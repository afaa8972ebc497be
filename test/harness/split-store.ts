import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { inject } from 'vitest';
import type { Registry } from '../../src/access/registry.ts';
import { corePart } from '../../src/graph/graph-parts.ts';
import { projectFile, readConfiguration } from '../../src/server/configuration.ts';
import { projectContracts } from '../../src/server/load-contracts.ts';
import { startHub } from '../../src/server/start-hub.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../../src/store/database.ts';
import { preparePartRoles, roleOf } from '../../src/store/part-roles.ts';
import { imageInstant } from './image-instant.ts';
import { noTimer } from './no-timer.ts';
import { openPostgres } from './postgres.ts';

type Content = 'empty' | 'samples';

const connections = 2;
const postgres = openPostgres();

const make: Readonly<Record<Content, (url: string) => Promise<void>>> = {
  empty: async (url) => await withOwner(url, async () => undefined),
  samples: async (url) => {
    const data = mkdtempSync(join(tmpdir(), 'hub-split-'));
    const configuration = {
      ...readConfiguration({ PORT: '0' }, { data }),
      database: { kind: 'POSTGRESQL' as const, url, connections },
      secretsFile: inject('images').secrets,
    };
    const world = {
      clock: () => new Date(imageInstant),
      timer: noTimer,
      createId: randomUUID,
      logger: pino({ level: 'silent' }),
      pid: process.pid,
    };
    const registers = projectFile('samples', 'registers');
    const running = await startHub(configuration, world, { registers, onProgress: () => undefined });
    await running.hub.database.query('truncate agreement, agreement_event');
    await running.stop();
    rmSync(data, { recursive: true, force: true });
  },
};

/** Of the cluster, and so of every run of the tests that shares it. */
const rolePassword = 'onlyForTestsOfTheSplitGraph';

const rolesWith = (password: string | null, registry: Pick<Registry, 'sources'>) =>
  projectContracts().graph.partNames.map((part) => ({
    part,
    password,
    sources:
      part === corePart
        ? null
        : [...registry.sources.values()].flatMap(({ id, adapter }) => (adapter === part ? [id] : [])),
  }));

const withOwner = async (url: string, work: (database: Database) => Promise<void>): Promise<void> => {
  const database = await openDatabase({ kind: 'POSTGRESQL', url, connections });
  try {
    await work(database);
  } finally {
    await database.close();
  }
};

/** Two workers that make the cluster's roles at once are in each other's way: one of them tries again. */
const makeRoles = async (url: string, tries = 5): Promise<void> => {
  const roles = rolesWith(rolePassword, { sources: new Map() });
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await withOwner(url, async (database) => await preparePartRoles(database, roles));
    } catch (error) {
      if (left === 0) throw error;
    }
  }
};

/** Lets the parts' roles into a store as `hub split prepare` does. @returns the address that each part comes by. */
export const letPartsIn = async (
  url: string,
  registry: Pick<Registry, 'sources'>,
): Promise<(part: string) => DatabaseLocation> => {
  await withOwner(url, async (database) => await preparePartRoles(database, rolesWith(null, registry)));
  return (part) => {
    const address = new URL(url);
    address.username = roleOf(part);
    address.password = rolePassword;
    return { kind: 'POSTGRESQL', url: address.href, connections };
  };
};

const made = new Map<Content, Promise<string>>();

const templateOf = async (content: Content): Promise<string> => {
  const server = await postgres;
  if (server.kind === 'MISSING') throw new Error(`there is no PostgreSQL: ${server.reason}`);
  const known =
    made.get(content) ??
    (async () => {
      const url = await server.createDatabase();
      await make[content](url);
      await makeRoles(url);
      return url;
    })();
  made.set(content, known);
  // A test that comes later is told of its own trouble, not of this one's.
  known.catch(() => made.delete(content));
  return await known;
};

/** A PostgreSQL of its own for the parts of one graph: empty, with its tables, or with the samples loaded. */
export const splitStore = async (content: Content): Promise<DatabaseLocation> => {
  const template = await templateOf(content);
  const server = await postgres;
  if (server.kind === 'MISSING') throw new Error(`there is no PostgreSQL: ${server.reason}`);
  return { kind: 'POSTGRESQL', url: await server.createDatabase(template), connections };
};
