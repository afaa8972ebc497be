import type { Language } from '../access/language-file.ts';
import { purposeInWords } from '../access/phrase.ts';
import { inputsOf } from '../policy/catalogue.ts';
import type { OwnAccess as Access } from '../records/own-accesses.ts';
import type { RequestContext } from './request-context.ts';
import type { OwnAccess } from './types/me.type.ts';

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
  return label ?? coordinate;
};

/** What was read of a person, as they are shown it. */
export const ownAccessShown = (access: Access, language: Language, context: RequestContext): OwnAccess => {
  const { words } = context.services;
  const nameOf = (agency: string): string => words.agencies.get(agency)?.name ?? agency;
  const { article6, article9, article10 } = access.basis ?? {};
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
    basis: [
      ...(article6 ? [language.article6[article6]] : []),
      ...(article9 ? [language.article9[article9]] : []),
      ...(article10 ? [language.article10[article10]] : []),
    ],
    agreement: access.agreement?.id ?? null,
    roles: access.roles,
    requests: access.requests,
  };
};
