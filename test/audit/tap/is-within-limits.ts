import { parse } from 'graphql';
import { judgeDocument } from '../../../src/policy/document-budget.ts';
import { costLimits, readCost } from '../../../src/policy/operation-cost.ts';
import { published } from './contract.ts';

/** Whether a question stays below the limits of `docs/limits.md`: beyond them nothing is disclosed, and nothing is compared. */
export const isWithinLimits = (query: string, variables: Readonly<Record<string, unknown>>): boolean => {
  if (judgeDocument(query).exceeded !== null) return false;
  const document = parse(query);
  const operation = document.definitions.find((each) => each.kind === 'OperationDefinition');
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation was drawn');
  return readCost(published, document, operation)(variables) <= costLimits.objects;
};
