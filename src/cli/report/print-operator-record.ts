import type { AgencyRecord } from '../../policy/processing/agency-record.ts';
import type { Party } from '../../policy/processing/party.ts';
import { kindWords, type Safeguards } from '../../policy/processing/processing-words.ts';
import { bullets, document, table } from './markdown.ts';
import { contactWords, headOf, type Wording } from './wording.ts';

const processingOf = ({ words }: Wording, record: AgencyRecord): string =>
  [
    ...(record.holdings.length > 0
      ? [`keeping and linking ${record.holdings.map(({ kind }) => kindWords(words, kind)).join(', ')}`]
      : []),
    ...(record.given.length > 0 ? ['giving them to recipients under agreements'] : []),
    ...(record.received.length > 0 ? ["handing on other agencies' data under agreements"] : []),
    ...(record.handIns.length > 0 ? ['taking in what it hands in for others'] : []),
    'checking its tokens and logging what was disclosed',
  ].join('; ');

/** The record of the hub's operator as a processor (GDPR art. 30(2)). */
export const printOperatorRecord = (
  wording: Wording,
  operator: Party | null,
  records: readonly AgencyRecord[],
  { measures }: Safeguards,
): string =>
  document([
    ...headOf(
      wording,
      'processorRecord',
      operator?.name ?? null,
      operator ? operator.missing : ['the operator of the hub'],
    ),
    '## a) The processor and the controllers it works for',
    table(
      ['what', 'who', 'contact', 'data protection officer'],
      [
        [
          'processor',
          operator?.name ?? '**MISSING**',
          contactWords(operator?.contact ?? null),
          contactWords(operator?.dataProtectionOfficer ?? null),
        ],
        ...records.map(({ party }) => [
          'controller',
          party.name,
          contactWords(party.contact),
          contactWords(party.dataProtectionOfficer),
        ]),
      ],
      '',
    ),
    '## b) What is done for each controller',
    table(
      ['controller', 'categories of processing'],
      records.map((record) => [record.party.name, processingOf(wording, record)]),
      'Nobody.',
    ),
    '## c) Transfers to third countries',
    bullets(
      records
        .filter(({ hosting }) => hosting !== 'SAME_LAW')
        .map(({ party, hosting }) =>
          hosting === 'WITHIN_UNION'
            ? `${party.name}: within the European Union`
            : hosting === 'THIRD_COUNTRY'
              ? `${party.name}: its records are kept in another country, a transfer whose safeguards are to be named by the controller's lawyer`
              : `${party.name}: **MISSING**: without both jurisdictions it cannot be said`,
        ),
      'Every controller is under the same law as the operator.',
    ),
    'Where machines stand and who maintains them is for the operator to state.',
    '## d) Security measures',
    bullets(Object.values(measures), ''),
  ]);
