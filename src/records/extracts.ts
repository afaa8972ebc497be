import { readerOf } from '../access/agreement-officers.ts';
import type { PurposeClass } from '../domain/agency.ts';
import { type AgencyCaller, type Caller, selfHashOf } from '../domain/caller.ts';
import { type ExtractColumn, extractColumns } from '../domain/extract-column.ts';
import { HubError } from '../domain/hub-error.ts';
import type { ExtractBasis } from '../policy/extract-basis.ts';
import { isProject } from '../policy/ruleset.ts';
import { anonymiseExtract } from '../statistics/anonymise-extract.ts';
import type { CellRule } from '../statistics/cell-rule.ts';
import { ruleOf } from '../statistics/extract-classes.ts';
import {
  type ExtractHead,
  findExtract,
  findExtracts,
  hasExtract,
  insertApproval,
  insertExtract,
  lockExtract,
  lockProject,
  type NewRow,
  refuseExtract,
  releaseExtract,
} from '../store/extract-store.ts';
import { type ExtractDrawingInput, openExtractDrawing } from './extract-drawing.ts';

/** What a project plans to have drawn. */
export interface ExtractPlan {
  readonly municipality: string;
  readonly columns: readonly ExtractColumn[];
  readonly reason: string;
}

export interface ExtractsInput extends ExtractDrawingInput {
  /** From how many a cell of statistics is given: rows that look alike are as many. */
  readonly smallestCell: CellRule;
  /** What rows of an extract are ordered by. */
  readonly orderOf: (extract: string, person: string) => string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** An extract with the state it is in. */
export interface ExtractRecord extends ExtractHead {
  readonly state: 'PENDING' | 'RELEASED' | 'REFUSED' | 'OVER';
}

/** Extracts from their plan to their release; their rows are fetched elsewhere. */
export interface Extracts {
  /** @throws HubError FORBIDDEN, BAD_USER_INPUT, FIELD_NOT_IN_PURPOSE */
  readonly plan: (
    caller: AgencyCaller,
    purposeClass: PurposeClass,
    plan: ExtractPlan,
  ) => Promise<ExtractRecord>;
  /**
   * Approves for one controller; with the last the rows are drawn.
   *
   * @throws HubError FORBIDDEN, BAD_USER_INPUT, EXTRACT_OVER; EXTRACT_NOT_ANONYMOUS where the rows cannot be given
   */
  readonly approve: (caller: Caller, id: string) => Promise<ExtractRecord>;
  /** Those of the caller's project, or those that hold records of the caller's agency. @throws HubError FORBIDDEN */
  readonly list: (caller: Caller, purposeClass: PurposeClass) => Promise<readonly ExtractRecord[]>;
}

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const longestReason = 500;
const mostPending = 10;

/** Whether an extract's time is over: of its rows, or to be approved. */
export const isExtractOver = ({ expires_at: end }: ExtractHead, at: Date): boolean =>
  Date.parse(end) <= at.getTime();

const sameWords = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));

/** On whose behalf an extract that was planned is drawn. */
const plannerOf = (extract: ExtractHead): AgencyCaller => ({
  ...{ kind: 'AGENCY', agency: extract.recipient, actor: extract.planned_by, named: true },
  ...{ purpose: extract.purpose, roles: extract.planned_roles, area: null },
  self: extract.planned_person === null ? null : { nationalIdHash: extract.planned_person, birthDate: '' },
  token: { issuer: '', id: '' },
});

/**
 * Says that a project has its extract.
 *
 * INVARIANT: one project, one extract. Its ids would join two past every check: their columns, the ages of two days, and who is left
 * out of the one and given in the other.
 */
const refuseSecond = (): never =>
  refuse('This project has had its extract: another is drawn for a project with ids of its own.');

/** Whether a drawing rests on all that was approved, and on nothing else. */
export const isAsApproved = (
  { controllers, approved }: ExtractHead,
  basis: Pick<ExtractBasis, 'controllers' | 'missing'>,
): boolean =>
  basis.missing.length === 0 &&
  sameWords(basis.controllers, controllers) &&
  controllers.every((each) => approved.includes(each));

/** Says that nothing is given on an agreement that has changed. */
export const refuseChanged = (): never =>
  refuse('What was agreed has changed since it was planned: plan it again.');

/** The columns in the order in which rows have them. */
export const columnsOf = ({ columns }: ExtractHead): readonly ExtractColumn[] =>
  extractColumns.filter((column) => columns.includes(column));

/** Makes the service. */
export const createExtracts = (input: ExtractsInput): Extracts => {
  const { database, clock } = input;

  const checkPlan = (caller: AgencyCaller, { columns, reason, municipality }: ExtractPlan): void => {
    if (columns.length === 0) refuse('An extract has a column at least.');
    if (new Set(columns).size < columns.length) refuse('Each column is named once.');
    if (reason.trim() === '' || reason.length > longestReason)
      refuse(`A reason of 1 to ${longestReason} characters is missing.`);
    if (input.agencies.get(caller.agency)?.municipalities.includes(municipality) !== true)
      refuse('A municipality in which the agency works is named.');
  };

  const recordOf = (extract: ExtractHead): ExtractRecord => {
    const state = isExtractOver(extract, clock()) ? 'OVER' : (extract.outcome ?? 'PENDING');
    return { ...extract, state: extract.outcome === 'REFUSED' ? 'REFUSED' : state };
  };

  const found = async (id: string): Promise<ExtractRecord> => {
    const extract = await findExtract(database, id);
    return extract ? recordOf(extract) : refuse('There is no such extract.');
  };

  /** What an extract would be given of, or why it is given of nobody. */
  const draw = async (extract: ExtractHead) => {
    const columns = columnsOf(extract);
    const question = { caller: plannerOf(extract), municipality: extract.municipality, columns };
    const drawing = await openExtractDrawing(input, question);
    // INVARIANT: nothing of a controller is drawn that has not approved.
    if (!isAsApproved(extract, drawing.basis)) return 'CHANGED' as const;
    const everybody = await drawing.everybody();
    const anonymous = anonymiseExtract(everybody, drawing.rowAt, ruleOf(input.smallestCell, columns));
    const rows = anonymous?.rows
      .map(({ source: { person, consents, records }, row }) => ({
        ...{ person, consents, records, ...row },
        order: input.orderOf(extract.id, person),
      }))
      .sort((one, other) => (one.order < other.order ? -1 : 1))
      .map(({ order: _order, ...row }, index): NewRow => ({ ...row, position: index + 1 }));
    return anonymous && rows
      ? { level: anonymous.level, rows, asOf: drawing.asOf }
      : ('NOT_ANONYMOUS' as const);
  };

  const release = async (extract: ExtractHead): Promise<ExtractRecord> => {
    const drawn = (await hasExtract(database, extract)) ? ('SECOND' as const) : await draw(extract);
    const at = clock();
    const outcome = await database.transaction(async (transaction) => {
      const locked = await lockExtract(transaction, extract.id);
      // Somebody else's approval was the last as well, and was faster.
      if (locked?.outcome !== null) return 'DECIDED';
      await lockProject(transaction, extract);
      const outcome = (await hasExtract(transaction, extract)) ? 'SECOND' : drawn;
      if (typeof outcome === 'string') {
        await refuseExtract(transaction, extract.id, at);
        return outcome;
      }
      const { rows, level, asOf } = outcome;
      const rowsTold = Math.round(rows.length / 5) * 5;
      await releaseExtract(transaction, extract.id, rows, { level, asOf, rowsTold, at });
      return 'DECIDED';
    });
    if (outcome === 'SECOND') refuseSecond();
    if (outcome === 'CHANGED') refuseChanged();
    if (outcome === 'NOT_ANONYMOUS') throw new HubError('EXTRACT_NOT_ANONYMOUS');
    return await found(extract.id);
  };

  return {
    plan: async (caller, purposeClass, plan) => {
      if (!isProject(purposeClass) || !caller.named || caller.self === null)
        throw new HubError('FORBIDDEN', { internal: 'not a named person of a project' });
      checkPlan(caller, plan);
      const { basis } = await openExtractDrawing(input, { caller, ...plan });
      if (basis.missing.length > 0)
        throw new HubError('FIELD_NOT_IN_PURPOSE', {
          publicMessage: 'No agreement gives this project all that the columns are worked out from.',
        });
      const of = { recipient: caller.agency, project: purposeClass };
      if (await hasExtract(database, of)) refuseSecond();
      const open = (await findExtracts(database, of))
        .map(recordOf)
        .filter(({ state }) => state === 'PENDING');
      if (open.length >= mostPending)
        refuse(`At most ${mostPending} extracts of a project wait for approval.`);
      const id = input.createId();
      await insertExtract(
        database,
        {
          ...{ id, ...of, purpose: caller.purpose, ...plan, reason: plan.reason.trim() },
          ...{ controllers: basis.controllers, planned_by: caller.actor, planned_person: selfHashOf(caller) },
          ...{ planned_roles: caller.roles },
        },
        clock(),
      );
      return await found(id);
    },
    approve: async (caller, id) => {
      const officer = readerOf(caller);
      const extract = await found(id);
      if (!extract.controllers.includes(officer.agency)) refuse('There is no such extract.');
      if (extract.outcome !== null) refuse('This extract does not wait for approval.');
      if (isExtractOver(extract, clock())) throw new HubError('EXTRACT_OVER');
      const isSameAccount = extract.recipient === officer.agency && extract.planned_by === officer.actor;
      // One human can have accounts at two agencies.
      if (isSameAccount || extract.planned_person === selfHashOf(officer))
        throw new HubError('FORBIDDEN', { publicMessage: 'A second person approves, not who planned.' });
      const approved = await database.transaction(async (transaction) => {
        await lockExtract(transaction, id);
        const approval = { id, controller: officer.agency, actor: officer.actor, at: clock() };
        await insertApproval(transaction, approval);
        return await lockExtract(transaction, id);
      });
      if (!approved?.controllers.every((each) => approved.approved.includes(each))) return await found(id);
      return await release(approved);
    },
    list: async (caller, purposeClass) => {
      if (caller.kind === 'AGENCY' && isProject(purposeClass) && caller.named)
        return (await findExtracts(database, { recipient: caller.agency, project: purposeClass })).map(
          recordOf,
        );
      return (await findExtracts(database, { controller: readerOf(caller).agency })).map(recordOf);
    },
  };
};
