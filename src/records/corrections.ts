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
import { openingOfField } from './governed-record.ts';
import type { Projection } from './projection.ts';

/** That something which the caller's agency read has been corrected. INVARIANT: never with the new value, nor the old one. */
export interface Correction extends CorrectedValue {
  /** Whether the caller may read the field now: the new value is in the ordinary graph, and nowhere else. */
  readonly readable: boolean;
  /** Whether the field is about one person alone; else about those of a household. */
  readonly ofPerson: boolean;
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

  const found = async (caller: AgencyCaller): Promise<readonly CorrectedValue[]> =>
    await findCorrectedValues(database, {
      ...{ agency: caller.agency, purpose: caller.purpose, roles: caller.roles, self: selfHashOf(caller) },
      ...{ fields, at: input.clock(), timeZone: input.timeZone },
    });

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
    of: async (caller, projection) =>
      await Promise.all(
        (await found(caller)).map(async (value) => ({
          ...value,
          readable: await isReadable(value, projection),
          ofPerson: fields[value.field]?.ofPerson === true,
        })),
      ),
    confirm: async (caller, id) => {
      if (!(await found(caller)).some((each) => each.id === id)) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such correction.' });
      }
      const { agency, purpose, actor } = caller;
      await insertConfirmation(database, { requestId: id, agency, purpose, actor, at: input.clock() });
    },
  };
};
