import { SourceFault } from '../../domain/source-fault.ts';
import { parseJson } from '../json/parse-json.ts';

/** The JSON of an answer, with what cannot be used marked in it. @throws SourceFault */
export const readJson = async (response: Response): Promise<unknown> => {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(response.headers.get('content-type') ?? ''))
    throw new SourceFault('WRONG_FORM', 'it answers with no JSON');
  const text = await response.text();
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new SourceFault('WRONG_FORM', 'its answer is not whole JSON');
    throw error;
  }
};
