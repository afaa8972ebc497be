import type { Source } from '../domain/agency.ts';
import type { RecordKind } from './catalogue.ts';

/** The controllers that have a register of this kind of record, in the registry's order. */
export const controllersOf = (
  kind: Pick<RecordKind, 'adapter'>,
  sources: readonly Source[],
): readonly string[] => [
  ...new Set(sources.filter((source) => source.adapter === kind.adapter).map((source) => source.controller)),
];

/** The registers of one kind that one controller has. */
export const registersOf = (
  kind: Pick<RecordKind, 'adapter'>,
  controller: string,
  sources: readonly Source[],
): readonly Source[] =>
  sources.filter((source) => source.adapter === kind.adapter && source.controller === controller);
