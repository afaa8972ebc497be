import type { Adapter } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { type Catalogue, type GovernedField, inputsOf } from '../policy/catalogue.ts';
import {
  countHeads,
  countLines,
  countMissing,
  countSetAside,
  type FileCount,
  findComparedLines,
  findFile,
  type HeadCount,
  type ReadCounts,
} from '../store/quality-store.ts';
import { compareLines } from './compared-lines.ts';

/** How well one field of a register is filled. */
export interface FieldQuality {
  /** The coordinate, such as `TenantEntry.birthDate`. */
  readonly field: string;
  /** Records that have such a field. */
  readonly records: number;
  /** Of them, those that hold nothing in it; of whether a national id was checked, those without one that was. */
  readonly missing: number;
  /** Values that came for it and could not be taken over as they were. One that is missing now may be among them. */
  readonly invalid: number;
  /** Records in which it differs from what another line of the agency's own registers says of the same person. */
  readonly conflicting: number;
}

/** The quality of one register, in counts alone. */
export interface SourceQuality extends HeadCount {
  readonly source: string;
  /** In the order of the contract. */
  readonly fields: readonly FieldQuality[];
  /** Columns that are read into no field, and what of them could not be taken over. */
  readonly otherColumns: readonly { readonly column: string; readonly invalid: number }[];
  /** Lines of people. */
  readonly lines: number;
  /** Of them, those about somebody of whom another line is as well. */
  readonly duplicates: number;
  /** Of them, those under a national id under which somebody else stands as well. */
  readonly sharedNationalIds: number;
  /** The newest file; null where none was read. */
  readonly file: FileCount | null;
}

export interface SourceQualityInput {
  /** How a controller's own records are read. */
  readonly readAs: (controller: string) => ReadCounts;
  readonly catalogue: Catalogue;
  readonly adapters: ReadonlyMap<string, Adapter>;
}

/** Measures registers. */
export type MeasureQuality = (source: Source) => Promise<SourceQuality>;

/** Contracts' word for who stands at the head of a household. */
const headOfHousehold = 'HOLDER';

/**
 * A field with one word is said or not said, and nothing is missing where it is not: how many hold none would be how many hold
 * one, such as a neighbour's concern for somebody's health (R18).
 */
const isOneWord = ({ coordinate }: GovernedField, catalogue: Catalogue): boolean =>
  catalogue.choices.get(coordinate)?.values.length === 1;

/**
 * Makes the measuring of registers' quality, for their own agencies.
 *
 * INVARIANT: what is counted of a register is decided by what the registers of its own controller say and by nothing else: not by
 * links, which rest on other agencies' statements, nor by any matter. What is filed for its own source alone counts as it would if
 * nobody protected anybody in it (R11); what a matter seals is in no count. It is the agency's own register, so no count is too
 * small to be told (R24 is about others). Nobody who pushes is counted: no score of observers (R18).
 */
export const createSourceQuality =
  ({ readAs, catalogue, adapters }: SourceQualityInput): MeasureQuality =>
  async (source) => {
    const read = readAs(source.controller);
    const register = { source: source.id, controller: source.controller };
    const columns = adapters.get(source.adapter)?.columns ?? {};
    const kinds = [...catalogue.kinds.values()].filter(({ adapter }) => adapter === source.adapter);
    const fields = kinds.flatMap((kind) => kind.fields).filter((each) => !isOneWord(each, catalogue));
    const checked = inputsOf(catalogue, 'Person.nationalIdChecked');
    const statedBy = (coordinate: string) =>
      inputsOf(catalogue, coordinate).flatMap((name) => catalogue.governed.get(name) ?? []);
    const lineKinds = [...new Set(statedBy('Person.givenName').map(({ kind }) => kind))];
    const ownLineKinds = lineKinds.filter((kind) => kinds.some((each) => each.kind === kind));
    const relations = statedBy('Household.members')
      .filter(({ coordinate }) => catalogue.choices.get(coordinate)?.values.includes(headOfHousehold))
      .map(({ kind, field }) => ({ kind, field, head: headOfHousehold }));

    const missing = await countMissing(
      read,
      register,
      fields.map(({ kind, field, coordinate }) => ({
        ...{ kind, field },
        nothing: checked.includes(coordinate) ? false : null,
      })),
    );
    const setAside = await countSetAside(read, register);
    const compared = compareLines(await findComparedLines(read, source.controller, lineKinds), catalogue);
    const conflicting = compared.conflicting(source.id);
    return {
      source: source.id,
      fields: fields.map(({ kind, field, coordinate }) => {
        const counted = missing.find((each) => each.kind === kind && each.field === field);
        return {
          field: coordinate,
          records: counted?.records ?? 0,
          missing: counted?.missing ?? 0,
          invalid: setAside
            .filter(({ column }) => columns[column] === coordinate)
            .reduce((total, { values }) => total + values, 0),
          conflicting: conflicting.get(coordinate) ?? 0,
        };
      }),
      otherColumns: setAside
        .filter(({ column }) => !fields.some(({ coordinate }) => coordinate === columns[column]))
        .map(({ column, values }) => ({ column, invalid: values })),
      lines: await countLines(read, register, ownLineKinds),
      duplicates: compared.duplicates(source.id),
      sharedNationalIds: compared.sharedNationalIds(source.id),
      ...(await countHeads(read, register, relations)),
      file: await findFile(read, register),
    };
  };

/** Measures a register for somebody of its own agency; null for any other, and for none. */
export type OwnSourceQuality = (
  caller: Pick<AgencyCaller, 'agency' | 'roles'>,
  id: string,
) => Promise<SourceQuality | null>;

/**
 * Makes the measuring for callers. What its agency reads in a role alone is counted for that role alone: where there are few
 * observations, whether their fields are filled in says something of one (R18).
 */
export const createOwnSourceQuality =
  (measure: MeasureQuality, sources: ReadonlyMap<string, Source>): OwnSourceQuality =>
  async ({ agency, roles }, id) => {
    const source = sources.get(id);
    if (source?.controller !== agency) return null;
    const asked = source.own.roles;
    return asked.length === 0 || asked.some((role) => roles.includes(role)) ? await measure(source) : null;
  };
