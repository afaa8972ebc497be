import { z } from 'zod';

/** What configuration files have in common. */
export const name = z.string().trim().min(1).max(200);

export const identifier = z
  .string()
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'an identifier of a-z, 0-9, dots and hyphens is expected');

export const day = z.iso.date('a day such as 2026-11-21 is expected');

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** A list that names nothing twice. */
export const distinctList = <Item extends z.ZodType>(item: Item) =>
  z.array(item).refine(distinct, 'something is named twice');
