import type { Flow } from '../../policy/processing/flow.ts';
import type { JurisdictionRegister } from '../../policy/processing/processing-register.ts';
import type { Safeguards } from '../../policy/processing/processing-words.ts';
import { document, heading, table, toFillIn } from './markdown.ts';
import {
  agreementWords,
  basisWords,
  conditionWords,
  dataWords,
  fieldWords,
  flowPurpose,
  headOf,
  transferWords,
  type Wording,
} from './wording.ts';

const countOf = (flow: Flow, side: 'granted' | 'withheld'): number =>
  flow.shares.reduce((sum, share) => sum + share[side].length, 0);

const needRows = (wording: Wording, flow: Flow): readonly (readonly string[])[] => {
  const [granted, withheld] = [countOf(flow, 'granted'), countOf(flow, 'withheld')];
  const special = flow.specialCategories.map((category) => wording.words.categories[category]);
  return [
    ['data', dataWords(wording, flow)],
    ['legal basis', basisWords(wording, flow)],
    ['what must hold', conditionWords(wording, flow)],
    ['special categories', special.join('; ') || 'none'],
    [`fields granted (${granted} of ${granted + withheld})`, fieldWords(wording, flow, 'granted')],
    [`fields withheld (${withheld})`, fieldWords(wording, flow, 'withheld')],
    ['transfer', transferWords(wording, flow) ?? 'none: both agencies are under the same law'],
    ['agreement', agreementWords(flow)],
    ['why each field is needed, and why less would not do', toFillIn],
  ];
};

const flowPart = (wording: Wording, flow: Flow, number: number): readonly string[] => [
  heading(3, `${number}. From ${flow.from.name} to ${flow.to.name}: ${flowPurpose(wording, flow)}`),
  table(['what', 'how it is'], needRows(wording, flow), ''),
];

/** The annex to a jurisdiction's impact assessments (GDPR art. 35(7)): flows, need, risks and measures, what is left open. */
export const printImpactAnnex = (
  wording: Wording,
  { flows }: JurisdictionRegister,
  { measures, risks, openToController }: Safeguards,
): string =>
  document([
    ...headOf(wording, 'impactAssessment', null),
    'What the hub can say for an impact assessment: facts of agreements, contracts and code. Judging them is for the controller.',
    '## Flows, and what is needed of each',
    'What no agreement grants is withheld: each field below that is not granted is refused to that recipient for that purpose.',
    ...(flows.length === 0
      ? ['No agreement in force lets data pass.']
      : flows.flatMap((flow, index) => flowPart(wording, flow, index + 1))),
    '## Risks to the rights and freedoms of people, and the measures in the hub',
    table(
      ['risk', 'measures', 'left open', 'answers', 'likelihood and severity'],
      risks.map((each) => [
        each.risk,
        each.measures.map((name) => measures[name] ?? '').join(' '),
        each.open ?? 'nothing that is known',
        each.answers,
        toFillIn,
      ]),
      '',
    ),
    '## For the controller to fill in',
    table(
      ['what', 'answer'],
      openToController.map((what) => [what, toFillIn]),
      'Nothing.',
    ),
  ]);
