import type { Source } from '../domain/agency.ts';
import { general, ownSource } from '../domain/compartment.ts';
import type { PublicKey } from '../domain/matter.ts';
import type { UnitDraft } from '../domain/record-draft.ts';
import { isEnd } from '../domain/unit-end.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import type { Transaction } from '../store/database.ts';
import { replaceFindings } from '../store/intake-finding-store.ts';
import { dropApart, findMentionsOfUnits } from '../store/link-store.ts';
import { findPartyKeys } from '../store/matter-store.ts';
import { insertChanges } from '../store/outbox-store.ts';
import { type Protecting, replaceFlags } from '../store/protective-flag-store.ts';
import {
  findStatements,
  insertRecords,
  lockIntake,
  type NewRecord,
  restartRelationships,
  supersedeUnits,
} from '../store/record-store.ts';
import { replaceCopyMarks, type SealedCopy } from '../store/sealed-copy-store.ts';
import { type AcceptInput, acceptUnits, type TakenUnit, type UnitReceipt } from './accept-units.ts';
import type { Bearer } from './bearer.ts';
import { changesOf } from './changes-of.ts';
import { copyMarks, copyName, divertedOf, findProtected, forOwnSource, sealCopy } from './divert.ts';
import { flagsOfUnit } from './flags-of-unit.ts';
import { findingsOf } from './intake-findings.ts';
import { learnCommunities } from './known-communities.ts';
import { linkApart } from './link-apart.ts';
import { linkableOf } from './linkable-of.ts';
import { linkUnits } from './linker.ts';
import { roundsOf } from './rounds-of.ts';
import type { ScoringSource } from './scoring-source.ts';
import { sealUnit } from './seal-unit.ts';

/** What an intake stands on; clock, ids and keys are arguments. */
export interface IntakeInput extends AcceptInput {
  /** Public keys for which matters are sealed, by controller. */
  readonly matterKeys: ReadonlyMap<string, PublicKey>;
  /** By what lines are weighed. */
  readonly scoring: ScoringSource;
}

/** Takes the units of one source over. */
export interface Intake {
  /** Inside a transaction that its caller holds open. */
  readonly take: (
    transaction: Transaction,
    source: Source,
    units: readonly UnitDraft[],
    bearer: Bearer,
  ) => Promise<readonly UnitReceipt[]>;
}

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

  const takeRound: Intake['take'] = async (transaction, source, units, bearer) => {
    const now = input.clock();
    const { receipts, accepted, ownAlready } = await acceptUnits(
      transaction,
      { source, units, bearer },
      input,
    );
    const scoring = await input.scoring(transaction);
    input.reached('units accepted');
    const ended = accepted.filter(({ unit }) => isEnd(unit)).map(({ unit }) => unit.localId);
    const named = await findMentionsOfUnits<PersonMention>(transaction, source.id, ended);
    const protects = await findProtected(
      transaction,
      // That a register no longer has somebody is news of whom it had (R11).
      accepted.map(({ unit, persons }) => ({ unit, mentions: named.get(unit.localId) ?? persons.mentions })),
      { hashingKey: input.hashingKey, scoring },
    );
    const diverted = await divertedOf(transaction, source.id, {
      said: accepted,
      protects,
      catalogue: input.catalogue,
    });
    input.reached('protected persons found');
    const sealed = accepted.filter(({ unit }) => unit.compartment !== general);
    const apart = accepted.filter(({ unit }) => diverted.has(unit));
    const open = accepted.filter(({ unit }) => unit.compartment === general && !diverted.has(unit));
    const ordinaryAgain = open.map(({ unit }) => unit.localId).filter((unit) => ownAlready.has(unit));

    const wereHeld = new Set(
      receipts.flatMap(({ localId, outcome }) => (outcome === 'UPDATED' ? [localId] : [])),
    );

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
    input.reached('units sealed');
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
    input.reached('copies sealed');
    const updated = open.map(({ unit }) => unit.localId).filter((unit) => wereHeld.has(unit));
    const before = await findStatements(transaction, source.id, updated);
    await supersedeUnits(transaction, source.id, superseded, now);
    input.reached('versions superseded');
    await insertRecords(transaction, written);
    input.reached('records inserted');
    await replaceFindings(transaction, source, findingsOf(units, receipts, accepted));
    input.reached('findings replaced');
    await insertChanges(transaction, changesOf(source, open, receipts, before, input.createId), now);
    input.reached('changes written');
    await replaceCopyMarks(transaction, copies);
    await replaceFlags(
      transaction,
      sealed.map(({ unit, name }) => ({ source: source.id, unit: name, compartment: unit.compartment })),
      sealed.flatMap(({ unit, name, persons }) => flagsOfUnit(source, unit, name, persons, input.hashingKey)),
    );
    input.reached('flags replaced');
    if (source.municipality) {
      const told = new Set(open.map(({ unit }) => unit));
      const known = units.filter(
        (unit) => told.has(unit) || !(diverted.has(unit) || ownAlready.has(unit.localId)),
      );
      await learnCommunities(transaction, source.municipality, known, input);
    }

    input.reached('communities learned');

    // R11: what lies in a compartment is linked in nobody's sight: what a matter seals not at all.
    const linking = { createId: input.createId, now, hashingKey: input.hashingKey, scoring };
    const linkable = (each: TakenUnit) => linkableOf(source, each);
    const relinked = await linkUnits(transaction, source.id, open.map(linkable), linking);
    input.reached('units linked');
    const { id, controller } = source;
    await linkApart(transaction, { source: id, controller }, apart.map(linkable), linking);
    await dropApart(transaction, source.id, ordinaryAgain, now);
    input.reached('units linked apart');
    // Who a line now names is somebody else: what was declared or confirmed of the one does not pass to the other (R10).
    await restartRelationships(
      transaction,
      source.id,
      relinked,
      bearer.kind === 'AGENCY' ? bearer : null,
      now,
    );
    input.reached('relationships restarted');
    return receipts;
  };

  const take: Intake['take'] = async (transaction, source, units, bearer) => {
    await lockIntake(transaction);
    const receipts: UnitReceipt[] = [];
    for (const round of roundsOf(units))
      receipts.push(...(await takeRound(transaction, source, round, bearer)));
    return receipts;
  };

  return {
    take,
  };
};
