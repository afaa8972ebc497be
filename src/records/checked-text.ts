import { HubError } from '../domain/hub-error.ts';

/** Characters of a person's own words, and of a reason. */
const longestText = 2000;

/**
 * What somebody wrote, without the space around it.
 *
 * @throws HubError BAD_USER_INPUT where nothing is left, or too much, with the words for what it is.
 */
export const checkedText = (text: string, what: string): string => {
  const refuse = (fault: string): never => {
    throw new HubError('BAD_USER_INPUT', { publicMessage: `${what} ${fault}.` });
  };
  const trimmed = text.trim();
  if (trimmed === '') refuse('is empty');
  if (trimmed.length > longestText) refuse(`has ${longestText} characters at most`);
  return trimmed;
};
