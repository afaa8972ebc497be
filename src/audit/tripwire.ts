import {
  type NewAlert,
  nextEntries,
  raiseAlert,
  saveProgress,
  type WatchedEntry,
} from '../store/alert-store.ts';
import type { Database, Transaction } from '../store/database.ts';
import { takeGuardianWithdrawals } from '../store/guardian-withdrawal-store.ts';
import { type FlaggedMark, findMattersProtecting, loadFlaggedMarks } from '../store/protective-flag-store.ts';

export interface TripwireOptions {
  readonly database: Database;
  readonly createId: () => string;
  /** Agencies whose data this agency has agreements for: their data protection officers hear of its refused purposes. */
  readonly controllersFor: (agency: string) => readonly string[];
  /** Told why a run that the timer started failed. */
  readonly onFault: (error: unknown) => void;
  /** Entries of one transaction. */
  readonly batch?: number;
}

/** Watches the sealed log and tells those who must know. */
export interface Tripwire {
  /** Looks through everything that is sealed by now, batch after batch. */
  readonly catchUp: () => Promise<void>;
  readonly start: (intervalMilliseconds: number) => void;
  /** Resolves once a run under way has ended. */
  readonly stop: () => Promise<void>;
}

type Told = Omit<NewAlert, 'id'>;

const askedIn = (entry: WatchedEntry): Pick<Told, 'agency' | 'actor' | 'purpose' | 'at'> => ({
  agency: entry.agency,
  actor: entry.body.actor,
  purpose: entry.body.purpose,
  at: new Date(entry.at),
});

const tripped = (
  entry: WatchedEntry,
  flagged: ReadonlyMap<string, readonly FlaggedMark[]>,
): readonly Told[] => {
  const matters = new Map<string, { readonly flag: FlaggedMark; objects: number }>();
  for (const marks of entry.body.sought ?? []) {
    const met = new Map(
      marks.flatMap((mark) =>
        (flagged.get(mark) ?? []).map(
          (flag) => [JSON.stringify([flag.controller, flag.matter]), flag] as const,
        ),
      ),
    );
    for (const [key, flag] of met) {
      const known = matters.get(key);
      if (known) known.objects += 1;
      else matters.set(key, { flag, objects: 1 });
    }
  }
  return [...matters.values()].map(({ flag, objects }) => ({
    ...askedIn(entry),
    recipient: flag.controller,
    role: 'lead',
    kind: 'TRIPWIRE',
    matter: flag.matter,
    objects,
  }));
};

const told = (
  entry: WatchedEntry,
  flagged: ReadonlyMap<string, readonly FlaggedMark[]>,
  controllersFor: TripwireOptions['controllersFor'],
): readonly Told[] => {
  const { agency, body } = entry;
  const alerts = [...tripped(entry, flagged)];
  const ofOfficer = { ...askedIn(entry), role: 'dpo', matter: null } as const;
  if (agency !== null && (body.conflicted ?? 0) > 0) {
    alerts.push({ ...ofOfficer, recipient: agency, kind: 'CONFLICT', objects: body.conflicted ?? 0 });
  }
  // S16: whoever is stopped for reading too many people is put to the officer of their own house.
  if (agency !== null && entry.kind === 'DENIAL' && body.code === 'RATE_LIMITED') {
    alerts.push({ ...ofOfficer, recipient: agency, kind: 'LIMIT', objects: 1 });
  }
  if (agency !== null && entry.kind === 'DENIAL' && body.code === 'FORBIDDEN') {
    for (const recipient of new Set([agency, ...controllersFor(agency)])) {
      alerts.push({ ...ofOfficer, recipient, kind: 'PURPOSE', objects: 1 });
    }
  }
  return alerts;
};

/** S05: the lead hears that a guardian withdrew consents for a child whom the matter protects. */
const toldOfWithdrawals = async (transaction: Transaction): Promise<readonly Told[]> => {
  const alerts: Told[] = [];
  for (const { person, recipient: agency, purpose, at } of await takeGuardianWithdrawals(transaction)) {
    for (const { controller, matter } of await findMattersProtecting(transaction, person)) {
      alerts.push({
        ...{ recipient: controller, role: 'lead', kind: 'GUARDIAN_WITHDRAWAL', matter },
        ...{ agency, actor: null, purpose, at, objects: 1 },
      });
    }
  }
  return alerts;
};

/**
 * The tripwire of R16 and the reports of R15 and S01, made of the log alone and after the answer: what a caller is given,
 * and how long it takes, cannot depend on who is protected. Lines are looked through once, in the order of the chain,
 * whichever process does it; what one actor does within an hour is one alert that counts objects.
 */
export const createTripwire = (options: TripwireOptions): Tripwire => {
  const { database, createId, controllersFor, onFault, batch = 1000 } = options;
  let timer: NodeJS.Timeout | undefined;
  let run: Promise<unknown> = Promise.resolve();
  let stopped = false;

  /** One batch. Resolves to whether there may be more: another kind of line fills it as well as one that is looked at. */
  const look = async (): Promise<boolean> =>
    await database.transaction(async (transaction) => {
      const next = await nextEntries(transaction, batch);
      if (!next) return false;
      if (next.entries.length > 0) {
        const flagged = new Map<string, FlaggedMark[]>();
        for (const flag of await loadFlaggedMarks(transaction)) {
          flagged.set(flag.mark, [...(flagged.get(flag.mark) ?? []), flag]);
        }
        for (const entry of next.entries) {
          for (const alert of told(entry, flagged, controllersFor)) {
            await raiseAlert(transaction, { id: createId(), ...alert });
          }
        }
      }
      // Each withdrawal leaves a line of its operation behind it, so there is always a batch that finds it.
      for (const alert of await toldOfWithdrawals(transaction)) {
        await raiseAlert(transaction, { id: createId(), ...alert });
      }
      await saveProgress(transaction, next.end);
      return true;
    });

  const lookThrough = async (): Promise<void> => {
    while (!stopped && (await look()));
  };

  // INVARIANT: R16's sixty seconds hold however many lines come: no tick leaves any for the next.
  const catchUp = (): Promise<void> => {
    const next = run.then(lookThrough);
    run = next.catch(() => undefined);
    return next;
  };

  return {
    catchUp,
    start: (intervalMilliseconds) => {
      let watching = false;
      timer = setInterval(() => {
        // A store that does not answer is asked once, not once a second.
        if (watching) return;
        watching = true;
        void catchUp()
          .catch(onFault)
          .finally(() => {
            watching = false;
          });
      }, intervalMilliseconds);
      timer.unref();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await run;
    },
  };
};
