import { describe, expect, test } from 'vitest';
import { readProcessingTexts } from '../../src/access/processing-files.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { graph } from '../policy/demo-house.ts';
import { processingText } from '../policy/processing-house.ts';
import { spoil } from './registry-sample.ts';

const texts = readProcessingTexts(processingText);

describe('the texts of the register of processing', () => {
  test('name every kind of record that a contract has, and when its term begins', () => {
    for (const { kind, retention } of graph.catalogue.kinds.values()) {
      expect(Object.keys(texts.words.kinds), kind).toContain(kind);
      expect(Object.keys(texts.words.retentionStarts), kind).toContain(retention.from);
    }
  });

  test('use every measure', () => {
    const used = new Set(texts.safeguards.risks.flatMap(({ measures }) => measures));
    expect([...used].sort()).toEqual(Object.keys(texts.safeguards.measures).sort());
  });

  test.each<[string, string, string | RegExp, string, RegExp]>([
    [
      'a purpose without a word',
      'words.yaml',
      /\n {2}duty-report: .*/,
      '',
      /purposes\.duty-report: is missing/,
    ],
    ['a word for no purpose', 'words.yaml', 'duty-report:', 'duty-reports:', /duty-reports/],
    ['a category without a word', 'words.yaml', /\n {2}HEALTH: .*/, '', /categories\.HEALTH: is missing/],
    [
      'a measure that there is not',
      'safeguards.yaml',
      'measures: [cells',
      'measures: [walls',
      /no measure is called walls/,
    ],
    ['a law under another name', 'RS.yaml', 'jurisdiction: RS', 'jurisdiction: ME', /RS is expected/],
    [
      'a document without its heading',
      'PL.yaml',
      /\n {2}breachRegister: .*/,
      '',
      /documents\.breachRegister: is missing/,
    ],
  ])('%s stops the report', (_mistake, name, from, to, names) => {
    const read = (file: string): string =>
      file === name ? spoil(processingText(file), from, to) : processingText(file);
    expect(() => readProcessingTexts(read)).toThrow(ConfigurationError);
    expect(() => readProcessingTexts(read)).toThrow(names);
  });
});
