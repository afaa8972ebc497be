import { z } from 'zod';
import { abouts } from '../domain/about.ts';
import { categories } from '../domain/category.ts';
import { article6Bases, article9Bases, type Jurisdiction, jurisdictions } from '../domain/legal-basis.ts';
import { purposes } from '../domain/purpose.ts';
import {
  type JurisdictionWords,
  type ProcessingWords,
  processingDocuments,
  type Safeguards,
} from '../policy/processing/processing-words.ts';
import { readConfiguration } from './configuration-file.ts';

const text = z.string().trim().min(1).max(1000);
/** A text for each of these and for no other: what the hub can say must have a word. */
const eachOf = <Name extends string>(names: readonly Name[]) => z.record(z.enum(names), text);

const wordsForm = z.strictObject({
  purposes: eachOf(purposes.map(({ slug }) => slug)),
  categories: eachOf(categories),
  abouts: eachOf(abouts),
  agencyKinds: eachOf(['PUBLIC_BODY', 'NGO', 'COMMUNITY', 'STATISTICS']),
  article6: eachOf(article6Bases),
  article9: eachOf(article9Bases),
  requires: eachOf(['NOTHING', 'RELATIONSHIP', 'CONSENT']),
  emergency: text,
  kinds: z.record(text, text),
  retentionStarts: z.record(text, text),
});

const safeguardsForm = z.strictObject({
  measures: z.record(text, text),
  risks: z
    .array(
      z.strictObject({ risk: text, measures: z.array(text).min(1), open: text.nullable(), answers: text }),
    )
    .min(1),
  openToController: z.array(text),
  responsibilities: z.array(z.strictObject({ duty: text, controller: text, recipient: text })).min(1),
});

const document = z.strictObject({ heading: text, reference: text.nullable() });
const jurisdictionForm = z.strictObject({
  jurisdiction: z.enum(jurisdictions),
  name: text,
  inEuropeanUnion: z.boolean(),
  act: text,
  supervisoryAuthority: text,
  documents: z.record(z.enum(processingDocuments), document),
});

/** The words, safeguards and laws that a register of processing is written with. */
export interface ProcessingTexts {
  readonly words: ProcessingWords;
  readonly safeguards: Safeguards;
  readonly jurisdictions: ReadonlyMap<Jurisdiction, JurisdictionWords>;
}

const readSafeguards = (read: (name: string) => string): Safeguards => {
  const name = 'safeguards.yaml';
  const { value, refuse } = readConfiguration(read(name), name, safeguardsForm);
  refuse(
    value.risks.flatMap((risk, index) =>
      risk.measures.flatMap((measure, place) =>
        value.measures[measure] === undefined
          ? [{ path: ['risks', index, 'measures', place], message: `no measure is called ${measure}` }]
          : [],
      ),
    ),
  );
  return value;
};

const readJurisdiction = (read: (name: string) => string, jurisdiction: Jurisdiction): JurisdictionWords => {
  const name = `${jurisdiction}.yaml`;
  const { value, refuse } = readConfiguration(read(name), name, jurisdictionForm);
  refuse(
    value.jurisdiction === jurisdiction
      ? []
      : [{ path: ['jurisdiction'], message: `${jurisdiction} is expected, as the file is called` }],
  );
  return value;
};

/**
 * Reads the texts of the register of processing from a folder: `words.yaml`, `safeguards.yaml` and one file a jurisdiction.
 *
 * @param read the text of a file of the folder, by its name.
 * @throws ConfigurationError naming file, line and path of what is missing or unknown.
 */
export const readProcessingTexts = (read: (name: string) => string): ProcessingTexts => ({
  words: readConfiguration(read('words.yaml'), 'words.yaml', wordsForm).value,
  safeguards: readSafeguards(read),
  jurisdictions: new Map(jurisdictions.map((each) => [each, readJurisdiction(read, each)])),
});
