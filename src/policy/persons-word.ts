import type { About } from '../domain/about.ts';
import type { PersonsWord } from '../domain/step-reason.ts';

/** What rests on a person's request for one record (R2, step 6; R22). */
export interface SubjectRights {
  /** Pending or granted: closes what rests on a public task (GDPR art. 21). */
  readonly objected: boolean;
  /** Granted: closes all that is no duty (GDPR art. 18). */
  readonly restricted: boolean;
  /** "Not me", pending or granted: closes all that is no duty (R20). */
  readonly linkContested: boolean;
}

/** One subject of a record, as far as their own word closes it. */
interface Speaking {
  /** Whether the record's own local id is this person with certainty (R20). */
  readonly certain: boolean;
  readonly prohibited: boolean;
  readonly rights: SubjectRights;
}

/** R2, step 6: by which word this person closes what rests on public task or consent, or null. */
export const wordOf = ({ prohibited, rights }: Speaking): PersonsWord | null => {
  if (prohibited) return 'PERSON_PROHIBITED';
  if (rights.restricted) return 'RESTRICTED';
  return rights.linkContested ? 'LINK_CONTESTED' : null;
};

/** The same for a public task, which an objection closes besides (GDPR art. 21(1)): a consent is withdrawn instead. */
export const closesTask = (subject: Speaking): PersonsWord | 'OBJECTED' | null =>
  wordOf(subject) ?? (subject.rights.objected ? 'OBJECTED' : null);

/** By which word it is closed: data of persons by anybody's whom it is about, a dwelling's only by everybody's (R5). */
export const closingWord = <Subject, Word>(
  about: About,
  subjects: readonly Subject[],
  wordBy: (subject: Subject) => Word | null,
): Word | null => {
  const words = subjects.flatMap((subject) => wordBy(subject) ?? []);
  const enough = about !== 'DWELLING' || words.length === subjects.length;
  return enough ? (words[0] ?? null) : null;
};

/** R20: a link that is certain, and that nobody says is wrong. */
export const isSure = ({ certain, rights }: Speaking): boolean => certain && !rights.linkContested;
