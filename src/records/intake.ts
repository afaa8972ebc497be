import type { Source } from '../domain/agency.ts';
import { general, ownSource } from '../domain/compartment.ts';
import type { PublicKey } from '../domain/matter.ts';
import type { UnitDraft } from '../domain/record-draft.ts';
import { marksOf } from '../identity/sought-mark.ts';
import type { Database, Transaction } from '../store/database.ts';
import { noteFile, replaceFindings } from '../store/intake-finding-store.ts';
import { dropApart } from '../store/link-store.ts';
import { findPartyKeys } from '../store/matter-store.ts';
import { type Protecting, type ProtectiveFlag, replaceFlags } from '../store/protective-flag-store.ts';
import {
  insertRecords,
  lockIntake,
  type NewRecord,
  restartRelationships,
  supersedeUnits,
} from '../store/record-store.ts';
import { replaceCopyMarks, type SealedCopy } from '../store/sealed-copy-store.ts';
import { type AcceptInput, acceptUnits, type TakenUnit, type UnitReceipt } from './accept-units.ts';
import type { Bearer } from './bearer.ts';
import type { CheckedPersons } from './checked-persons.ts';
import { copyMarks, copyName, divertedOf, findProtected, forOwnSource, sealCopy } from './divert.ts';
import { findingsOf } from './intake-findings.ts';
import { learnCommunities } from './known-communities.ts';
import { linkApart } from './link-apart.ts';
import { linkUnits } from './linker.ts';
import type { ScoringSource } from './scoring-source.ts';
import { sealUnit } from './seal-unit.ts';
import type { LinkableUnit } from './stored-household.ts';

/** What an intake stands on; clock, ids and keys are arguments. */
export interface IntakeInput extends AcceptInput {
  readonly database: Database;
  /** Public keys for which matters are sealed, by controller. */
  readonly matterKeys: ReadonlyMap<string, PublicKey>;
  /** By what lines are weighed. */
  readonly scoring: ScoringSource;
}

/** Takes the units of one source over. */
export interface Intake {
  readonly take: (
    source: Source,
    units: readonly UnitDraft[],
    bearer: Bearer,
  ) => Promise<readonly UnitReceipt[]>;
  /** The same inside a transaction that its caller holds open. */
  readonly takeWithin: (
    transaction: Transaction,
    source: Source,
    units: readonly UnitDraft[],
    bearer: Bearer,
  ) => Promise<readonly UnitReceipt[]>;
  /** Keeps of a register's newest file how many rows it had and how many were not taken. */
  readonly noteFile: (
    source: Source,
    rows: { readonly read: number; readonly setAside: number },
  ) => Promise<void>;
}

/** By what a protected person is known: a look-up of them leaves the same in the log (R16). */
const flagsOf = (
  source: Source,
  unit: UnitDraft,
  name: string,
  persons: CheckedPersons,
  key: Uint8Array,
): readonly ProtectiveFlag[] =>
  persons.mentions
    .filter(({ localId }) => unit.protects.includes(localId))
    .flatMap((mention) =>
      marksOf(mention, key).map((mark) => ({
        source: source.id,
        unit: name,
        compartment: unit.compartment,
        controller: source.controller,
        mark,
        nationalId: mention.nationalIdHash,
      })),
    );

/** A unit as the linker reads it. */
const linkableOf = (source: Source, { unit, persons, municipality }: TakenUnit): LinkableUnit => ({
  source: source.id,
  localId: unit.localId,
  municipality,
  localCommunity: unit.localCommunity,
  address: unit.address,
  flat: unit.flat,
  headName: unit.headName,
  heads: new Set(unit.records.flatMap((record) => record.signatories)),
  persons: persons.mentions,
});

/**
 * Makes the intake: version, idempotent content, links and records of many units in one transaction, each unit whole or
 * not at all. A late older version changes nothing and says so.
 */
export const createIntake = (input: IntakeInput): Intake => {
  const keysOf = async (
    transaction: Transaction,
    { controller, matter }: Protecting,
  ): Promise<readonly PublicKey[]> => {
    const own = input.matterKeys.get(controller);
    const parties = await findPartyKeys(transaction, { controller, reference: matter, at: input.clock() });
    return [...(own ? [own] : []), ...parties];
  };

  const takeRound: Intake['takeWithin'] = async (transaction, source, units, bearer) => {
    const now = input.clock();
    const { receipts, accepted, ownAlready } = await acceptUnits(
      transaction,
      { source, units, bearer },
      input,
    );
    const scoring = await input.scoring(transaction);
    const protects = await findProtected(
      transaction,
      accepted.map(({ unit, persons }) => ({ unit, mentions: persons.mentions })),
      { hashingKey: input.hashingKey, scoring },
    );
    const diverted = await divertedOf(transaction, source.id, {
      said: accepted,
      protects,
      catalogue: input.catalogue,
    });
    const sealed = accepted.filter(({ unit }) => unit.compartment !== general);
    const apart = accepted.filter(({ unit }) => diverted.has(unit));
    const open = accepted.filter(({ unit }) => unit.compartment === general && !diverted.has(unit));
    const ordinaryAgain = open.map(({ unit }) => unit.localId).filter((unit) => ownAlready.has(unit));

    const superseded: { unit: string; compartment: string }[] = [
      ...sealed.map(({ unit, name }) => ({ unit: name, compartment: unit.compartment })),
      ...open.map(({ unit }) => ({ unit: unit.localId, compartment: general })),
      ...[...apart.map(({ unit }) => unit.localId), ...ordinaryAgain].map((unit) => ({
        unit,
        compartment: ownSource,
      })),
    ];
    const written: NewRecord[] = [
      ...open.flatMap(({ records }) => records),
      ...apart.flatMap(({ records }) => forOwnSource(records)),
    ];
    for (const { unit, name, records } of sealed) {
      const keys = await keysOf(transaction, { controller: source.controller, matter: unit.compartment });
      written.push(await sealUnit(unit, records, name, keys));
    }
    const copies: SealedCopy[] = [];
    for (const said of apart)
      for (const into of diverted.get(said.unit) ?? []) {
        const name = copyName(source.id, said.unit.localId, into, input.hashingKey);
        superseded.push({ unit: name, compartment: into.matter });
        const marks = copyMarks(protects.get(said.unit), into);
        copies.push({
          ...{ source: source.id, unit: name, compartment: into.matter },
          ...{ controller: into.controller, marks },
        });
        written.push(
          await sealCopy(said, { ...into, id: input.createId(), name }, await keysOf(transaction, into)),
        );
      }
    await supersedeUnits(transaction, source.id, superseded, now);
    await insertRecords(transaction, written);
    await replaceFindings(transaction, source, findingsOf(units, receipts, accepted));
    await replaceCopyMarks(transaction, copies);
    await replaceFlags(
      transaction,
      sealed.map(({ unit, name }) => ({ source: source.id, unit: name, compartment: unit.compartment })),
      sealed.flatMap(({ unit, name, persons }) => flagsOf(source, unit, name, persons, input.hashingKey)),
    );
    if (source.municipality) {
      const told = new Set(open.map(({ unit }) => unit));
      const known = units.filter(
        (unit) => told.has(unit) || !(diverted.has(unit) || ownAlready.has(unit.localId)),
      );
      await learnCommunities(transaction, source.municipality, known, input);
    }

    // R11: what lies in a compartment is linked in nobody's sight: what a matter seals not at all.
    const linking = { createId: input.createId, now, hashingKey: input.hashingKey, scoring };
    const linkable = (each: TakenUnit): LinkableUnit => linkableOf(source, each);
    const relinked = await linkUnits(transaction, source.id, open.map(linkable), linking);
    const { id, controller } = source;
    await linkApart(transaction, { source: id, controller }, apart.map(linkable), linking);
    await dropApart(transaction, source.id, ordinaryAgain, now);
    // Who a line now names is somebody else: what was declared or confirmed of the one does not pass to the other (R10).
    await restartRelationships(
      transaction,
      source.id,
      relinked,
      bearer.kind === 'AGENCY' ? bearer : null,
      now,
    );
    return receipts;
  };

  const takeWithin: Intake['takeWithin'] = async (transaction, source, units, bearer) => {
    await lockIntake(transaction);
    const receipts: UnitReceipt[] = [];
    for (const round of roundsOf(units))
      receipts.push(...(await takeRound(transaction, source, round, bearer)));
    return receipts;
  };

  return {
    takeWithin,
    noteFile: async (source, rows) => await noteFile(input.database, source, { ...rows, at: input.clock() }),
    take: async (source, units, bearer) =>
      await input.database.transaction(
        async (transaction) => await takeWithin(transaction, source, units, bearer),
      ),
  };
};

/**
 * Runs of units in which none comes twice, because each version of a unit is stored and the next one succeeds it; and none comes
 * beside a sealed one before it, because whom that protects must be known by then.
 */
const roundsOf = (units: readonly UnitDraft[]): readonly (readonly UnitDraft[])[] => {
  const rounds: UnitDraft[][] = [];
  let seen = new Set<string>();
  for (const unit of units) {
    const round = rounds.at(-1);
    const isAfterSealed = unit.compartment === general && round?.at(-1)?.compartment !== general;
    if (!round || seen.has(unit.localId) || isAfterSealed) {
      rounds.push([unit]);
      seen = new Set([unit.localId]);
    } else {
      round.push(unit);
      seen.add(unit.localId);
    }
  }
  return rounds;
};
