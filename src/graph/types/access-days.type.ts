import { GraphQLLocalDate } from 'graphql-scalars';
import { ArgsType, Directive, Field } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { addDays } from '../../domain/local-date.ts';

const usualDays = 30;
const mostDays = 92;

const day = '@names(none: "a day, not a field of anybody")';

/** The days of the readings that are asked for. */
@ArgsType()
export class AccessDays {
  @Directive(day)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: `The first day; ${usualDays} days back where it is left out.`,
  })
  from!: string | null;

  @Directive(day)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The last day; today where it is left out.',
  })
  until!: string | null;
}

/**
 * First and last day, both included, with what is left out filled in.
 *
 * @throws HubError BAD_USER_INPUT where there is no day, or too many.
 */
export const daysOf = ({ from, until }: AccessDays, today: string): { first: string; last: string } => {
  const last = until ?? today;
  const first = from ?? addDays(last, 1 - usualDays);
  if (last < first || addDays(first, mostDays) <= last) {
    throw new HubError('BAD_USER_INPUT', {
      publicMessage: `Ask for 1 to ${mostDays} days, the first before the last.`,
    });
  }
  return { first, last };
};
