import type { Adapter, TranslationContext } from '../domain/adapter.ts';
import { general } from '../domain/compartment.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { UnitDraft } from '../domain/record-draft.ts';
import { SourceFault } from '../domain/source-fault.ts';
import { checkNationalId, nationalIdHashes } from '../identity/national-id.ts';
import type { IndexedPerson } from '../store/index-store.ts';

type Payload = { readonly [field: string]: JsonValue };

/** What a live source says of some units: the payload of each record, by its unit, kind and local id. */
export type LiveAnswer = ReadonlyMap<string, Payload>;

/** Where a record's payload stands in an answer. */
export const liveKey = (unit: string, kind: string, localId: string): string =>
  JSON.stringify([unit, kind, localId]);

/** What an answer is read with. */
export interface LiveReading {
  readonly adapter: Pick<Adapter, 'translate'>;
  readonly context: TranslationContext;
  readonly hashingKey: Uint8Array;
  /** The units that were asked for. */
  readonly ids: readonly string[];
  /** Whom the index has in them. */
  readonly indexed: readonly IndexedPerson[];
}

const foreign = (message: string): SourceFault => new SourceFault('FOREIGN', message);

/** Translation is code for one register among many: what breaks it is no answer (THREATS.md O4). */
const translated = ({ adapter, context }: LiveReading, item: unknown, index: number): UnitDraft => {
  let unit: ReturnType<Adapter['translate']>;
  try {
    unit = adapter.translate(item, index, context);
  } catch {
    throw new SourceFault('WRONG_FORM', 'its answer broke the translation');
  }
  if ('records' in unit) return unit;
  throw new SourceFault('WRONG_FORM', 'an item of its answer cannot be read');
};

/** Two statements about somebody that cannot both be right. What one of them leaves out says nothing. */
const differ = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && one !== other;

const isSomebodyElse = (said: UnitDraft['persons'][number], known: IndexedPerson, hashingKey: Uint8Array) => {
  const hash = nationalIdHashes(said.nationalId?.value, hashingKey).nationalIdHash;
  // A number tells people apart better than names, which a register corrects.
  if (hash !== null && known.nationalIdHash !== null) return hash !== known.nationalIdHash;
  return (
    differ(said.birthDate, known.birthDate) ||
    differ(said.givenName, known.givenName) ||
    differ(said.familyName, known.familyName)
  );
};

/**
 * Reads what a live source answered.
 *
 * INVARIANT: nothing is used of an answer that names another unit than those asked for, or in one of them somebody whom the index does
 * not have there, or has as somebody else: the masks were set for those whom the index has.
 *
 * @throws SourceFault FOREIGN, or WRONG_FORM where an item cannot be read.
 */
export const readLiveAnswer = (items: readonly unknown[], reading: LiveReading): LiveAnswer => {
  const asked = new Set(reading.ids);
  const known = new Map(reading.indexed.map((each) => [`${each.unit} ${each.localId}`, each]));
  const answer = new Map<string, Payload>();
  for (const [index, item] of items.entries()) {
    const unit = translated(reading, item, index);
    if (!asked.has(unit.localId)) throw foreign('it answered about a unit that it was not asked about');
    // What a matter seals by now is nobody's here, whatever the index still has of it (R11).
    if (unit.compartment !== general) continue;
    for (const said of unit.persons) {
      const person = known.get(`${unit.localId} ${said.localId}`);
      if (!person || isSomebodyElse(said, person, reading.hashingKey))
        throw foreign('it answered about another person');
    }
    const passed = new Set(
      unit.persons.flatMap(({ localId, nationalId }) =>
        nationalId && checkNationalId(nationalId.value).ok ? [localId] : [],
      ),
    );
    for (const { kind, localId, personLocalId, payload: said } of unit.records) {
      const key = liveKey(unit.localId, kind, localId);
      // As at intake: the translation hands the id over apart, and whether it passes its check is found here.
      const isOfPerson = personLocalId !== null && said['nationalIdChecked'] !== undefined;
      const payload = isOfPerson ? { ...said, nationalIdChecked: passed.has(personLocalId) } : said;
      if (answer.has(key)) throw new SourceFault('WRONG_FORM', 'its answer has a unit twice');
      answer.set(key, payload);
    }
  }
  return answer;
};
