/** Why a field is refused by document and caller alone, as `extensions.withheld` says it, with its sentence. */
export const refusalReasons = {
  FIELD_NOT_IN_PURPOSE: 'No agreement grants this field to this agency for this purpose.',
  PROHIBITED: 'An agreement forbids this field to this agency for this purpose.',
  NAMED_ACTOR_REQUIRED: 'The token names no person: data about people are read by a named human alone.',
} as const;

export type RefusalReason = keyof typeof refusalReasons;
