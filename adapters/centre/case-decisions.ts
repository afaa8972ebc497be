import { decimalOfNumber } from '../../src/domain/reading/decimal.ts';
import { ItemReader, isItem, type Place } from '../../src/domain/reading/item-reader.ts';
import { usableKey } from '../../src/domain/reading/storable-text.ts';
import type {
  AidPlan,
  CentreAidPlanInput,
  CentreCaseInput,
  CentreReferralInput,
  CentreRightInput,
  Referral,
  Right,
} from './contract.generated.ts';
import { rightStatusOf } from './vocabulary.ts';

const LONGEST_TEXT = 200;
const LONGEST_GOAL = 2000;
const MOST_IN_A_LIST = 100;

/** A right with its number in the case, from 1. */
export interface NumberedRight {
  readonly number: number;
  readonly right: Required<Right>;
}

/** A referral with the member it is about. */
export interface MemberReferral {
  readonly member: string;
  readonly agency: string;
  readonly referral: Required<Referral>;
}

/** The items of a list that may be absent; what is no item is noted and left out. */
const itemsOf = (
  reader: ItemReader<CentreCaseInput>,
  name: 'rights' | 'referrals',
): readonly [number, object][] => {
  const list = reader.value(
    name,
    (raw) => (Array.isArray(raw) ? (raw as readonly unknown[]) : null),
    'This is not a list.',
  );
  if (list === null) return [];
  if (list.length > MOST_IN_A_LIST) {
    reader.note(name, `This list is longer than ${MOST_IN_A_LIST}. What comes after was left out.`);
  }
  const items: [number, object][] = [];
  for (const [index, item] of list.slice(0, MOST_IN_A_LIST).entries()) {
    if (isItem(item)) items.push([index, item]);
    else reader.note(name, 'An entry of this list is not readable and was left out.');
  }
  return items;
};

/** Reads what was decided. A right keeps its place in the list as its number, whatever is left out before it. */
export const readRights = (reader: ItemReader<CentreCaseInput>, place: Place): NumberedRight[] =>
  itemsOf(reader, 'rights').map(([index, item]) => {
    const each = new ItemReader<CentreRightInput>(item, { ...place, path: `rights[${index}].` });
    const amountOf = (raw: unknown): string | null => (typeof raw === 'number' ? decimalOfNumber(raw) : null);
    const right: Required<Right> = {
      title: each.text('type', LONGEST_TEXT),
      status: each.word('status', rightStatusOf),
      amount: each.value('amountEur', amountOf, 'This is not an amount in euros and cents.'),
      since: each.date('since'),
    };
    return { number: index + 1, right };
  });

/** Reads the plan of help, where there is one. */
export const readAidPlan = (reader: ItemReader<CentreCaseInput>, place: Place): Required<AidPlan> | null => {
  const item = reader.value('aidPlan', (raw) => (isItem(raw) ? raw : null), 'This is not a plan.');
  if (item === null) return null;
  const plan = new ItemReader<CentreAidPlanInput>(item, { ...place, path: 'aidPlan.' });
  return { goal: plan.freeText('goal', LONGEST_GOAL), reviewDue: plan.date('reviewDue') };
};

/** Reads the referrals of members of this case. One that names nobody of it is evidence of nothing and is left out. */
export const readReferrals = (
  reader: ItemReader<CentreCaseInput>,
  members: ReadonlySet<string>,
  place: Place,
): MemberReferral[] => {
  const referrals = new Map<string, MemberReferral>();
  for (const [index, item] of itemsOf(reader, 'referrals')) {
    const each = new ItemReader<CentreReferralInput>(item, { ...place, path: `referrals[${index}].` });
    const member = usableKey(each.raw('member'));
    const agency = usableKey(each.raw('agency'));
    const key = `${member}/${agency}`;
    if (member === null || !members.has(member)) {
      each.note('member', 'This names no member of the case. The referral was left out.');
    } else if (agency === null) each.note('agency', 'This names no agency. The referral was left out.');
    else if (referrals.has(key)) {
      each.note('member', 'This member is referred to the same agency twice. The first referral was taken.');
    } else
      referrals.set(key, { member, agency, referral: { agency, acceptedOn: each.pastDate('acceptedOn') } });
  }
  return [...referrals.values()];
};
