import type { PersonLogLine } from '../store/person-log-store.ts';

/** What one agency read of a person on one day, for one purpose, out of one register, on one ground (R14). */
export interface OwnAccess
  extends Pick<
    PersonLogLine,
    'day' | 'agency' | 'purpose' | 'source' | 'recordKind' | 'controller' | 'step' | 'agreement' | 'basis'
  > {
  /** Coordinates, sorted. */
  readonly fields: readonly string[];
  /** Roles of those who read: who it was by name, their data protection officer says. */
  readonly roles: readonly string[];
  /** The ids of the requests, the newest first: what the officer is asked by. */
  readonly requests: readonly string[];
}

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

/** Lays the lines of a person's log together by day and ground, the newest day first. */
export const ownAccessesOf = (lines: readonly PersonLogLine[]): readonly OwnAccess[] => {
  const groups = new Map<string, PersonLogLine[]>();
  for (const line of lines) {
    const { day, agency, purpose, source, recordKind, controller, step, agreement } = line;
    const ground = JSON.stringify([day, agency, purpose, source, recordKind, controller, step, agreement]);
    groups.set(ground, [...(groups.get(ground) ?? []), line]);
  }
  return [...groups]
    .flatMap(([ground, [first, ...more]]) => (first ? [{ ground, first, all: [first, ...more] }] : []))
    .sort(
      (one, other) => other.first.day.localeCompare(one.first.day) || (one.ground < other.ground ? -1 : 1),
    )
    .map(({ first, all }) => ({
      day: first.day,
      agency: first.agency,
      purpose: first.purpose,
      source: first.source,
      recordKind: first.recordKind,
      controller: first.controller,
      step: first.step,
      agreement: first.agreement,
      basis: first.basis,
      fields: sorted(all.flatMap(({ fields }) => fields)),
      roles: sorted(all.flatMap(({ roles }) => roles)),
      requests: [...new Set(all.map(({ request }) => request))],
    }));
};
