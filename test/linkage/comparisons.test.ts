import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readableId } from '../../src/linkage/comparable-id.ts';
import { compareMentions } from '../../src/linkage/compare-mentions.ts';
import type { LinkageField } from '../../src/linkage/levels.ts';
import { type LinkageMention, prepareMention } from '../../src/linkage/mention.ts';
import { levelName } from '../../src/linkage/model.ts';
import { Vocabulary } from '../../src/linkage/vocabulary.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { nobody } from './mentions.ts';

const cases = parse(readFileSync(projectFile('test', 'linkage', 'comparisons.yaml'), 'utf8')) as Record<
  LinkageField,
  [string, string, string][]
>;

const withValue = (field: LinkageField, value: string): LinkageMention => ({
  ...nobody,
  ...(field === 'given' ? { givenName: value } : {}),
  ...(field === 'family' ? { familyName: value } : {}),
  ...(field === 'birth' ? { birthDate: value } : {}),
  ...(field === 'address' ? { address: value } : {}),
  ...(field === 'id' ? { id: readableId(value) } : {}),
});

for (const [field, pairs] of Object.entries(cases) as [LinkageField, [string, string, string][]][]) {
  describe(`how the ${field} of two rows compares`, () => {
    it.each(pairs)('%s and %s: %s', (one, other, level) => {
      const vocabulary = new Vocabulary(projectNicknames);
      // What every town has, so that a word such as "ulica" says nothing.
      for (let person = 0; person < 200; person += 1)
        vocabulary.count(null, null, null, vocabulary.address('ul ulica'));
      vocabulary.settle();
      const [left, right] = [one, other].map((value) => prepareMention(withValue(field, value), vocabulary));
      if (left === undefined || right === undefined) throw new Error('two values are compared');
      expect(levelName(field, compareMentions(left, right, vocabulary)[field])).toBe(level);
      expect(levelName(field, compareMentions(right, left, vocabulary)[field])).toBe(level);
    });
  });
}
