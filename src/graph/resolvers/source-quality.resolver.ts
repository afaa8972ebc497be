import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { AgencyCaller } from '../../domain/caller.ts';
import { HubError } from '../../domain/hub-error.ts';
import type { SourceQuality as Measured } from '../../records/source-quality.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { type Share, SourceQuality } from '../types/source-quality.type.ts';

/** Who answers for how good an agency's data are (GDPR art. 5(1)(d)), or sees to it. */
const answering: readonly string[] = ['dpo', 'steward'];

/**
 * Decided from the token alone, before anything is counted: the same whatever register is named. A token that is narrowed to local
 * communities says nothing of a whole register.
 */
const answererOf = (context: RequestContext): AgencyCaller => {
  const caller = agencyOf(context);
  const mayAsk =
    caller.named &&
    caller.area === null &&
    context.purposeClass === 'administration' &&
    caller.roles.some((role) => answering.includes(role));
  if (!mayAsk) throw new HubError('FORBIDDEN', { internal: 'not a named dpo or steward' });
  return caller;
};

const share = (count: number, of: number): Share => ({ count, of, rate: of === 0 ? null : count / of });

const shown = (measured: Measured): SourceQuality => ({
  source: measured.source,
  fields: measured.fields.map(({ field, records, missing, invalid, conflicting }) => ({
    field,
    missing: share(missing, records),
    invalid: share(invalid, records),
    conflicting: share(conflicting, records),
  })),
  otherColumns: [...measured.otherColumns],
  duplicates: share(measured.duplicates, measured.lines),
  sharedIds: share(measured.sharedNationalIds, measured.lines),
  withoutHead: share(measured.withoutHead, measured.households),
  withSeveralHeads: share(measured.withSeveralHeads, measured.households),
  file: measured.file && {
    readAt: new Date(measured.file.readAt),
    setAside: share(measured.file.setAside, measured.file.read),
  },
});

@Resolver()
export class SourceQualityResolver {
  @Query(() => SourceQuality, {
    nullable: true,
    description:
      "How good the data of one of the agency's own registers are: for its named data protection officer or data steward, and of a register that asks for a role, for who holds it as well. Null for anybody else's register, and for none.",
  })
  async sourceQuality(
    @Directive('@names(none: "a register, not a field of anybody")')
    @Arg('source', () => String)
    source: string,
    @Ctx() context: RequestContext,
  ): Promise<SourceQuality | null> {
    const caller = answererOf(context);
    const measured = await context.services.sourceQuality(caller, source);
    if (!measured) return null;
    context.aggregates.push('SourceQuality.fields');
    return shown(measured);
  }
}
