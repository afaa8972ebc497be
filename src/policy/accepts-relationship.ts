import type { Agreement } from '../domain/agreement.ts';
import type { RelationshipKind } from '../domain/relationship.ts';

/** Whether an agreement counts an open relationship of this kind: where it names none, any will do (R10). */
export const acceptsRelationship = (
  { relationships }: Pick<Agreement, 'relationships'>,
  kind: RelationshipKind,
): boolean => relationships.length === 0 || relationships.includes(kind);
