import type { About } from '../../domain/about.ts';
import type { Agency } from '../../domain/agency.ts';
import type { Agreement } from '../../domain/agreement.ts';
import type { Category } from '../../domain/category.ts';
import type { Article6Basis, Article9Basis, Citation, Jurisdiction } from '../../domain/legal-basis.ts';
import { purposeOfTerm } from '../../domain/purpose.ts';
import type { RecordKind, Retention } from '../catalogue.ts';

/** What the hub's own terms are called in a register that people read. One language: another is another file. */
export interface ProcessingWords {
  /** By slug. */
  readonly purposes: Readonly<Record<string, string>>;
  readonly categories: Readonly<Record<Category, string>>;
  readonly abouts: Readonly<Record<About, string>>;
  readonly agencyKinds: Readonly<Record<Agency['kind'], string>>;
  readonly article6: Readonly<Record<Article6Basis, string>>;
  readonly article9: Readonly<Record<Article9Basis, string>>;
  readonly requires: Readonly<Record<Agreement['requires'], string>>;
  /** What must hold in an emergency (R17). */
  readonly emergency: string;
  /** By kind of record. */
  readonly kinds: Readonly<Record<string, string>>;
  /** By the date that a contract's term of retention counts from. */
  readonly retentionStarts: Readonly<Record<string, string>>;
}

/** The documents that a jurisdiction's law asks for. */
export const processingDocuments = [
  'record',
  'processorRecord',
  'impactAssessment',
  'jointControllers',
  'breachRegister',
] as const;
export type ProcessingDocument = (typeof processingDocuments)[number];

/** How one jurisdiction's law names these documents. A reference of null is left to the controller's lawyer. */
export interface JurisdictionWords {
  readonly jurisdiction: Jurisdiction;
  readonly name: string;
  readonly inEuropeanUnion: boolean;
  readonly act: string;
  readonly supervisoryAuthority: string;
  readonly documents: Readonly<
    Record<ProcessingDocument, { readonly heading: string; readonly reference: string | null }>
  >;
}

/** What protects people, what could harm them, and who answers for what: the parts of the register that are prose. */
export interface Safeguards {
  /** By name, as risks refer to them. */
  readonly measures: Readonly<Record<string, string>>;
  readonly risks: readonly {
    readonly risk: string;
    readonly measures: readonly string[];
    /** What is left to the controller or to later work; null for nothing that is known. */
    readonly open: string | null;
    /** The story, rule or threat that the measures answer. */
    readonly answers: string;
  }[];
  readonly openToController: readonly string[];
  readonly responsibilities: readonly {
    readonly duty: string;
    readonly controller: string;
    readonly recipient: string;
  }[];
}

/** A name of the graph taken apart: `floorArea` is "floor area". */
export const plainWords = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[._-]/g, ' ')
    .toLowerCase();

/** A coordinate in words: `Tenancy.floorArea` is "tenancy: floor area". */
export const coordinateWords = (coordinate: string): string => {
  const [type = '', field = ''] = coordinate.split('.');
  return `${plainWords(type)}: ${plainWords(field)}`;
};

/** A purpose in words; one that is not the hub's is named so, and not repeated: only a forged line can hold it. */
export const purposeWords = (words: ProcessingWords, term: string): string => {
  const slug = purposeOfTerm(term)?.slug;
  return (slug === undefined ? undefined : words.purposes[slug]) ?? 'a purpose that the hub does not know';
};

/** What records of a kind are called. */
export const kindWords = (words: ProcessingWords, kind: RecordKind): string =>
  words.kinds[kind.kind] ?? `records of the type ${plainWords(kind.typeName)}`;

const countOf = (count: string | undefined, unit: string): string[] =>
  count === undefined ? [] : [`${Number(count)} ${unit}${Number(count) === 1 ? '' : 's'}`];

/** A term of retention in words: from which day, how long, and by which law. */
export const retentionWords = (words: ProcessingWords, { period, from, citation }: Retention): string => {
  const [, years, months, days] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(period) ?? [];
  const length = [...countOf(years, 'year'), ...countOf(months, 'month'), ...countOf(days, 'day')].join(
    ' and ',
  );
  return `${length} from ${words.retentionStarts[from] ?? `the date of "${plainWords(from)}"`} (${citation})`;
};

/** A citation as lawyers read it. */
export const citationWords = ({ act, article, gazette }: Citation): string =>
  `${act}, article ${article}, ${gazette}`;

/** A municipality by its id, as a name. */
export const placeWords = (municipality: string): string =>
  municipality
    .split(/[.-]/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join(' ');
