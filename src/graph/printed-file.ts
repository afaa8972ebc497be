import type { Language } from '../access/language-file.ts';
import { dayInWords, say } from '../access/phrase.ts';
import type { Agency } from '../domain/agency.ts';
import type { RemainingAccess } from './types/consent.type.ts';
import type { HeldRecord, PossibleReading } from './types/held.type.ts';
import type { OwnAccess, OwnConsent, OwnConsentEnd, OwnProhibition } from './types/me.type.ts';

/** Everything that a person is shown of their own file, in the words of one language. */
export interface ShownFile {
  readonly keptApart: string;
  readonly held: readonly HeldRecord[];
  readonly consents: readonly { readonly consent: OwnConsent; readonly end: OwnConsentEnd | null }[];
  readonly prohibitions: readonly OwnProhibition[];
  readonly accesses: readonly OwnAccess[];
  /** Local dates: the first and the last of the accesses. */
  readonly first: string;
  readonly last: string;
  /** Local date. */
  readonly printedOn: string;
  /** The name of the agency at whose counter it is printed; null where the person prints it alone. */
  readonly assistedBy: string | null;
}

/** Who stands behind names, and whose days count. */
export interface FileWords {
  readonly language: Language;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly dayOf: (instant: Date) => string;
}

type Lines = readonly string[];

const items = (texts: readonly string[]): string[] => texts.map((text) => `- ${text}`);
const labels = (fields: readonly { readonly label: string }[]): string =>
  [...new Set(fields.map(({ label }) => label))].join(', ');
const capitalised = (text: string, { locale }: Language): string =>
  text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
/** One line whatever a register holds: a value that breaks lines could write a section of its own. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const dayForm = /^\d{4}-\d{2}-\d{2}$/;

/** As the register writes it, but for yes, no, days and agencies; what is one of a list has words of its own. */
const valueInWords = (value: string, { language, agencies }: FileWords): string => {
  if (value === 'true') return say(language, 'ownYes');
  if (value === 'false') return say(language, 'ownNo');
  if (dayForm.test(value)) return dayInWords(language, value);
  return oneLine(agencies.get(value)?.name ?? value);
};

const lawOf = (
  { act, article, gazette }: Pick<PossibleReading, 'act' | 'article' | 'gazette'>,
  language: Language,
): Lines =>
  act !== null && article !== null && gazette !== null
    ? [say(language, 'ownLaw', { act, article, gazette })]
    : [];

const groundOf = (reading: PossibleReading | RemainingAccess, language: Language): string =>
  [
    say(language, 'ownGround', { basis: reading.basis, condition: reading.condition }),
    ...lawOf(reading, language),
    say(language, 'reference', { id: reading.agreement, version: String(reading.version) }),
  ].join(' ');

const readingsOf = (readings: readonly PossibleReading[], language: Language): Lines =>
  readings.length === 0
    ? []
    : [
        say(language, 'ownShownTo'),
        '',
        ...items(
          readings.map((reading) => {
            const { recipient, purpose, fields } = reading;
            const said = say(language, 'ownReading', { recipient, purpose, fields: labels(fields) });
            return `${said} ${groundOf(reading, language)}`;
          }),
        ),
        '',
      ];

const recordOf = (record: HeldRecord, words: FileWords): Lines => {
  const { language } = words;
  const { kind, controller, since, keptBy, keptUntil, values, shownTo } = record;
  const day = (on: string): string => dayInWords(language, on);
  const kept = [
    say(language, 'ownHeldSince', { day: day(since) }),
    say(language, 'ownKeptBy', { citation: keptBy }),
    ...(keptUntil === null ? [] : [say(language, 'ownKeptUntil', { day: day(keptUntil) })]),
  ];
  const said = values.map(
    ({ label, value, valueInWords: chosen }) =>
      `${capitalised(label, language)}: ${chosen ?? valueInWords(value, words)}`,
  );
  return [
    ...[`### ${capitalised(kind, language)}: ${oneLine(controller)}`, '', kept.join(' '), ''],
    ...[...items(said), ''],
    ...readingsOf(shownTo, language),
  ];
};

const heldOf = ({ held }: ShownFile, words: FileWords): Lines =>
  held.length === 0
    ? [say(words.language, 'ownHeldNothing')]
    : held.flatMap((record) => recordOf(record, words));

const consentOf = (
  { consent, end }: ShownFile['consents'][number],
  { language, dayOf }: FileWords,
): Lines => {
  const { recipient, controller, purpose, categories, fields, statusInWords, until, events } = consent;
  const data = [...categories, ...fields.map(({ label }) => label)].join(', ');
  const day = (on: string): string => dayInWords(language, on);
  return [
    say(language, 'ownConsent', { recipient, controller, purpose, data }),
    '',
    ...items([
      say(language, 'ownConsentState', { state: statusInWords, day: day(until) }),
      ...events.map(({ at, statusInWords: state, agency, actor, byGuardian }) => {
        const on = day(dayOf(at));
        if (agency !== null)
          return say(language, 'ownEventBy', { day: on, state, agency, actor: actor ?? '' });
        const said = { day: on, state };
        return byGuardian ? say(language, 'ownEventByGuardian', said) : say(language, 'ownEvent', said);
      }),
      ...(end === null
        ? []
        : [
            end.confirmedAt === null
              ? say(language, 'ownConfirmBy', { day: day(end.confirmBy) })
              : say(language, 'ownConfirmedOn', { day: day(dayOf(end.confirmedAt)) }),
          ]),
    ]),
    '',
  ];
};

const consentsOf = ({ consents }: ShownFile, words: FileWords): Lines =>
  consents.length === 0
    ? [say(words.language, 'ownConsentsNothing')]
    : consents.flatMap((each) => consentOf(each, words));

const prohibitionsOf = ({ prohibitions }: ShownFile, { language, dayOf }: FileWords): Lines =>
  prohibitions.length === 0
    ? [say(language, 'ownProhibitionsNothing')]
    : prohibitions.flatMap(({ recipient, since, stays }) => [
        say(language, 'ownProhibition', { recipient, day: dayInWords(language, dayOf(since)) }),
        '',
        ...(stays.length === 0
          ? []
          : [
              say(language, 'ownProhibitionStays'),
              '',
              ...items(stays.map((stay) => `${labels(stay.fields)}. ${groundOf(stay, language)}`)),
              '',
            ]),
      ]);

const accessOf = (access: OwnAccess, language: Language): Lines => {
  const { day, agency, purpose, controller, requests } = access;
  const fields = labels(access.fields);
  return [
    say(language, 'ownAccess', { day: dayInWords(language, day), agency, purpose }),
    '',
    ...items([
      controller === null
        ? say(language, 'ownAccessWhat', { fields })
        : say(language, 'ownAccessData', { controller, fields }),
      [
        say(language, 'ownAccessStep', { step: access.stepInWords }),
        ...access.basis.map((each) => `${capitalised(each, language)}.`),
      ].join(' '),
      say(language, 'ownAccessRequests', { requests: requests.join(', ') }),
    ]),
    '',
  ];
};

const accessesOf = ({ accesses }: ShownFile, { language }: FileWords): Lines =>
  accesses.length === 0
    ? [say(language, 'ownAccessesNothing')]
    : accesses.flatMap((access) => accessOf(access, language));

/** The officers of those agencies alone that the file names. */
const officersOf = (file: ShownFile, agencies: ReadonlyMap<string, Agency>): readonly Agency[] => {
  const named = new Set([
    ...file.held.map(({ controller }) => controller),
    ...file.consents.flatMap(({ consent }) => [consent.controller, consent.recipient]),
    ...file.prohibitions.map(({ recipient }) => recipient),
    ...file.accesses.flatMap(({ agency, controller }) => [agency, ...(controller ? [controller] : [])]),
  ]);
  return [...agencies.values()].filter(({ name }) => named.has(name));
};

const rightsOf = (file: ShownFile, { language, agencies }: FileWords): Lines => [
  ...items([say(language, 'ownWithdraw'), say(language, 'ownObject'), say(language, 'ownComplain')]),
  '',
  say(language, 'rightsDecided'),
  '',
  ...items(
    officersOf(file, agencies).flatMap(({ name, dataProtectionOfficer: officer }) => {
      const reached = [officer?.name, officer?.address, officer?.email, officer?.telephone];
      const contact = reached.filter((each) => each).join(', ');
      return contact === '' ? [] : [say(language, 'ownOfficer', { name, contact })];
    }),
  ),
];

/**
 * A person's own file as plain text to take along: the constant sentence first, then what is held, what they consented to and
 * forbade, who read it, and what they can do. INVARIANT: it speaks in words. No IRI, slug or coordinate is in it; ids of
 * agreements and requests are, because that is what an officer is asked by.
 */
export const printFile = (file: ShownFile, words: FileWords): string => {
  const { language } = words;
  const day = (on: string): string => dayInWords(language, on);
  const sections: readonly (readonly [heading: string, lines: Lines])[] = [
    [say(language, 'ownHeld'), heldOf(file, words)],
    [say(language, 'ownConsents'), consentsOf(file, words)],
    [say(language, 'ownProhibitions'), prohibitionsOf(file, words)],
    [say(language, 'ownAccesses', { from: day(file.first), until: day(file.last) }), accessesOf(file, words)],
    [say(language, 'ownRights'), rightsOf(file, words)],
  ];
  const printed = sections.map(([heading, lines], index) =>
    [`## ${index + 1}. ${heading}`, '', ...lines].join('\n').trimEnd(),
  );
  const { assistedBy } = file;
  const origin = [
    say(language, 'ownPrinted', { day: day(file.printedOn) }),
    ...(assistedBy === null ? [] : [say(language, 'ownAssisted', { agency: assistedBy })]),
  ].join('\n');
  return `${[`# ${say(language, 'ownTitle')}`, file.keptApart, origin, ...printed].join('\n\n')}\n`;
};
