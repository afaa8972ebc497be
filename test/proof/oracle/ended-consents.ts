import type { Near } from './conflicts.ts';
import type { Facts } from './facts.ts';
import { lastEvents } from './people.ts';

/** The three of DPV's states by which a consent that was given ends through somebody's act. */
const ends: readonly string[] = ['ConsentWithdrawn', 'ConsentRevoked', 'ConsentInvalidated'];

/** R7: whoever got a field under a consent is told that it ended, and what it had got; R15: not of somebody it is too near to. */
export const endedFor = (facts: Facts, agency: string, near: Near): unknown => {
  const given = new Map((facts['given'] ?? []).map((each) => [each['consent'], each['fields']]));
  const eventOf = lastEvents(facts);
  return (facts['consent'] ?? [])
    .filter((each) => each['recipient'] === agency && given.has(each['id']))
    .filter((each) => !near.persons.has(String(each['person_id'])))
    .flatMap((each) => {
      const last = eventOf.get(String(each['id']));
      if (!last || !ends.includes(String(last['state']))) return [];
      return [
        [
          ...['id', 'person_id', 'controller', 'purpose'].map((name) => each[name]),
          last['at'],
          given.get(each['id']),
        ],
      ];
    });
};
