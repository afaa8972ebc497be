import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { proofSeconds } from '../access/dpop-proof.ts';
import { fetchKeySet, keySetAddressProblem } from '../access/fetch-key-set.ts';
import { alarmSeconds, createRemoteKeySet, type RemoteKeySet } from '../access/remote-key-set.ts';
import type { Revocations } from '../access/revocations.ts';
import { createTokenVerifier, type TokenVerifier } from '../access/token-verifier.ts';
import { openIssuers, type TrustedIssuer } from '../access/trusted-issuer.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { purposes } from '../domain/purpose.ts';
import { checkNationalId, hashNationalId } from '../identity/national-id.ts';
import { claimProof, sweepProofs } from '../store/proof-store.ts';
import type { Configuration } from './configuration.ts';
import { faultOf } from './fault-of.ts';
import { loadRegistry } from './load-registry.ts';
import { type Core, demoKeysOf, type World } from './open-core.ts';

/** Every issuer the hub trusts, with the key sets that have to be kept fresh. */
export interface TrustedIssuers {
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly remote: readonly RemoteKeySet[];
}

/** Who verifies tokens, and the end of what runs for it. */
export interface Access {
  readonly verifier: TokenVerifier;
  readonly close: () => Promise<void>;
}

const revocationMilliseconds = 1000;
const keySetMilliseconds = 5000;
const sweepMilliseconds = 60_000;
/** A proof is kept this much longer than it could be taken, for processes whose clocks differ. */
const proofKeptSeconds = proofSeconds + 120;
const clockAlarmMilliseconds = 60_000;

const openRegistered = async (configuration: Configuration, world: World): Promise<TrustedIssuers> => {
  const allowsLoopback = configuration.profile === 'demo';
  const remote: RemoteKeySet[] = [];
  const openKeyAddress = (address: string, issuer: string): RemoteKeySet => {
    const problem = keySetAddressProblem(address, { allowsLoopback });
    if (problem !== null)
      throw new ConfigurationError(
        `The address of the keys of ${issuer} cannot be fetched from: ${problem}.`,
      );
    const keySet = createRemoteKeySet({
      fetchText: async () => await fetchKeySet(address, { allowsLoopback }),
      clock: world.clock,
      onFault: (reason, ageSeconds) => {
        const isAlarm = ageSeconds === null || ageSeconds >= alarmSeconds;
        world.logger[isAlarm ? 'warn' : 'info']({ issuer, reason, ageSeconds }, 'keys could not be fetched');
      },
    });
    remote.push(keySet);
    return keySet;
  };
  const { registry } = loadRegistry(configuration);
  const issuers = await openIssuers(registry.issuers, {
    demoKeys: demoKeysOf(configuration),
    readKeyFile: (name) => readFileSync(resolve(dirname(configuration.agenciesFile), name), 'utf8'),
    openKeyAddress,
  });
  return { issuers, remote };
};

/** Opens the issuers of the registry. @throws ConfigurationError naming the setting. */
export const openTrustedIssuers = async (
  configuration: Configuration,
  world: World,
): Promise<TrustedIssuers> => {
  try {
    return await openRegistered(configuration, world);
  } catch (error) {
    if (!(error instanceof ConfigurationError) || /^HUB_/.test(error.message)) throw error;
    throw new ConfigurationError(`HUB_AGENCIES: ${error.message}`);
  }
};

/** One line a minute and issuer, however many tokens come: an alarm, not a flood. */
const clockAlarm = ({ clock, logger }: World): ((issuer: string, seconds: number) => void) => {
  const toldAt = new Map<string, number>();
  return (issuer, seconds) => {
    const now = clock().getTime();
    if (Math.abs(now - (toldAt.get(issuer) ?? Number.NEGATIVE_INFINITY)) < clockAlarmMilliseconds) return;
    toldAt.set(issuer, now);
    logger.warn({ issuer, seconds }, "an issuer's clock is ahead of this one");
  };
};

/** Opens what turns a token into a caller, and keeps keys and revocations fresh until it is closed. */
export const openAccess = (
  { configuration, database, secrets }: Core,
  { issuers, remote }: TrustedIssuers,
  revocations: Revocations,
  world: World,
): Access => {
  const { publicUrl } = configuration;
  const bearers = [...issuers.values()].filter(
    ({ agency, senderConstrained }) => agency && !senderConstrained,
  );
  if (configuration.profile === 'production' && bearers.length > 0)
    world.logger.warn({ agencies: bearers.map(({ agency }) => agency) }, 'these agencies use bearer tokens');
  const verifier = createTokenVerifier({
    issuers,
    audience: configuration.audience,
    clock: world.clock,
    timer: world.timer,
    maxLifetimeSeconds: configuration.tokenSeconds,
    isRevoked: revocations.isRevoked,
    proofs: {
      publicUrl,
      claim: async ({ id, issuedAtSeconds }) =>
        await claimProof(database, id, new Date((issuedAtSeconds + proofKeptSeconds) * 1000)),
    },
    onClockAhead: clockAlarm(world),
    hashNationalId: (compact) => hashNationalId(compact, secrets.hashing),
    checkNationalId: (value) => {
      const check = checkNationalId(value);
      return check.ok ? check.compact : null;
    },
    purposesKnown: new Set(purposes.map((purpose) => purpose.term)),
  });

  const begun = new Set<Promise<unknown>>();
  const every = (milliseconds: number, work: () => Promise<unknown>, failure: string): NodeJS.Timeout =>
    setInterval(() => {
      const run = work()
        .catch((error: unknown) => world.logger.error({ fault: faultOf(error) }, failure))
        .finally(() => begun.delete(run));
      begun.add(run);
    }, milliseconds).unref();
  const refreshKeys = async (): Promise<unknown> => await Promise.all(remote.map((each) => each.refresh()));
  // In the background: an identity provider that is down must not keep the hub from starting.
  void refreshKeys();
  const timers = [
    every(keySetMilliseconds, refreshKeys, 'keys could not be refreshed'),
    every(revocationMilliseconds, revocations.refresh, 'what is revoked could not be read'),
    every(
      sweepMilliseconds,
      async () => await sweepProofs(database, world.clock()),
      'used proofs could not be swept',
    ),
  ];
  return {
    verifier,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      // What a timer began must not find the store closed.
      await Promise.all(begun);
    },
  };
};
