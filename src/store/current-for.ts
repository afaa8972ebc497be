/**
 * What the general graph says, for everybody but the agency whose own register has said something else since of somebody who is
 * protected; and that, for this agency alone (R11).
 *
 * INVARIANT: the only door by which a record outside the general compartment is read as a record.
 *
 * @param row a current record that is not erased; `agency` SQL of whoever reads, used twice.
 */
export const isCurrentFor = (row: string, agency: string): string =>
  `(${row}.compartment = 'own' and ${row}.controller = ${agency}
    or ${row}.compartment = 'general' and not (${row}.controller = ${agency} and exists (
      select from record newer where newer.source = ${row}.source and newer.unit = ${row}.unit
        and newer.compartment = 'own' and newer.superseded_at is null and newer.erased_at is null)))`;
