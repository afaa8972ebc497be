import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import {
  type CorrectedValue,
  type CorrectionQuestion,
  findCorrectedValues,
  insertConfirmation,
} from '../store/correction-store.ts';
import type { Database } from '../store/database.ts';
import { findMisreadFields, insertLinkConfirmation, type MisreadField } from '../store/misread-store.ts';
import { openingOfField } from './governed-record.ts';
import type { Projection } from './projection.ts';

/**
 * That something which the caller's agency read has been corrected. INVARIANT: never with the new value, nor the old one.
 *
 * `READ_AGAIN`: the caller may read the field now, and the new value is in the ordinary graph, and nowhere else. `DROP`: it may
 * not. `OTHER_PERSON`: the record was somebody else's (S17).
 */
export interface Correction
  extends Pick<
    CorrectedValue,
    'id' | 'controller' | 'source' | 'field' | 'corrected_on' | 'read_on' | 'confirmed_at' | 'through'
  > {
  readonly duty: 'READ_AGAIN' | 'DROP' | 'OTHER_PERSON';
  /** Whose datum it was taken to be: of one person alone, or of those of a household. */
  readonly person: string | null;
  readonly household: string | null;
}

/** `Corrected` to who read the old value in twelve months (R22): made anew for each question, so that it is authorised then. */
export interface Corrections {
  readonly of: (caller: AgencyCaller, projection: Projection) => Promise<readonly Correction[]>;
  /** @throws HubError BAD_USER_INPUT */
  readonly confirm: (caller: AgencyCaller, id: string) => Promise<void>;
}

export interface CorrectionsInput {
  readonly database: Pick<Database, 'query'>;
  readonly catalogue: Catalogue;
  readonly clock: () => Date;
  readonly timeZone: string;
}

/**
 * Under which coordinates the log can name each field: its own, and those of the hub's that are made of it. A line of a list
 * says that a record was there, and not what was read of it.
 */
const namesOf = (catalogue: Catalogue): CorrectionQuestion['fields'] => {
  const stated = [...catalogue.derived].filter(([name]) => catalogue.stated.has(name));
  return Object.fromEntries(
    [...catalogue.governed.values()].map(({ coordinate, about }) => {
      const made = stated.flatMap(([name, inputs]) => (inputs.includes(coordinate) ? [name] : []));
      return [coordinate, { named: [coordinate, ...made], ofPerson: about === 'PERSON' }];
    }),
  );
};

export const createCorrections = (input: CorrectionsInput): Corrections => {
  const { database, catalogue } = input;
  const fields = namesOf(catalogue);

  const readerOf = (caller: AgencyCaller) => ({
    ...{ agency: caller.agency, purpose: caller.purpose, roles: caller.roles, self: selfHashOf(caller) },
    ...{ at: input.clock(), timeZone: input.timeZone },
  });
  const found = async (caller: AgencyCaller): Promise<readonly CorrectedValue[]> =>
    await findCorrectedValues(database, { ...readerOf(caller), fields });
  const misread = async (caller: AgencyCaller): Promise<readonly MisreadField[]> =>
    (await findMisreadFields(database, readerOf(caller))).filter(({ field }) =>
      catalogue.governed.has(field),
    );

  const isReadable = async (value: CorrectedValue, projection: Projection): Promise<boolean> => {
    const view =
      value.household === null
        ? await projection.view('PERSON', value.person)
        : await projection.view('HOUSEHOLD', value.household);
    const name = catalogue.governed.get(value.field)?.field ?? '';
    return (view?.records ?? []).some(
      (record) =>
        record.row.source === value.source &&
        record.row.kind === value.kind &&
        record.row.unit === value.unit &&
        record.row.local_id === value.local_id &&
        openingOfField(record, name) !== null,
    );
  };

  return {
    of: async (caller, projection) => {
      const values = (await found(caller)).map(async (value): Promise<Correction> => {
        const ofPerson = fields[value.field]?.ofPerson === true;
        return {
          ...value,
          duty: (await isReadable(value, projection)) ? 'READ_AGAIN' : 'DROP',
          person: ofPerson ? value.person : null,
          household: ofPerson ? null : value.household,
        };
      });
      const taken = (await misread(caller)).map(
        (each): Correction => ({ ...each, duty: 'OTHER_PERSON', household: null }),
      );
      return [...(await Promise.all(values)), ...taken];
    },
    confirm: async (caller, id) => {
      const { agency, purpose, actor } = caller;
      const by = { agency, purpose, actor, at: input.clock() };
      if ((await found(caller)).some((each) => each.id === id))
        return await insertConfirmation(database, { requestId: id, ...by });
      if ((await misread(caller)).some((each) => each.id === id))
        return await insertLinkConfirmation(database, { decisionId: id, ...by });
      throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such correction.' });
    },
  };
};
