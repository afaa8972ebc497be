/** What was pushed, and what was answered: the side that must not be disappointed. */
export interface PushedBatch {
  readonly key: string;
  readonly records: readonly object[];
  /** Null while nobody has answered. */
  answer: {
    readonly requestId: string;
    readonly text: string;
    readonly receipts: readonly { readonly localId: string; readonly outcome: string }[];
  } | null;
}

/** The street at which a trigger of the test breaks whatever is written: an item that the store cannot hold. */
export const brokenStreet = 'Slomljena 1';

const caseOf = (number: number, version: number, changes: object): object => ({
  caseNumber: `K-${number}`,
  version,
  recordedAt: '2026-11-20T08:00:00Z',
  address: `Polimska ${number % 50}`,
  localCommunity: 'Park',
  members: [
    {
      localId: `K-${number}/1`,
      ...{ givenName: `Ime${number % 17}`, familyName: `Prezime${number % 13}`, relation: 'nosilac' },
      birthDate: `19${String(40 + (number % 50))}-03-0${1 + (number % 9)}`,
    },
  ],
  ...changes,
});

/** Draws batches: new cases and newer versions, deletions, what cannot be read, what the store cannot hold, and what a matter seals. */
export const createBatches = (random: () => number): (() => PushedBatch) => {
  const versions = new Map<number, number>();
  let [batches, cases] = [0, 0];
  const record = (): object => {
    const again = cases > 3 && random() < 0.4;
    const number = again ? Math.floor(random() * cases) : cases;
    if (!again) cases += 1;
    const version = (versions.get(number) ?? 0) + 1;
    versions.set(number, version);
    const kind = random();
    if (kind < 0.1) return caseOf(number, version, { members: [], deleted: true });
    if (kind < 0.2) return caseOf(number, version, { members: [] });
    if (kind < 0.3) return caseOf(number, version, { address: brokenStreet });
    if (kind < 0.35) return caseOf(1_000_000 + number, version, { matter: `M-${number}` });
    return caseOf(number, version, {});
  };
  return () => {
    batches += 1;
    const records = Array.from({ length: 1 + Math.floor(random() * 4) }, record);
    return { key: `kill-${batches}`, records, answer: null };
  };
};
