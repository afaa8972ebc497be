import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorTable } from '../../src/domain/error-code.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { settings } from '../../src/server/settings.ts';
import { sectionOf, sections } from './sections.ts';

const read = (name: string): string => readFileSync(projectFile(...name.split('/')), 'utf8');
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const codeOf = (cell: string): string => cell.replaceAll('`', '');

describe('the docs say what the code says', () => {
  for (const [name, parts] of Object.entries(sections)) {
    it.each(Object.entries(parts))(`${name}: %s`, (section, expected) => {
      expect(sectionOf(read(name), section).trim()).toBe(expected);
    });
  }

  it('docs/errors.md says of every code what to do, and of no other', () => {
    const advice = read('docs/errors.md').split('## What to do')[1] ?? '';
    expect(rowsOf(advice).map(([code]) => codeOf(code ?? ''))).toEqual(Object.keys(errorTable));
  });

  it('every word of the glossary stands in the file it names', () => {
    const rows = rowsOf(sectionOf(read('README.md'), 'glossary'));
    expect(rows.length).toBeGreaterThan(15);
    for (const [word, , place] of rows) {
      const [file, symbol] = (place ?? '').split(' ').map(codeOf);
      const text = read(file ?? '');
      expect(text.includes(symbol ?? ' '), `${word}: ${place}`).toBe(true);
    }
  });

  it('every setting is read, and every setting that is read is in the table', () => {
    const source = read('src/server/configuration.ts');
    const used = new Set(
      [...source.matchAll(/(?:environment\['|needed\(')([A-Z_]+)'/g)].map((match) => match[1]),
    );
    expect([...used].sort()).toEqual(settings.map((each) => each.name).sort());
  });

  it('docs/split.md names every setting that the gateway reads, and no other', () => {
    const source = read('src/server/gateway/gateway-configuration.ts');
    const used = new Set([...source.matchAll(/environment\['([A-Z_]+)'/g)].map((match) => match[1]));
    used.delete('HUB_DATA');
    const table =
      read('docs/split.md').split('| setting of the gateway | means |')[1]?.split('\n\n')[0] ?? '';
    const named = [...table.matchAll(/^\s*\| ([^|]+) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([A-Z_]+)`/g)].map((match) => match[1]),
    );
    expect(named.sort()).toEqual([...used].sort());
  });

  it('docs/dependencies.md has a reason for each production dependency, and for no other', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const rows = rowsOf(read('docs/dependencies.md'));
    expect(rows.map(([name]) => codeOf(name ?? ''))).toEqual(Object.keys(dependencies).sort());
    for (const [name, reason] of rows) expect(reason, name).not.toBe('');
  });

  it('every npm command that the docs name exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const name of [
      'README.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'docs/adapters.md',
      'docs/agreements.md',
      'docs/at-the-counter.md',
      'docs/data-protection-officer.md',
      'docs/register-of-processing.md',
      'docs/explanations.md',
      'docs/linking.md',
      'docs/log.md',
      'docs/planning-report.md',
      'docs/split.md',
      'docs/tokens.md',
      'samples/README.md',
    ]) {
      for (const match of read(name).matchAll(/npm (?:run (?:-s )?([a-z]+(?::[a-z]+)?)|(start|test)\b)/g)) {
        const script = match[1] ?? match[2] ?? '';
        expect(Object.keys(scripts), `${name}: ${match[0]}`).toContain(script);
      }
    }
  });

  it('every link between the docs leads somewhere', () => {
    for (const name of [
      'README.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'docs/adapters.md',
      'docs/agreements.md',
      'docs/at-the-counter.md',
      'docs/data-protection-officer.md',
      'docs/explanations.md',
      'docs/errors.md',
      'docs/register-of-processing.md',
      'docs/limits.md',
      'docs/linking.md',
      'docs/log.md',
      'docs/planning-report.md',
      'docs/split.md',
      'docs/statistics.md',
      'docs/tokens.md',
    ]) {
      for (const match of read(name).matchAll(/\]\(((?!https?:)[^)#]+)\)/g)) {
        const target = join(dirname(projectFile(...name.split('/'))), match[1] ?? '');
        expect(existsSync(target), `${name}: ${match[1]}`).toBe(true);
      }
    }
  });
});
