import type { Adapter, TranslationContext } from '../domain/adapter.ts';
import type { Delivered } from '../domain/delivered.ts';
import type { Problem, UnitDraft } from '../domain/record-draft.ts';
import { endOf } from '../domain/unit-end.ts';

/** What the hub was given, in the register's own form, or a unit that a translation of a whole file has made. */
export type Original =
  | { readonly form: 'ITEM'; readonly item: unknown }
  | { readonly form: 'UNIT'; readonly unit: UnitDraft };

/** One item on its way in: read, or not. */
export type ReceivedItem =
  | { readonly unit: UnitDraft; readonly original: Original }
  | {
      readonly problem: Problem;
      /** UNREADABLE: the translation says why. FAILED: it broke. */
      readonly reason: 'UNREADABLE' | 'FAILED';
      /** Null where nothing of it can be tried again: a row of a file whose structure is unusable. */
      readonly original: Original | null;
    };

/** What an item that broke something is told as: not what broke, which could quote it. */
export const failed = (row: number): Problem => ({
  row,
  column: '(item)',
  reason: 'The hub could not take this over. It is kept, and its operator has been told.',
});

/**
 * INVARIANT: of a live source no value of a governed field is kept, in no table and in no hash of contents: whom its units name, where they
 * lie and what relationship they are evidence of, and nothing else.
 */
const indexOf = (unit: UnitDraft): UnitDraft => ({
  ...unit,
  records: unit.records.map((record) => ({ ...record, payload: {} })),
});

/**
 * Translates one item. A translation that breaks costs its own item: it is code for one register among many (THREATS.md G8, O4).
 *
 * @param onFault told what broke.
 */
export const translateItem = (
  adapter: Adapter,
  item: unknown,
  row: number,
  context: TranslationContext,
  onFault: (error: unknown) => void,
): ReceivedItem => {
  const original: Original = { form: 'ITEM', item };
  const isLive = adapter.delivery === 'LIVE';
  try {
    const translated = adapter.translate(item, row, context);
    if (!('records' in translated))
      return { problem: translated, reason: 'UNREADABLE', original: isLive ? null : original };
    const unit = isLive ? indexOf(translated) : translated;
    return { unit, original: isLive ? { form: 'UNIT', unit } : original };
  } catch (error) {
    onFault(error);
    return { problem: failed(row), reason: 'FAILED', original: isLive ? null : original };
  }
};

/** What a source handed over, on its way in. */
export const receivedOf = (
  adapter: Adapter,
  delivered: Delivered,
  context: TranslationContext,
  onFault: (error: unknown) => void,
): ReceivedItem => {
  if (delivered.kind === 'UNREADABLE')
    return { problem: delivered.problem, reason: 'UNREADABLE', original: null };
  if (delivered.kind === 'ITEM')
    return translateItem(adapter, delivered.item, delivered.row, context, onFault);
  const unit = endOf(delivered.localId, delivered.version, delivered.row);
  return { unit, original: { form: 'UNIT', unit } };
};
