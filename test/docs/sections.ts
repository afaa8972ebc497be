import { readdirSync, readFileSync } from 'node:fs';
import { usualObjectsPerHour } from '../../src/access/registry-file.ts';
import { breachRules } from '../../src/audit/breach-rule.ts';
import { errorTable } from '../../src/domain/error-code.ts';
import { refusalReasons } from '../../src/domain/refusal-reason.ts';
import { stepReasons } from '../../src/domain/step-reason.ts';
import { type DocumentLimit, documentLimits } from '../../src/policy/document-budget.ts';
import { costLimits } from '../../src/policy/operation-cost.ts';
import { mostItems, mostPushes } from '../../src/records/pushes.ts';
import { mostSubmissions } from '../../src/records/submission-limit.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { settings } from '../../src/server/settings.ts';
import { dimensionDefinitions, measureDefinitions } from '../../src/statistics/definitions.ts';
import { gridTables } from '../../src/statistics/populations.ts';
import { legalBases } from '../access/legal-bases.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const number = (value: number): string => value.toLocaleString('en');

const documentWords: Readonly<Record<DocumentLimit, string>> = {
  characters: 'characters of the document',
  tokens: 'tokens of the document',
  nesting: 'brackets inside each other, of any kind',
  depth: 'fields inside each other, fragments written out',
  rootFields: 'root fields of one operation, fragments written out: aliases of one field each for itself',
  fields: 'fields of one operation, fragments written out',
  equalFields: 'fields of one name for one place of the answer, fragments written out',
  accessPlans: '`accessPlan` of one operation, fragments written out',
  writtenFields: 'fields of the whole document, as it is written',
  aliases: 'aliases of one operation, fragments written out',
  directives: 'directives of the whole document',
  directivesInOnePlace: 'directives in one place',
  operations: 'operations of one document',
  variableValues: 'single values in the variables, lists and objects among them',
  variableNesting: 'lists and objects inside each other in the variables',
};

const costWords: Readonly<Record<keyof typeof costLimits, string>> = {
  objects: 'objects that one operation could be given',
  edge: 'objects that a list without a page size is taken for',
  page: 'objects of the longest page; a page size that is left out and has no default is taken for it',
  argumentItems: 'items of a list in an argument, representations among them',
};

const codes = Object.entries(errorTable);

const exampleIn = (file: string): string =>
  `\`\`\`json\n${readFileSync(projectFile('test', 'explain', file), 'utf8').trimEnd()}\n\`\`\``;

const decisions = 'docs/decisions';

/** Every note by its title. */
const notes = (): string =>
  readdirSync(projectFile(...decisions.split('/')))
    .filter((name) => /^\d{4}-/.test(name))
    .sort()
    .map((name) => {
      const [title = ''] = readFileSync(projectFile(...decisions.split('/'), name), 'utf8').split('\n');
      return `- [${name.slice(0, 4)}](${name}): ${title.replace(/^# (\d{4} )?/, '')}`;
    })
    .join('\n');

/** What the docs say of the code, made from the code: by file and section. */
export const sections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [`${decisions}/README.md`]: { notes: notes() },
  'README.md': {
    // What a first run of the tour prints, which its own test holds.
    tour: `\`\`\`text\n${readFileSync(projectFile('test', 'cli', 'tour.golden.txt'), 'utf8').trimEnd()}\n\`\`\``,
    settings: table(
      ['setting', 'meaning', 'demo', 'production'],
      settings.map((each) => [`\`${each.name}\``, each.meaning, each.demo, each.production]),
    ),
    errors: table(
      ['code', 'status'],
      codes.map(([code, { status }]) => [`\`${code}\``, String(status)]),
    ),
    reasons: table(
      ['reason', 'meaning'],
      Object.entries(refusalReasons).map(([reason, sentence]) => [`\`${reason}\``, sentence]),
    ),
  },
  'docs/agreements.md': {
    'code lists': table(
      ['jurisdiction', 'code', 'act', 'article', 'gazette', 'can carry'],
      [...legalBases.values()].flatMap((entries) =>
        [...entries.values()].map((entry) => [
          entry.jurisdiction,
          `\`${entry.code}\``,
          entry.act,
          entry.article,
          entry.gazette,
          [...entry.article6, ...entry.article9, ...entry.article10].join(' '),
        ]),
      ),
    ),
  },
  'docs/statistics.md': {
    measures: table(
      ['measure', 'counts'],
      Object.entries(measureDefinitions).map(([measure, { definition }]) => [`\`${measure}\``, definition]),
    ),
    dimensions: table(
      ['dimension', 'divides by'],
      Object.entries(dimensionDefinitions).map(([dimension, definition]) => [`\`${dimension}\``, definition]),
    ),
    grid: table(
      ['population', 'tables that every release gives'],
      Object.entries(gridTables).map(([population, tables]) => [
        population,
        tables.map((each) => each.map((dimension) => `\`${dimension}\``).join(' × ')).join('; '),
      ]),
    ),
  },
  'docs/limits.md': {
    document: table(
      ['at most', 'of what'],
      Object.entries(documentLimits).map(([limit, most]) => [
        number(most),
        documentWords[limit as DocumentLimit],
      ]),
    ),
    cost: table(
      ['number', 'of what'],
      Object.entries(costLimits).map(([limit, most]) => [
        number(most),
        costWords[limit as keyof typeof costLimits],
      ]),
    ),
    objects: `An agency whose registration says nothing else (\`objectsPerHour\`) has ${number(usualObjectsPerHour)} in an hour.`,
    pushes:
      `A push holds ${number(mostItems)} items at most. ${mostPushes} pushes may be inside the hub at once; the next is told \`OVERLOADED\`. ` +
      `Somebody who is not the register's own agency hands over ${mostSubmissions} observations in a day at most; beyond it \`RATE_LIMITED\`, and what was accepted stays.`,
  },
  'docs/explanations.md': {
    // What the hub answers to the document's own question, which its own test holds.
    example: exampleIn('example.golden.txt'),
    'withheld example': exampleIn('withheld-example.golden.txt'),
    reasons: table(
      ['reason', 'meaning'],
      Object.entries(stepReasons).map(([reason, sentence]) => [`\`${reason}\``, sentence]),
    ),
  },
  'docs/errors.md': {
    codes: table(
      ['code', 'status', 'sentence'],
      codes.map(([code, { status, message }]) => [`\`${code}\``, String(status), message]),
    ),
  },
  'docs/register-of-processing.md': {
    documents: table(
      ['file', 'is', 'GDPR'],
      [
        ['`processor.md`', 'the record of the operator, who runs the hub for the agencies', 'art. 30(2)'],
        [
          '`ME/record-AGENCY.md`',
          'the record of one agency, as a controller and as a recipient',
          'art. 30(1)',
        ],
        ['`ME/impact-assessment-annex.md`', 'flows, what each needs, risks and measures', 'art. 35(7)'],
        ['`ME/joint-controllers.md`', 'who answers for what between each two agencies', 'art. 26'],
        ['`ME/breaches.md`', 'an entry where a rule was found broken', 'art. 33(5)'],
      ],
    ),
    rules: table(
      ['rule', 'an entry says'],
      Object.values(breachRules).map(({ rule, sentence }) => [rule, sentence]),
    ),
  },
};

/** The text between a section's marks. */
export const sectionOf = (text: string, name: string): string => {
  const match = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)\\n?<!-- /${name} -->`).exec(text);
  if (!match) throw new Error(`the section ${name} is missing`);
  return match[1] ?? '';
};

/** The text with another content between a section's marks. */
export const withSection = (text: string, name: string, content: string): string =>
  text.replace(
    new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`),
    (_whole, open: string, close: string) => `${open}${content}\n${close}`,
  );
