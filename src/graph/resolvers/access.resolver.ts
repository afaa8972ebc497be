import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { AgencyCaller } from '../../domain/caller.ts';
import { HubError } from '../../domain/hub-error.ts';
import { entityMark } from '../../identity/sought-mark.ts';
import { unresolvedMunicipality } from '../../records/accept-units.ts';
import type { AccessExplanation as Explanation } from '../../records/access-explanations.ts';
import type { ExplainedPersonRecord } from '../../records/person-explanations.ts';
import type { AccessPlan as Plan } from '../access-plans.ts';
import { explanationShown, planShown } from '../explained.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { AccessExplanation } from '../types/access-explanation.type.ts';
import { AccessPlan, AccessSubject } from '../types/access-plan.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';

/** The agency's data protection officer: a named human with that role, under the purpose of administering access. */
const isOfficer = (caller: AgencyCaller, context: RequestContext): boolean =>
  caller.named && context.purposeClass === 'administration' && caller.roles.includes('dpo');

/** Whom the officer names, and the marks that a look-up of them leaves in the log (R16). */
interface NamedPerson {
  readonly persons: readonly string[];
  readonly marks: readonly string[];
}

const personsOf = async (
  caller: AgencyCaller,
  { operationalId, nationalId }: AccessSubject,
  { services }: RequestContext,
): Promise<NamedPerson> => {
  if (operationalId && nationalId) {
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'A person is named by one thing alone.' });
  }
  if (nationalId) {
    const terms = { nationalId, givenName: null, familyName: null, birthDate: null };
    return {
      persons: await services.personExplanations.byNationalId(nationalId),
      marks: services.search.marksOf(terms),
    };
  }
  if (!operationalId) throw new HubError('BAD_USER_INPUT', { publicMessage: 'The person is not named.' });
  const person = services.decodeOperational(caller.agency, operationalId);
  return person === null
    ? { persons: [], marks: [] }
    : { persons: [person], marks: [entityMark('PERSON', person)] };
};

@Resolver()
export class AccessResolver {
  @Query(() => AccessPlan, {
    nullable: true,
    description:
      "What an operation would be given under a purpose of the caller's agency, before anybody is read: each field and each input that names one, with every controller's steps. With a person: the decisions on the caller's own agency's records of them, for its data protection officer alone.",
  })
  async accessPlan(
    @Directive('@names(none: "a text that is planned and not run")')
    @Arg('operation', () => String)
    operation: string,
    @Directive(stated)
    @Arg('operationName', () => String, { nullable: true })
    operationName: string | null,
    @Directive(stated)
    @Arg('purpose', () => String, { description: 'A slug.' })
    purpose: string,
    @Directive(stated)
    @Arg('roles', () => [String], { nullable: true, description: "The token's own where it is left out." })
    roles: string[] | null,
    @Directive('@names(none: "its fields name the person")')
    @Arg('person', () => AccessSubject, { nullable: true })
    person: AccessSubject | null,
    @Directive(stated)
    @Arg('recipient', () => String, {
      nullable: true,
      description: 'With a person alone: the agency whose decisions are explained.',
    })
    recipient: string | null,
    @Ctx() context: RequestContext,
  ): Promise<AccessPlan> {
    const caller = agencyOf(context);
    const { accessPlans, policyVersion } = context.services;
    // INVARIANT: decided from the caller and from what was sent, before anybody is read.
    if (person || recipient) officerSelf(caller, context);
    if (recipient && !person)
      throw new HubError('BAD_USER_INPUT', { publicMessage: 'A recipient is named with a person alone.' });
    const agency = recipient ? context.services.agencies.get(recipient) : undefined;
    if (recipient && !agency)
      throw new HubError('BAD_USER_INPUT', { publicMessage: 'The recipient is not known.' });
    const scope = accessPlans.scopeOf(caller, { purpose, roles: roles ?? null }, agency);
    const plan = accessPlans.plan(scope, operation, operationName ?? null);
    const records = person ? await recordsFor(caller, person, plan, context) : null;
    return planShown(plan, policyVersion(), records, context.ids);
  }

  @Query(() => AccessExplanation, {
    nullable: true,
    description:
      "What a request asked, was refused and was given, and by which steps: to its actor and to their agency's data protection officer. Null for anybody else's, and for none. With a person: what it was given of the caller's own agency's records of them, whichever agency asked; for its data protection officer alone.",
  })
  async accessExplanation(
    @Directive('@names(none: "the x-request-id of an answer")')
    @Arg('request', () => ID)
    request: string,
    @Directive('@names(none: "its fields name the person")')
    @Arg('person', () => AccessSubject, { nullable: true })
    person: AccessSubject | null,
    @Ctx() context: RequestContext,
  ): Promise<AccessExplanation | null> {
    const caller = agencyOf(context);
    if (person) {
      const explanation = await explanationOf(caller, person, request, context);
      return explanation && explanationShown(explanation, context.ids);
    }
    const explanation = await context.services.accessExplanations.explain(
      caller,
      request,
      isOfficer(caller, context),
    );
    if (!explanation) return null;
    context.explained.addRequest(explanation.request);
    return explanationShown(explanation, context.ids);
  }
}

/** Whom an officer asks about: decided from the caller alone, before anybody is read. */
const officerSelf = (caller: AgencyCaller, context: RequestContext): string => {
  if (!isOfficer(caller, context) || caller.self === null)
    throw new HubError('FORBIDDEN', {
      internal: "a person's decisions are for the controller's officer, a named human, alone",
    });
  return caller.self.nationalIdHash;
};

const municipalitiesOf = (agency: string, { services }: RequestContext): readonly string[] => [
  ...(services.agencies.get(agency)?.municipalities ?? []),
  unresolvedMunicipality,
];

/** What this tells of a person is a disclosure to the officer: every record goes into that person's log. */
const recordsFor = async (
  caller: AgencyCaller,
  person: AccessSubject,
  { scope, governed }: Plan,
  context: RequestContext,
): Promise<readonly ExplainedPersonRecord[]> => {
  const self = officerSelf(caller, context);
  const { persons, marks } = await personsOf(caller, person, context);
  const { records, conflicted } = await context.services.personExplanations.explain({
    controller: caller.agency,
    persons,
    explanation: scope.explanation,
    municipalities: municipalitiesOf(scope.caller.agency, context),
    coordinates: governed,
    self,
  });
  // As every look-up that finds nothing, whoever was meant and whether or not they exist (R16).
  if (records.length === 0) context.lookups.miss({ marks, conflicted });
  for (const { localId: _localId, fields, ...line } of records) {
    context.explained.addRecord({ ...line, fields: fields.map(({ coordinate }) => coordinate) });
  }
  return records;
};

/** What a request was given of the own agency's records of one person: logged as `recordsFor` logs what it tells. */
const explanationOf = async (
  caller: AgencyCaller,
  person: AccessSubject,
  request: string,
  context: RequestContext,
): Promise<Explanation | null> => {
  const self = officerSelf(caller, context);
  const { services } = context;
  const { persons, marks } = await personsOf(caller, person, context);
  const { records: held, conflicted } = await services.personExplanations.held({
    controller: caller.agency,
    persons,
    kinds: services.recordKinds,
    municipalities: municipalitiesOf(caller.agency, context),
    self,
  });
  const explained = await services.accessExplanations.explainOfRecords(caller.agency, request, held);
  if (!explained) {
    context.lookups.miss({ marks, conflicted });
    return null;
  }
  context.explained.addRequest(request);
  for (const record of explained.records) context.explained.addRecord(record);
  return explained.explanation;
};
