import type { AgencyRecord } from '../../policy/processing/agency-record.ts';
import type { Flow } from '../../policy/processing/flow.ts';
import type { Party } from '../../policy/processing/party.ts';
import {
  kindWords,
  placeWords,
  purposeWords,
  retentionWords,
  type Safeguards,
} from '../../policy/processing/processing-words.ts';
import { bullets, document, table } from './markdown.ts';
import {
  agreementWords,
  basisWords,
  conditionWords,
  contactWords,
  dataWords,
  flowPurpose,
  headOf,
  partyWords,
  transferWords,
  type Wording,
} from './wording.ts';

const listOf = <Name extends string>(
  labels: Readonly<Record<Name, string>>,
  names: readonly Name[],
): string => names.map((name) => labels[name]).join('; ') || 'none';

const holdingRows = ({ words }: Wording, { holdings }: AgencyRecord): readonly (readonly string[])[] =>
  holdings.map((holding) => [
    kindWords(words, holding.kind),
    listOf(words.abouts, holding.abouts),
    listOf(words.categories, holding.categories),
    listOf(words.categories, holding.specialCategories),
  ]);

const flowRows = (
  wording: Wording,
  flows: readonly Flow[],
  other: (flow: Flow) => Party,
): readonly (readonly string[])[] =>
  flows.map((flow) => [
    partyWords(other(flow)),
    flowPurpose(wording, flow),
    dataWords(wording, flow),
    basisWords(wording, flow),
    conditionWords(wording, flow),
    agreementWords(flow),
  ]);

const transfersOf = (wording: Wording, record: AgencyRecord, operator: Party | null): readonly string[] => {
  const flows = [...record.given, ...record.received].flatMap((flow) => transferWords(wording, flow) ?? []);
  const hosting = {
    THIRD_COUNTRY: `The hub is run by ${operator?.name} in another country: its safeguards are to be named by the controller's lawyer.`,
    WITHIN_UNION: `The hub is run by ${operator?.name} in another country of the European Union.`,
    NOT_KNOWN:
      '**MISSING**: without both jurisdictions it cannot be said whether keeping records here is a transfer.',
    SAME_LAW: null,
  };
  const kept =
    record.hosting === null ? '**MISSING**: who runs the hub, and where.' : hosting[record.hosting];
  return [...flows, ...(kept === null ? [] : [kept])];
};

/** One agency's record of processing activities as a document (GDPR art. 30(1), its letters as headings). */
export const printAgencyRecord = (
  wording: Wording,
  record: AgencyRecord,
  operator: Party | null,
  { measures }: Safeguards,
): string => {
  const { words } = wording;
  const { party } = record;
  const columns = ['purpose', 'data', 'legal basis', 'what must hold', 'agreement'];
  return document([
    ...headOf(wording, 'record', party.name, party.missing),
    '## a) The controller',
    table(
      ['what', 'who'],
      [
        ['name', `${party.name}, ${words.agencyKinds[record.agencyKind]}`],
        ['works in', record.municipalities.map(placeWords).join(', ')],
        ['contact', contactWords(party.contact)],
        ['data protection officer', contactWords(party.dataProtectionOfficer)],
        ['processor', operator ? partyWords(operator) : '**MISSING**'],
      ],
      '',
    ),
    '## b) Purposes',
    bullets(
      record.purposes.map((purpose) => purposeWords(words, purpose)),
      'None is registered.',
    ),
    "The legal basis of the agency's own processing is to be named by the controller's lawyer: the hub holds that of each disclosure alone.",
    '## c) Whose data, and which',
    table(
      ['records', 'whom they are about', 'categories of data', 'of these special categories'],
      holdingRows(wording, record),
      'The agency keeps no register here.',
    ),
    '## d) Recipients',
    table(
      ['recipient', ...columns],
      flowRows(wording, record.given, ({ to }) => to),
      'No agreement lets another agency read its records.',
    ),
    '## e) Transfers to third countries',
    bullets(
      transfersOf(wording, record, operator),
      'No agreement in force lets data pass to or from an agency of another jurisdiction.',
    ),
    'Transfers outside the hub are for the controller to state.',
    '## f) Time limits for erasure',
    table(
      ['records', 'erased'],
      record.holdings.map(({ kind }) => [kindWords(words, kind), retentionWords(words, kind.retention)]),
      'The agency keeps no register here.',
    ),
    '## g) Security measures',
    bullets(Object.values(measures), ''),
    '## What it reads of others',
    table(
      ['controller', ...columns],
      flowRows(wording, record.received, ({ from }) => from),
      'No agreement lets it read the records of another agency.',
    ),
    '## What it hands in for others',
    bullets(
      record.handIns.map(
        ({ kinds, controller }) =>
          `${kinds.map((kind) => kindWords(words, kind)).join(', ')}: the controller is ${partyWords(controller)}`,
      ),
      'Nothing.',
    ),
  ]);
};
