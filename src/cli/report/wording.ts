import type { Contact } from '../../domain/contact.ts';
import { emergencyPurpose } from '../../domain/emergency.ts';
import type { Jurisdiction } from '../../domain/legal-basis.ts';
import type { Flow } from '../../policy/processing/flow.ts';
import type { Party } from '../../policy/processing/party.ts';
import {
  citationWords,
  coordinateWords,
  type JurisdictionWords,
  kindWords,
  type ProcessingDocument,
  type ProcessingWords,
  placeWords,
  plainWords,
  purposeWords,
} from '../../policy/processing/processing-words.ts';
import { heading } from './markdown.ts';

/** What every document of one register is written with. */
export interface Wording {
  readonly words: ProcessingWords;
  /** The law of the register; null where the registry names none. */
  readonly law: JurisdictionWords | null;
  readonly jurisdictions: ReadonlyMap<Jurisdiction, JurisdictionWords>;
  /** `yyyy-mm-dd`, as of which the register holds. */
  readonly day: string;
}

const byLawyer = "to be named by the controller's lawyer";

const headings: Readonly<Record<ProcessingDocument, string>> = {
  record: 'Record of processing activities',
  processorRecord: "Record of the processor's activities",
  impactAssessment: 'Annex to the data protection impact assessment',
  jointControllers: 'Arrangement between joint controllers',
  breachRegister: 'Documentation of personal data breaches',
};

/** The head of a document: its name, the law, and what is missing, before anything else. */
export const headOf = (
  { law, day }: Wording,
  kind: ProcessingDocument,
  of: string | null,
  missing: readonly string[] = [],
): readonly string[] => {
  const named = law?.documents[kind];
  const title = heading(1, `${named?.heading ?? headings[kind]}${of === null ? '' : `: ${of}`}`);
  const act = law ? `${law.name}: ${law.act}` : '**MISSING**: the jurisdiction whose law applies';
  return [
    title,
    [
      `- As of: ${day}`,
      `- Law: ${act}`,
      `- Provision: ${named?.reference ?? byLawyer}`,
      ...(law ? [`- Supervisory authority: ${law.supervisoryAuthority}`] : []),
    ].join('\n'),
    ...missing.map((what) => `**MISSING**: ${what}. Add it to the registry of agencies.`),
  ];
};

/** How somebody is reached, on one line. */
export const contactWords = (contact: Contact | null): string =>
  contact === null
    ? '**MISSING**'
    : [contact.name, contact.address, contact.email, contact.telephone]
        .filter((part) => part !== null)
        .join(', ');

/** A body with how it is reached. */
export const partyWords = (party: Party): string => `${party.name} (${contactWords(party.contact)})`;

/** Which data a flow is of, in words. */
export const dataWords = ({ words }: Wording, flow: Flow): string => {
  const given = flow.categories.map((category) => words.categories[category]).join('; ');
  if (flow.rowsOnly) return `rows under a project's ids, made coarser, worked out from: ${given}`;
  return flow.countsOnly ? `counts alone, nobody's data (${given})` : given || 'no field of any contract';
};

/** The fields an agreement opens, by kind of record. */
export const fieldWords = ({ words }: Wording, flow: Flow, side: 'granted' | 'withheld'): string =>
  flow.shares
    .filter((share) => share[side].length > 0)
    .map(
      (share) =>
        `${kindWords(words, share.kind)}: ${share[side].map(({ field }) => plainWords(field)).join(', ')}`,
    )
    .join('; ') || 'none';

/** The legal basis with its citation. */
export const basisWords = ({ words }: Wording, flow: Flow): string => {
  const { article6, article9, citation } = flow.agreement.basis;
  return [
    words.article6[article6],
    ...(article9 ? [words.article9[article9]] : []),
    ...(citation ? [citationWords(citation)] : []),
    ...(flow.agreement.overridesObjection
      ? [`not paused by an objection: ${citationWords(flow.agreement.overridesObjection)}`]
      : []),
  ].join('; ');
};

/** What must hold beside the agreement, and for whom it is. */
export const conditionWords = ({ words }: Wording, { agreement }: Flow): string =>
  [
    agreement.purpose === emergencyPurpose ? words.emergency : words.requires[agreement.requires],
    `records of ${agreement.area.map(placeWords).join(', ')}`,
    ...(agreement.roles.length > 0 ? [`only for the roles ${agreement.roles.join(', ')}`] : []),
    ...(agreement.mayAsk ? ['the recipient may learn that consent is what is missing'] : []),
    ...(agreement.prohibits.length > 0
      ? [
          `forbidden whatever else is agreed: ${agreement.prohibits.map((each) => prohibited(words, each)).join('; ')}`,
        ]
      : []),
  ].join('; ');

const prohibited = (words: ProcessingWords, name: string): string =>
  (words.categories as Readonly<Record<string, string>>)[name] ?? coordinateWords(name);

/** By which an agreement is found, and how long it holds. */
export const agreementWords = ({ agreement }: Flow): string =>
  `${agreement.id}, version ${agreement.version}, from ${agreement.validFrom}${
    agreement.validUntil === null ? '' : ` until before ${agreement.validUntil}`
  }`;

/** What a flow is for. */
export const flowPurpose = ({ words }: Wording, { agreement }: Flow): string =>
  purposeWords(words, agreement.purpose);

const countryWords = ({ jurisdictions }: Wording, { jurisdiction }: Party): string =>
  (jurisdiction ? jurisdictions.get(jurisdiction)?.name : undefined) ?? 'a country that is not stated';

/** Whether a flow leaves a country's law, in a sentence; null where it does not. */
export const transferWords = (wording: Wording, { from, to, transfer }: Flow): string | null => {
  const way = `${from.name} (${countryWords(wording, from)}) to ${to.name} (${countryWords(wording, to)})`;
  switch (transfer) {
    case 'THIRD_COUNTRY':
      return `From ${way}: a transfer to a third country. Its safeguards are ${byLawyer}.`;
    case 'WITHIN_UNION':
      return `From ${way}: within the European Union, no transfer to a third country.`;
    case 'NOT_KNOWN':
      return `From ${way}: **MISSING**: without both jurisdictions it cannot be said whether this is a transfer.`;
    default:
      return null;
  }
};
