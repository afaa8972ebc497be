import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { projectFile } from '../../../src/server/configuration.ts';
import { kindsByType } from './contract.ts';

/** One field of one record of somebody's own file, as an answer told it. */
export interface OwnDatum {
  readonly coordinate: string;
  /** Null where the form does not say which register it is. */
  readonly source: string | null;
}

interface Words {
  readonly kinds: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}
const words = parse(readFileSync(projectFile('config', 'languages', 'en.yaml'), 'utf8')) as Words;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Held {
  readonly source: string;
  readonly values: readonly { readonly coordinate: string }[];
}

/** What a list of held records tells. */
export const givenAsHeld = (held: readonly Held[]): readonly OwnDatum[] =>
  held.flatMap(({ source, values }) => values.map(({ coordinate }) => ({ coordinate, source })));

interface PlainCopy {
  readonly records: readonly { readonly source: string; readonly values: object }[];
}
interface CorePerson {
  readonly 'dct:isReferencedBy': readonly {
    readonly 'dct:source': string;
    readonly 'schema:variableMeasured': readonly { readonly 'schema:propertyID': string }[];
  }[];
}

/** What a copy to take along tells, in either of its forms. */
export const givenAsCopy = (text: string): readonly OwnDatum[] => {
  const copy = JSON.parse(text) as PlainCopy | CorePerson;
  if ('records' in copy)
    return copy.records.flatMap(({ source, values }) =>
      Object.keys(values).map((coordinate) => ({ coordinate, source })),
    );
  return copy['dct:isReferencedBy'].flatMap((record) =>
    record['schema:variableMeasured'].map((each) => ({
      coordinate: each['schema:propertyID'],
      source: record['dct:source'],
    })),
  );
};

const coordinates = Object.keys(words.fields);
const kindOf = new Map(
  [...kindsByType.values()].map(({ kind, type }) => [
    capital(words.kinds[kind] ?? ''),
    { coordinates: coordinates.filter((each) => each.startsWith(`${type}.`)) },
  ]),
);

/** What the paper in English tells of records: each under the heading of its kind, a line a field. */
export const givenOnPaper = (text: string): readonly OwnDatum[] => {
  const [, held = ''] = text.split(/^## .*$/m);
  return held
    .split(/^### /m)
    .slice(1)
    .flatMap((record) => {
      const [said = ''] = record.split('\n\nWho can be shown something of it:');
      const [heading = '', ...lines] = said.split('\n');
      const kind = kindOf.get(heading.split(':')[0] ?? '');
      if (!kind) throw new Error(`the paper names a kind that nobody declared: ${heading}`);
      return lines.flatMap((line) => {
        const label = /^- ([^:]+): /.exec(line)?.[1];
        if (label === undefined) return [];
        const coordinate = kind.coordinates.find((each) => capital(words.fields[each] ?? '') === label);
        if (!coordinate) throw new Error(`the paper names a field that nobody declared: ${line}`);
        return [{ coordinate, source: null }];
      });
    });
};

/** What else a clerk beside the person is shown on it: the sections that follow. */
export const partsOnPaper = (text: string): readonly string[] =>
  [
    ['What you have consented to', 'Me.consents'],
    ['What you have forbidden', 'Me.prohibitions'],
    ['Who has read of you', 'Me.accesses'],
  ].flatMap(([heading, part = '']) => (new RegExp(`^## \\d\\. ${heading}`, 'm').test(text) ? [part] : []));
