import { readFileSync } from 'node:fs';
import { errorTable } from '../../src/domain/error-code.ts';
import { refusalReasons } from '../../src/domain/refusal-reason.ts';
import { stepReasons } from '../../src/domain/step-reason.ts';
import { projectFile, settings } from '../../src/server/configuration.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const codes = Object.entries(errorTable);

/** What the docs say of the code, made from the code: by file and section. */
export const sections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
  'docs/explanations.md': {
    // What the hub answers to the document's own question, which its own test holds.
    example: `\`\`\`json\n${readFileSync(projectFile('test', 'explain', 'example.golden.json'), 'utf8').trimEnd()}\n\`\`\``,
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
