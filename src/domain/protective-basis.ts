import type { Category } from './category.ts';
import type { Article6Basis, Citation } from './legal-basis.ts';

/**
 * On which law protective readings of an agency rest, as the lead of a matter states it beforehand (R9: never on a guardian's
 * consent). It opens nothing: agreements and matters do.
 */
export interface ProtectiveBasis extends Citation {
  readonly article6: Article6Basis;
  /** Either a category or a coordinate. */
  readonly category: Category | null;
  readonly field: string | null;
  /** The agency that reads. */
  readonly reader: string;
}

/** A basis as it was stated, never for the time before. */
export interface StatedBasis extends ProtectiveBasis {
  /** As the lead's agency names them. */
  readonly statedBy: string;
  readonly since: Date;
}
