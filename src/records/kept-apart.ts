import { lineSignature } from '../identity/line-signature.ts';
import type { LinkedMention, PersonMention } from '../identity/person-mention.ts';
import type { Transaction } from '../store/database.ts';
import { type ApartLine, findApartLines } from '../store/link-decision-store.ts';

/** The lines that one line must not be joined to by itself. */
interface KeptApart {
  readonly places: ReadonlySet<string>;
  readonly signatures: ReadonlySet<string>;
  readonly hashingKey: Uint8Array;
}

const placeOf = ({ source, localId }: { readonly source: string; readonly localId: string }): string =>
  `${source} ${localId}`;

const apartOf = (lines: readonly ApartLine[], hashingKey: Uint8Array): KeptApart => ({
  places: new Set(lines.map(placeOf)),
  signatures: new Set(lines.map(({ signature }) => signature)),
  hashingKey,
});

/**
 * From which lines some lines of one source are kept apart, because somebody said that they are two people (R20, S17).
 *
 * @param changed local ids whose lines name somebody else than they did: of these it counts what they say, and not the number.
 */
export const findKeptApart = async (
  transaction: Transaction,
  source: string,
  fresh: readonly PersonMention[],
  changed: ReadonlySet<string>,
  hashingKey: Uint8Array,
): Promise<ReadonlyMap<string, KeptApart>> => {
  const asked = fresh.map((mention) => ({
    localId: mention.localId,
    signature: lineSignature(mention, hashingKey),
    sameLine: !changed.has(mention.localId),
  }));
  const lines = Map.groupBy(await findApartLines(transaction, source, asked), ({ of }) => of);
  return new Map([...lines].map(([localId, some]) => [localId, apartOf(some, hashingKey)]));
};

/** INVARIANT: of a person whom a line is kept apart from no line is a candidate, or the pair would join again by itself. */
export const withoutApart = (
  candidates: readonly LinkedMention[],
  apart: KeptApart | undefined,
): readonly LinkedMention[] => {
  if (!apart) return candidates;
  const persons = new Set(
    candidates
      .filter(
        (each) =>
          apart.places.has(placeOf(each)) || apart.signatures.has(lineSignature(each, apart.hashingKey)),
      )
      .map(({ person }) => person),
  );
  return candidates.filter(({ person }) => !persons.has(person));
};
