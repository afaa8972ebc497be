import type { Language } from '../access/language-file.ts';
import { purposeInWords, say } from '../access/phrase.ts';
import { type DisclosureStep, disclosureSteps } from '../domain/disclosure-step.ts';
import { inputsOf } from '../policy/catalogue.ts';
import type { OwnAccess as Access } from '../records/own-accesses.ts';
import { basisInWords } from './basis-in-words.ts';
import type { RequestContext } from './request-context.ts';
import type { OwnAccess } from './types/me.type.ts';

/** What was shown of somebody's own file besides records. */
const partOf = (coordinate: string, language: Language): string => {
  const inLine = (heading: string): string =>
    heading.charAt(0).toLocaleLowerCase(language.locale) + heading.slice(1);
  switch (coordinate) {
    case 'Me.consents':
      return inLine(say(language, 'ownConsents'));
    case 'Me.prohibitions':
      return inLine(say(language, 'ownProhibitions'));
    case 'Me.accesses':
      return say(language, 'ownReaders');
    default:
      // Without a record nothing is told but that there is somebody.
      return say(language, 'ownKnown');
  }
};

const isStep = (step: string): step is DisclosureStep =>
  (disclosureSteps as readonly string[]).includes(step);

/** A field as the log names it, in words: a record's own, the hub's that reads one of them, or the kind of record it lists. */
const labelOf = (
  coordinate: string,
  recordKind: string,
  language: Language,
  { catalogue }: RequestContext,
): string => {
  const known = language.fields[coordinate];
  if (known !== undefined) return known;
  const behind = inputsOf(catalogue, coordinate).filter(
    (input) => catalogue.governed.get(input)?.kind === recordKind,
  );
  const [only, ...more] = behind;
  const label = only !== undefined && more.length === 0 ? language.fields[only] : language.kinds[recordKind];
  return label ?? partOf(coordinate, language);
};

/** What was read of a person, as they are shown it. */
export const ownAccessShown = (access: Access, language: Language, context: RequestContext): OwnAccess => {
  const { words } = context.services;
  const nameOf = (agency: string): string => words.agencies.get(agency)?.name ?? agency;
  return {
    day: access.day,
    agency: nameOf(access.agency),
    purpose: purposeInWords(language, access.purpose),
    controller: access.controller === '' ? null : nameOf(access.controller),
    fields: access.fields.map((coordinate) => ({
      coordinate,
      label: labelOf(coordinate, access.recordKind, language, context),
    })),
    step: access.step,
    stepInWords: isStep(access.step) ? language.steps[access.step] : access.step,
    basis: basisInWords(language, access.basis),
    agreement: access.agreement?.id ?? null,
    roles: access.roles,
    requests: access.requests,
  };
};
