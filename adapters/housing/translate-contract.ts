import type { TranslationContext } from '../../src/domain/adapter.ts';
import { ItemReader } from '../../src/domain/reading/item-reader.ts';
import type { PersonDraft, Problem, RecordDraft, UnitDraft } from '../../src/domain/record-draft.ts';
import type { TenantEntry } from './contract.generated.ts';
import type { Cells, RegisterRow } from './register-row.ts';
import { readTenancy } from './tenancy.ts';
import { relationOf } from './vocabulary.ts';

const LONGEST_NAME = 200;

/** The register has no column for the day a tenancy ended, so the clock of its retention has not started. */
const retainFrom = { until: null };

/** One tenant's row: who it is, and what the register says of them. */
interface Tenant {
  readonly row: RegisterRow;
  readonly person: PersonDraft;
  readonly entry: Required<TenantEntry>;
}

const readTenant = (row: RegisterRow, context: TranslationContext, problems: Problem[]): Tenant => {
  const reader = new ItemReader<Cells>(row.cells, { row: row.row, today: context.today, problems });
  const nationalId = reader.nationalId('jmbg');
  const person: PersonDraft = {
    localId: row.entryNumber,
    givenName: reader.text('ime', LONGEST_NAME),
    familyName: reader.text('prezime', LONGEST_NAME),
    birthDate: reader.pastDate('datum_rodjenja'),
    nationalId: nationalId === null ? null : { value: nationalId, row: row.row, column: 'jmbg' },
  };
  const entry: Required<TenantEntry> = {
    entryNumber: row.entryNumber,
    givenName: person.givenName,
    familyName: person.familyName,
    birthDate: person.birthDate,
    // Whether an id passes its check is found where it is hashed; that there is none is known here.
    nationalIdChecked: nationalId === null ? false : null,
    relation: reader.word('srodstvo', relationOf),
  };
  return { row, person, entry };
};

/**
 * Stands in the subjects of a contract for whoever the rows do not tell. Nobody is linked to it, so nobody consents for
 * it: what is shared is never opened by the consent of those alone whose rows could be read (R5).
 *
 * INVARIANT: it is no tenant's number: those are trimmed, and this begins with a space.
 */
const unknownTenantOf = (contractNumber: string): string => ` ${contractNumber}#unknown`;

/** One contract with its tenants: the rows of one `broj_ugovora`, wherever in the file they stand. */
export const translateContract = (
  contractNumber: string,
  rows: readonly [RegisterRow, ...RegisterRow[]],
  complete: boolean,
  context: TranslationContext,
): UnitDraft => {
  const problems: Problem[] = [];
  const tenants = rows.map((row) => readTenant(row, context, problems));
  const holders = tenants.filter(({ entry }) => entry.relation === 'HOLDER');
  const head = holders[0]?.row ?? rows[0];
  if (holders.length === 0) {
    const reason = 'No row of this contract is its holder, so nobody counts as having signed it.';
    problems.push({ row: head.row, column: 'srodstvo', reason });
  }
  const { tenancy, problems: tenancyProblems } = readTenancy(contractNumber, head, rows, {
    today: context.today,
    complete,
  });
  const unknown = unknownTenantOf(contractNumber);
  const signedByUnknown = !complete || tenants.some(({ entry }) => entry.relation === null);
  const tenancyRecord: RecordDraft = {
    kind: 'tenancy',
    localId: contractNumber,
    personLocalId: null,
    signatories: [...holders.map(({ row }) => row.entryNumber), ...(signedByUnknown ? [unknown] : [])],
    members: [...tenants.map(({ row }) => row.entryNumber), ...(complete ? [] : [unknown])],
    observedOn: null,
    relationshipWith: null,
    retainFrom,
    payload: tenancy,
  };
  const entryRecords = tenants.map(
    ({ row: { entryNumber }, entry }): RecordDraft => ({
      kind: 'tenant-entry',
      localId: entryNumber,
      personLocalId: entryNumber,
      signatories: [entryNumber],
      members: [entryNumber],
      observedOn: null,
      // A running contract is an open relationship of each tenant with the municipality (R10).
      relationshipWith:
        tenancy.status === 'ACTIVE'
          ? {
              agency: context.controller,
              kind: 'CURRENT_RECORD',
              from: tenancy.movedInOn ?? null,
              closedOn: null,
            }
          : null,
      retainFrom,
      payload: entry,
    }),
  );
  return {
    localId: contractNumber,
    version: null,
    recordedAt: null,
    compartment: 'general',
    protects: [],
    localCommunity: tenancy.localCommunity,
    address: tenancy.address,
    flat: tenancy.flat,
    headName: null,
    persons: tenants.map(({ person }) => person),
    records: [tenancyRecord, ...entryRecords],
    problems: [...problems, ...tenancyProblems].sort((one, other) => one.row - other.row),
    rows: rows.map(({ row }) => row),
  };
};
