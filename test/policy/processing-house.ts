import { readFileSync } from 'node:fs';
import { readProcessingTexts } from '../../src/access/processing-files.ts';
import type { ProcessingInput } from '../../src/policy/processing/flow.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { agreements, graph, registry, today } from './demo-house.ts';

/** A file of the register's own words, as the project has it. */
export const processingText = (name: string): string =>
  readFileSync(projectFile('config', 'processing', name), 'utf8');

/** What the demo's register of processing is made from. */
export const demoProcessing: ProcessingInput = {
  agencies: registry.agencies,
  sources: [...registry.sources.values()],
  operator: registry.operator,
  agreements,
  catalogue: graph.catalogue,
  ...readProcessingTexts(processingText),
  today,
};
