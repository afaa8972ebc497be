import type { TestHub } from './open-hub.ts';

/** Takes a matter, as its lead. @returns the matter's own id. @throws where it cannot be taken. */
export const takeMatter = async (hub: TestHub, lead: string, reference: string): Promise<string> => {
  const { body, text } = await hub.ask(
    lead,
    'mutation ($r: String!) { takeMatter(reference: $r) { matter } }',
    { r: reference },
  );
  const taken = body.data?.['takeMatter'] as { matter: string } | null | undefined;
  if (!taken) throw new Error(`the matter was not taken: ${text}`);
  return taken.matter;
};

/** Takes the samples' matter, and names Ivana of the Centre its member. @returns its own id. */
export const takeMatterWithIvana = async (hub: TestHub, lead: string): Promise<string> => {
  const matter = await takeMatter(hub, lead, 'M-2026-001');
  await hub.ask(
    lead,
    `mutation ($matter: ID!) { nameParty(matter: $matter,
       party: { agency: "berane.centre", actor: "Ivana", role: MEMBER }) { matter } }`,
    { matter },
  );
  return matter;
};
