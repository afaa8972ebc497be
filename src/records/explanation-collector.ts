/** What a data protection officer was told of one record of a person. */
export interface ExplainedRecordLine {
  /** The hub's own ids. */
  readonly person: string;
  readonly household: string | null;
  readonly source: string;
  readonly recordKind: string;
  readonly controller: string;
  /** Coordinates, sorted. */
  readonly fields: readonly string[];
  /** Ids of the consents that were named. */
  readonly consents: readonly string[];
}

/** Collects what was explained during one request, for the log. */
export interface ExplanationCollector {
  /** @param request the id of a request that the log has: never a text of the caller's. */
  readonly addRequest: (request: string) => void;
  readonly addRecord: (line: ExplainedRecordLine) => void;
  readonly requests: () => readonly string[];
  readonly records: () => readonly ExplainedRecordLine[];
}

export const createExplanationCollector = (): ExplanationCollector => {
  const requests = new Set<string>();
  const records: ExplainedRecordLine[] = [];
  return {
    addRequest: (request) => void requests.add(request),
    addRecord: (line) => void records.push(line),
    requests: () => [...requests].sort(),
    records: () => records,
  };
};
