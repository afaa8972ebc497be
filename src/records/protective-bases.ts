import type { Agency } from '../domain/agency.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { type Category, categories } from '../domain/category.ts';
import { HubError } from '../domain/hub-error.ts';
import { type Article6Basis, cite, type LegalBasisLists } from '../domain/legal-basis.ts';
import type { ProtectiveBasis } from '../domain/protective-basis.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { Database } from '../store/database.ts';
import { findMattersOf, type MatterRow } from '../store/matter-store.ts';
import { insertBasis } from '../store/protective-basis-store.ts';

/** What a lead says of readings that protect somebody. */
export interface BasisInput {
  /** A code of the list of the controller's jurisdiction. */
  readonly code: string;
  readonly article6: string;
  readonly category: string | null;
  readonly field: string | null;
  readonly reader: string;
}

/** Statements of the law on which protective readings rest (R9): sealed in the matter, and opening nothing by themselves. */
export interface ProtectiveBases {
  /** From now on; never for the time before. @throws HubError BAD_USER_INPUT */
  readonly state: (
    caller: AgencyCaller,
    matter: string,
    basis: BasisInput,
  ) => Promise<{ readonly matter: MatterRow; readonly basis: ProtectiveBasis }>;
}

export interface ProtectiveBasesInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly legalBases: LegalBasisLists;
  readonly catalogue: Catalogue;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const isCategory = (text: string): text is Category => (categories as readonly string[]).includes(text);

/** Makes the service. */
export const createProtectiveBases = (input: ProtectiveBasesInput): ProtectiveBases => {
  const { agencies, legalBases, catalogue } = input;

  const checked = (basis: BasisInput, controller: string): ProtectiveBasis => {
    const { code, category, field, reader } = basis;
    const jurisdiction = agencies.get(controller)?.jurisdiction ?? refuse('No such matter.');
    const entry = legalBases.get(jurisdiction)?.get(code);
    const citation = cite(legalBases, jurisdiction, code);
    if (!entry || !citation) return refuse('No list of the jurisdiction has this code.');
    const article6: Article6Basis =
      // R9: what a guardian gives, a guardian takes.
      entry.article6.find((each) => each === basis.article6 && each !== 'A6-1-a') ??
      refuse('The act does not carry this basis.');
    if ((category === null) === (field === null)) refuse('A category or a field is named, and not both.');
    if (field !== null && !catalogue.governed.has(field)) refuse('A field is not known.');
    if (!agencies.has(reader)) refuse('This agency is not known.');
    const named =
      category === null ? null : isCategory(category) ? category : refuse('A category is not known.');
    return { ...citation, article6, category: named, field, reader };
  };

  return {
    state: async (caller, id, stated) =>
      await input.database.transaction(async (transaction) => {
        const { agency, actor } = caller;
        const since = input.clock();
        const [matter] = await findMattersOf(transaction, { agency, actor, id, role: 'LEAD', at: since });
        if (!matter) return refuse('No such matter.');
        const basis = checked(stated, matter.controller);
        await insertBasis(transaction, {
          ...basis,
          ...{ id: input.createId(), matter: id, statedBy: actor, since },
        });
        return { matter, basis };
      }),
  };
};
