import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { issuerOf } from '../access/registry.ts';
import { createRevocations } from '../access/revocations.ts';
import { appendWithin, createAuditLog } from '../audit/audit-log.ts';
import { type ErasureCertificate, signCertificate } from '../audit/erasure-certificate.ts';
import { localDateOf } from '../domain/local-date.ts';
import { handOver, type Manifest, manifestName, writeDurably } from '../records/hand-over.ts';
import { createTokenRevocation } from '../records/token-revocation.ts';
import type { Core } from '../server/open-core.ts';
import {
  countRevokedAt,
  findErasedAt,
  findHeldKinds,
  findLogEnd,
  isSuspended,
  revokeConsentsOf,
} from '../store/departure-store.ts';
import { eraseRecords } from '../store/erasure-store.ts';
import { recallFact, rememberFact } from '../store/installation-store.ts';
import { dropQuarantineOf } from '../store/quarantine-store.ts';
import { lockIntake } from '../store/record-store.ts';
import { CommandFailure } from './command-failure.ts';
import { type EndedAgreements, endAgreementsOf } from './end-agreements.ts';

/** Which agency leaves, to which controller its data go, and into which folder. */
export interface Departure {
  readonly agency: string;
  readonly to: string;
  readonly folder: string;
}

/** What was done. */
export interface DepartureOutcome extends EndedAgreements {
  readonly certificate: ErasureCertificate;
  readonly file: string;
}

const certificateName = 'certificate.jws';

const manifestIn = (folder: string): Manifest | null => {
  try {
    return JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Manifest;
  } catch {
    return null;
  }
};

/** The manifest of a run of the same departure that was cut off, or null for a new one. @throws CommandFailure */
const begun = ({ agency, to, folder }: Departure): Manifest | null => {
  if (!existsSync(folder)) return null;
  const manifest = manifestIn(folder);
  const isSame =
    manifest?.agency === agency && manifest.to === to && !existsSync(join(folder, certificateName));
  if (!isSame) throw new CommandFailure(`The folder ${folder} exists. Name one that does not.`);
  return manifest;
};

const check = async ({ registry, database }: Core, { agency, to }: Departure): Promise<void> => {
  const known = [...registry.agencies.keys()].join(', ');
  for (const each of [agency, to])
    if (!registry.agencies.has(each))
      throw new CommandFailure(`No agency is called ${each}. Known: ${known}.`);
  if (agency === to) throw new CommandFailure('An agency cannot hand over to itself.');
  const left = await recallFact(database, `left ${agency}`);
  if (left !== null)
    throw new CommandFailure(`${agency} left before, on ${left}. There is nothing more to do.`);
};

/** First of all, so that nothing comes in after it was handed over; running hubs know it within five seconds. */
const refuseTokens = async (
  { registry, database }: Core,
  agency: string,
  clock: () => Date,
): Promise<void> => {
  if (await isSuspended(database, issuerOf(registry, agency) ?? '')) return;
  const revocation = createTokenRevocation({
    revocations: createRevocations({ database, clock }),
    audit: createAuditLog(database),
    issuerOf: (each) => issuerOf(registry, each),
    clock,
    createId: randomUUID,
  });
  await revocation.byOperator({ agency, tokenId: null, reason: 'The agency left.' }, null);
};

/**
 * Hands over and erases in one transaction, while nothing else is taken in: the folder is durable before anything of it is
 * erased, and where the transaction fails, nothing is, and the next run writes the folder anew.
 */
const handOverAndErase = async (
  { database }: Core,
  { agency, to, folder }: Departure,
  earlier: Manifest | null,
  now: { readonly at: Date; readonly day: string },
): Promise<Manifest> =>
  await database.transaction(async (transaction) => {
    await lockIntake(transaction);
    const held = await findHeldKinds(transaction, agency);
    const done = earlier === null ? [] : await findErasedAt(transaction, agency, earlier.at);
    if (earlier !== null && done.length > 0) {
      if (held.length === 0) return earlier;
      throw new CommandFailure(
        `Records of ${agency} came in after those in ${folder} were handed over. Keep that folder and name another one.`,
      );
    }
    const said = { agency, to, day: now.day, at: now.at.toISOString() };
    const manifest = await handOver(transaction, folder, said);
    const erased = await eraseRecords(transaction, 'controller = ?', [agency], now.at);
    await dropQuarantineOf(transaction, agency);
    const consents = await revokeConsentsOf(transaction, agency, now.at);
    await appendWithin(transaction, [
      {
        ...{ kind: 'ERASURE', at: said.at, agency, actor: 'operator', cause: 'AGENCY_LEFT' },
        counts: { RECORD_ERASED: erased.length, CONSENT_ENDED: consents },
      },
    ]);
    return manifest;
  });

/**
 * Lets an agency leave (R21): its tokens are refused, what it is controller of is handed over to another controller and
 * erased, its consents and agreements end, and a certificate says so. Cut off at any point, the same command completes it.
 *
 * @throws CommandFailure
 */
export const leaveHub = async (
  core: Core,
  departure: Departure,
  clock: () => Date,
): Promise<DepartureOutcome> => {
  const { agency, to, folder } = departure;
  const { database, registry, secrets } = core;
  await check(core, departure);
  const earlier = begun(departure);
  await refuseTokens(core, agency, clock);
  const at = clock();
  const now = { at, day: localDateOf(at, registry.timeZone) };
  const manifest = await handOverAndErase(core, departure, earlier, now);
  const agreements = await endAgreementsOf(core, agency, clock);
  // Before anybody is told that it is gone.
  await core.journal.keep();
  const files = manifest.files.map(({ file, lines, sha256 }) => ({ file, lines, sha256 }));
  const records = manifest.files.flatMap(({ source, kind, lines }) =>
    source === null ? [] : [{ source, kind, count: lines }],
  );
  const certificate: ErasureCertificate = {
    ...{ agency, to, day: manifest.day, at: manifest.at },
    handedOver: { files, records },
    erased: {
      records: await findErasedAt(database, agency, manifest.at),
      consentsEnded: await countRevokedAt(database, agency, manifest.at),
    },
    log: await findLogEnd(database),
  };
  const file = join(folder, certificateName);
  await writeDurably(file, [await signCertificate(secrets.signing, certificate)]);
  await rememberFact(database, `left ${agency}`, manifest.day);
  return { certificate, file, ...agreements };
};
