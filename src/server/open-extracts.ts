import { createExtractMarks } from '../access/extract-mark.ts';
import type { PairwiseIds } from '../access/pairwise-id.ts';
import { createExtractDownloads, type ExtractDownloads } from '../records/extract-downloads.ts';
import type { ExtractDrawingInput } from '../records/extract-drawing.ts';
import { createExtracts, type Extracts } from '../records/extracts.ts';
import type { Core, World } from './open-core.ts';

/** What projects ask for, and the copies of it. */
export interface OpenedExtracts {
  readonly extracts: Extracts;
  readonly downloads: ExtractDownloads;
}

/** Opens extracts, and the copies that are made of them. */
export const openExtracts = (
  { registry, graph, database, secrets }: Core,
  { clock, createId }: Pick<World, 'clock' | 'createId'>,
  reading: Pick<ExtractDrawingInput, 'loadRows' | 'newestRelease' | 'today'> & {
    readonly pairwise: PairwiseIds;
    readonly inForce: ExtractDrawingInput['agreements'];
  },
): OpenedExtracts => {
  const { pairwise, loadRows, newestRelease, today, inForce: agreements } = reading;
  const marks = createExtractMarks(secrets.hashing);
  const shared = {
    ...{ database, catalogue: graph.catalogue, loadRows, newestRelease, today, agreements, clock, createId },
    ...{ agencies: registry.agencies, sources: [...registry.sources.values()] },
    smallestCell: registry.smallestCell,
  };
  return {
    extracts: createExtracts({ ...shared, orderOf: marks.orderOf }),
    downloads: createExtractDownloads({ ...shared, pairwise, marks }),
  };
};
