import type { LearnedModel } from '../linkage/learn-model.ts';
import type { Transaction } from './database.ts';

type Query = Pick<Transaction, 'query'>;

/** A model as it is kept. */
export interface NewLinkModel {
  readonly id: string;
  readonly learnedAt: Date;
  /** Rounded, as its counts are. */
  readonly people: number;
  readonly model: LearnedModel;
}

/** The id of the model that was learned last; null before the first. */
export const findNewestModel = async ({ query }: Query): Promise<string | null> => {
  const [row] = await query<{ id: string }>(
    'select id::text as id from link_model order by learned_at desc, id limit 1',
  );
  return row?.id ?? null;
};

export const readLinkModel = async ({ query }: Query, id: string): Promise<LearnedModel | null> => {
  const [row] = await query<{ model: LearnedModel }>('select model from link_model where id = ?', [id]);
  return row?.model ?? null;
};

export const insertLinkModel = async ({ query }: Query, model: NewLinkModel): Promise<void> => {
  await query('insert into link_model (id, learned_at, people, model) values (?, ?, ?, ?::jsonb)', [
    model.id,
    model.learnedAt,
    model.people,
    JSON.stringify(model.model),
  ]);
};

/** Every general line of a person with the mention that it is compared by; nothing of what lies apart. */
export const findGeneralLines = async <Mention>({
  query,
}: Query): Promise<readonly { readonly person: string; readonly mention: Mention }[]> =>
  await query<{ person: string; mention: Mention }>(
    `select link.entity_id::text as person, mention.mention from link join mention using (entity, source, local_id)
      where link.entity = 'PERSON' and link.ended_at is null and not mention.apart`,
  );
