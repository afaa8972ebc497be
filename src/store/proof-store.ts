import type { Database } from './database.ts';

/** Keeps a proof of possession until it is too old to be taken. Tells whether it is new: of two takers only one hears so. */
export const claimProof = async (database: Database, proof: string, until: Date): Promise<boolean> => {
  const claimed = await database.query(
    'insert into dpop_proof (proof, until) values (?, ?) on conflict do nothing returning proof',
    [proof, until],
  );
  return claimed.length === 1;
};

/** Lets go of the proofs that nobody would take any more. */
export const sweepProofs = async (database: Database, now: Date): Promise<void> => {
  await database.query('delete from dpop_proof where until < ?', [now]);
};
