import type { Division } from './division.ts';
import type { StatisticsMeasure } from './measures.ts';

/** One number by which a project is followed: a question to statistics, asked in each release alike. */
export interface ProjectIndicator {
  readonly id: string;
  readonly name: string;
  readonly measure: StatisticsMeasure;
  /** What alone is counted. */
  readonly where: readonly { readonly dimension: Division; readonly values: readonly string[] }[];
  /** What the project set out to reach; null where it set no number. */
  readonly target: number | null;
}

/** Work that somebody pays for, and the indicators that its funders are shown (DOMAIN.md A13). */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly municipality: string;
  /** Agencies that may read the indicators. */
  readonly funders: readonly string[];
  /** First and last day, `yyyy-mm-dd`. */
  readonly from: string;
  readonly to: string;
  readonly indicators: readonly ProjectIndicator[];
}
