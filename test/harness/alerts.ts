import type { Answer, TestHub } from './open-hub.ts';

/** An alert as its recipient reads it. */
export interface ReadAlert {
  readonly kind: string;
  readonly agency: string | null;
  readonly actor: string | null;
  readonly purpose: string | null;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly objects: number;
}

/** Seals the log and looks it through, as the timer does every second. */
const watchLog = async (hub: TestHub): Promise<void> => {
  while ((await hub.running.hub.seal()) > 0);
  await hub.running.hub.watch();
};

const askAlerts = async (hub: TestHub, agency: string, roles: readonly string[]): Promise<Answer> =>
  await hub.ask(
    await hub.agencyToken({
      agency,
      purpose: 'enforce-access-control',
      actor: `${roles.join(' ')} of ${agency}`,
      roles,
    }),
    '{ alerts { kind agency actor purpose firstAt lastAt objects } }',
  );

/** What somebody in this role is told, after the log was looked through. */
export const alertsOf = async (
  hub: TestHub,
  agency: string,
  role: 'dpo' | 'lead' | 'head',
): Promise<readonly ReadAlert[]> => {
  await watchLog(hub);
  const answer = await askAlerts(hub, agency, [role]);
  if (answer.status !== 200) throw new Error(`the alerts are refused: ${answer.text}`);
  return answer.body.data?.['alerts'] as readonly ReadAlert[];
};

/** The answer to one who holds none of the roles. */
export const askAlertsWithout = async (hub: TestHub, agency: string): Promise<Answer> =>
  await askAlerts(hub, agency, ['officer']);
