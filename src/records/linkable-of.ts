import type { Source } from '../domain/agency.ts';
import type { TakenUnit } from './accept-units.ts';
import type { LinkableUnit } from './stored-household.ts';

/** A unit as the linker reads it. One that its source no longer has names nobody and is nowhere, so its household parts from it. */
export const linkableOf = (source: Source, { unit, persons, municipality }: TakenUnit): LinkableUnit => ({
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
