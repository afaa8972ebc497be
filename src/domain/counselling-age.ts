import type { Category } from './category.ts';
import type { Jurisdiction } from './legal-basis.ts';
import { addPeriod } from './local-date.ts';

/** From which age, in years, a child's counselling data have left the guardians' view, by the law that the data lie under (R9). */
export type CounsellingAges = ReadonlyMap<Jurisdiction, number>;

/** What a child of that age is counselled on. */
const counselling: ReadonlySet<Category> = new Set<Category>(['HEALTH', 'SOCIAL_CARE']);

/**
 * Whether those who decide for a child still see data of a category. Of several birth dates the oldest decides; where none is
 * known, nobody's view is opened.
 */
export const isInGuardiansView = (
  category: Category,
  age: number,
  birthDates: readonly string[],
  today: string,
): boolean => {
  if (!counselling.has(category)) return true;
  const [oldest] = birthDates.toSorted();
  return oldest !== undefined && today < addPeriod(oldest, `P${age}Y`);
};
