import type { Language } from '../access/language-file.ts';
import type { OwnRequest } from '../records/rights.ts';
import type { RequestContext } from './request-context.ts';
import { AskedRight, type OwnRightsRequest, RightsOutcome, RightsState } from './types/rights.type.ts';

/** What a person asked of a controller, as they are shown it. */
export const ownRightShown = (
  row: OwnRequest,
  language: Language,
  { ids, services }: RequestContext,
): OwnRightsRequest => {
  const nameOf = (agency: string): string => services.words.agencies.get(agency)?.name ?? agency;
  const { decision, lifting, state } = row;
  const word = state === 'DECIDED' ? (decision?.outcome ?? 'PENDING') : state;
  return {
    id: ids.encode('RIGHTS_REQUEST', row.id),
    right: AskedRight[row.requested],
    rightInWords: language.askedRights[row.requested],
    state: RightsState[state],
    stateInWords: language.rightsStates[word],
    controller: nameOf(row.controller),
    record: row.kind === null ? null : (language.kinds[row.kind] ?? row.kind),
    field: row.field === null ? null : { coordinate: row.field, label: language.fields[row.field] ?? '' },
    recipient: row.recipient === null ? null : nameOf(row.recipient),
    reference: row.reference || null,
    mine: row.mine,
    statement: row.statement,
    at: row.asked_at,
    dueOn: row.due_on,
    decision: decision && {
      outcome: RightsOutcome[decision.outcome],
      reason: decision.reason,
      at: decision.at,
      agency: nameOf(decision.agency),
      articles: decision.citations.map(({ act, article, gazette }) => ({ act, article, gazette })),
    },
    lifting: lifting && { ...lifting, agency: lifting.agency === null ? null : nameOf(lifting.agency) },
  };
};
