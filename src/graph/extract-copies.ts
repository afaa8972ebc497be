import { createHash } from 'node:crypto';
import type { PairwiseIds } from '../access/pairwise-id.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { extractRoot } from '../audit/extract-root.ts';
import type { Agency } from '../domain/agency.ts';
import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { ExtractDownloads, ExtractPage } from '../records/extract-downloads.ts';
import { denialOf, disclosuresOf, type LoggedRequest, operationOf } from './audit-entries.ts';
import { sharedIdScope } from './create-request-context.ts';

export interface ExtractCopiesInput {
  readonly downloads: ExtractDownloads;
  readonly audit: AuditLog;
  readonly pairwise: PairwiseIds;
  readonly agencies: ReadonlyMap<string, Agency>;
  /** Looks whether the policy is what this process knows. */
  readonly freshPolicy: () => Promise<unknown>;
  readonly policyVersion: () => string;
  readonly clock: () => Date;
}

/** A copy that somebody asks for. */
export interface ExtractRequest {
  readonly caller: Caller;
  readonly requestId: string;
  /** The extract as its caller names it. */
  readonly id: string;
  /** Whether the token of whoever asks is still good: looked at for each page, because who reads slowly would outlast it. */
  readonly stillHolds: () => Promise<boolean>;
}

/** Copies of extracts, each line of which is in the log of whom it is about before it goes out (R14). */
export interface ExtractCopies {
  /** @returns pieces of CSV (RFC 4180), with a header. @throws HubError before the first of them */
  readonly open: (request: ExtractRequest) => Promise<AsyncGenerator<string>>;
}

/** The registered operation by which a project's people see their extracts lets them fetch one. */
const operation = 'extracts';

export const createExtractCopies = (input: ExtractCopiesInput): ExtractCopies => {
  const { audit } = input;

  const logged = ({ caller, requestId, id }: ExtractRequest): LoggedRequest => ({
    ...{ caller, requestId, at: input.clock() },
    operation: {
      name: extractRoot,
      hash: createHash('sha256')
        .update(JSON.stringify([extractRoot, id]))
        .digest('hex'),
    },
  });

  const pagesFor = async ({ caller, id }: ExtractRequest): Promise<AsyncIterable<ExtractPage>> => {
    const registration =
      caller.kind === 'AGENCY'
        ? input.agencies.get(caller.agency)?.registrations.get(caller.purpose)
        : undefined;
    if (caller.kind !== 'AGENCY' || !caller.named || registration?.operations.has(operation) !== true)
      throw new HubError('FORBIDDEN');
    const named = input.pairwise.decode('EXTRACT', id, sharedIdScope);
    if (named === null) throw new HubError('BAD_USER_INPUT', { publicMessage: 'There is no such extract.' });
    await input.freshPolicy();
    return await input.downloads.open(caller, registration.class, named);
  };

  const copy = async function* (
    request: ExtractRequest,
    pages: AsyncIterable<ExtractPage>,
  ): AsyncGenerator<string> {
    for await (const { csv, disclosures } of pages) {
      if (!(await request.stillHolds()))
        throw new HubError('UNAUTHENTICATED', { internal: 'the token ended before the copy did' });
      // Rules that another process has changed since hold from the next page on.
      await input.freshPolicy();
      // INVARIANT: nothing goes out that is not in the log of whom it is about (THREATS.md A1).
      await audit.append(disclosuresOf(logged(request), input.policyVersion(), disclosures, []));
      yield csv;
    }
  };

  return {
    open: async (request) => {
      try {
        const pages = await pagesFor(request);
        const asked = { rootFields: [extractRoot], withheld: [] };
        await audit.append([operationOf(logged(request), input.policyVersion(), asked, [])]);
        return copy(request, pages);
      } catch (error) {
        if (error instanceof HubError)
          await audit.append([denialOf(logged(request), input.policyVersion(), { code: error.code })]);
        throw error;
      }
    },
  };
};
