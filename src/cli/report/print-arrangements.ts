import type { Party } from '../../policy/processing/party.ts';
import type { Arrangement, JurisdictionRegister } from '../../policy/processing/processing-register.ts';
import type { Safeguards } from '../../policy/processing/processing-words.ts';
import { document, heading, table } from './markdown.ts';
import { agreementWords, contactWords, dataWords, flowPurpose, headOf, type Wording } from './wording.ts';

const partyRow = (party: Party): readonly string[] => [
  party.name,
  contactWords(party.contact),
  contactWords(party.dataProtectionOfficer),
];

const arrangementPart = (
  wording: Wording,
  { parties, flows }: Arrangement,
  { responsibilities }: Safeguards,
): readonly string[] => {
  const controllers = parties.filter((party) => flows.some(({ from }) => from.agency === party.agency));
  return [
    heading(2, parties.map(({ name }) => name).join(' and ')),
    table(['who', 'contact', 'data protection officer'], parties.map(partyRow), ''),
    table(
      ['from', 'to', 'for', 'data', 'agreement'],
      flows.map((flow) => [
        flow.from.name,
        flow.to.name,
        flowPurpose(wording, flow),
        dataWords(wording, flow),
        agreementWords(flow),
      ]),
      '',
    ),
    ...controllers.map((controller) => {
      const reader = parties.find((party) => party !== controller)?.name ?? '';
      return [
        heading(3, `For the records of ${controller.name}`),
        table(
          ['duty', controller.name, reader],
          responsibilities.map((each) => [each.duty, each.controller, each.recipient]),
          '',
        ),
      ].join('\n\n');
    }),
  ];
};

/** Who answers for what between each two agencies that share data (GDPR art. 26). */
export const printArrangements = (
  wording: Wording,
  { arrangements }: JurisdictionRegister,
  safeguards: Safeguards,
): string =>
  document([
    ...headOf(wording, 'jointControllers', null),
    'How the hub divides what two agencies owe to people. Each two can agree otherwise; a person can turn to either of them.',
    ...(arrangements.length === 0
      ? ['No two agencies share data under an agreement in force.']
      : arrangements.flatMap((arrangement) => arrangementPart(wording, arrangement, safeguards))),
  ]);
