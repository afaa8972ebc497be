import { corePart } from '../graph/graph-parts.ts';
import type { Configuration } from './configuration.ts';

/** Whether a process has the hub's own vocabulary, and with it what one process does for all: alone, or with the whole graph. */
export const runsCore = ({ only }: Pick<Configuration, 'only'>): boolean =>
  only === null || only === corePart;
