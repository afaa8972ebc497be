import { describe, expect, it } from 'vitest';
import { type KnownMention, learnModel } from '../../src/linkage/learn-model.ts';
import { prepareMention } from '../../src/linkage/mention.ts';
import { PairScorer } from '../../src/linkage/pair-scorer.ts';
import { usualModel } from '../../src/linkage/usual-model.ts';
import { Vocabulary } from '../../src/linkage/vocabulary.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { syntheticPeople } from '../evaluate/synthetic-people.ts';
import { row } from './mentions.ts';

const input = { nicknames: projectNicknames, seed: 1 };
const known = (lines: readonly (readonly [person: string, ...values: string[]])[]): KnownMention[] =>
  lines.map(([person, ...values]) => ({ person, mention: row('housing', ...values) }));
const town = syntheticPeople({
  people: 600,
  seed: 5,
  sources: 'TWO',
  withIds: true,
  slips: 0.1,
  missing: 0.05,
});
const townLines = town.mentions.map((mention, place) => ({ person: town.truth[place] ?? '', mention }));

describe('what is kept of the lines that a model was learned from', () => {
  it('is no value that fewer than eleven people have, and counts in tens', () => {
    const people = (count: number, given: string) =>
      Array.from({ length: count }, (_, place) => [`${given} ${place}`, given, `Rare${place}`] as const);
    const { vocabulary } = learnModel(known([...people(10, 'Danilo'), ...people(11, 'Marko')]), input);
    expect(vocabulary.given).toEqual({ marko: 10 });
    expect(vocabulary.family).toEqual({});
    expect(vocabulary.unlisted?.given).toEqual({ values: 0, people: 10 });
    expect(vocabulary.people).toBe(20);
  });

  it('counts a person once, however many lines are theirs', () => {
    const lines = Array.from({ length: 30 }, () => ['the same', 'Danilo', 'Femić', '1990-01-02'] as const);
    const { vocabulary } = learnModel(known(lines), input);
    expect([vocabulary.given, vocabulary.birth]).toEqual([{}, {}]);
  });

  it('holds no date, name or word of one person of a whole town', () => {
    const { vocabulary, model } = learnModel(townLines, input);
    const counts = [vocabulary.given, vocabulary.family, vocabulary.birth, vocabulary.words].flatMap((each) =>
      Object.values(each),
    );
    expect(counts.length).toBeGreaterThan(10);
    expect(counts.every((count) => count >= 10 && count % 10 === 0)).toBe(true);
    const digits = JSON.stringify(model).match(/\d\.?\d*(?:e-?\d+)?/g) ?? [];
    expect(Math.max(...digits.map((each) => each.replace(/^0\.0*|\.|e.*/g, '').length))).toBeLessThanOrEqual(
      3,
    );
  });

  it('is the same in whatever order the lines come', () => {
    const backwards = learnModel(townLines.toReversed(), input);
    expect(backwards).toEqual(learnModel(townLines, input));
  });

  it.each([1, 2, 12])('is a model that can be used when there are %i lines', (count) => {
    const { model } = learnModel(townLines.slice(0, count), input);
    expect(JSON.stringify(model)).not.toMatch(/null|NaN|Infinity/);
  });

  it('takes a line of a register that comes later for nobody it is a little like', () => {
    const first = townLines.filter(({ mention }) => mention.source === 'first');
    const { model, vocabulary } = learnModel(first, input);
    const both = learnModel(townLines, input);
    const bits = (chance: number): number => Math.log2(chance);
    const expected = bits(both.model.priors.twoSources.match);
    expect(Math.abs(bits(model.priors.twoSources.match) - expected)).toBeLessThan(2);
    const words = Vocabulary.from(vocabulary, projectNicknames);
    const scorer = new PairScorer(model, words, () => false);
    const verdict = scorer.score(
      prepareMention(row('housing', 'Emilija', 'Femić', '1976-05-21', '', 'Polimska 4'), words),
      prepareMention(row('centre', 'Emilija', 'Đukić', '1976-05-21', '', 'Rudeška 18'), words),
    );
    expect(verdict?.outcome).not.toBe('LINKED');
  });

  it('keeps the rules for people who live together, even where nobody is seen to', () => {
    const alone = Array.from({ length: 400 }, (_, place) => {
      const [given = '', year] = [['Ana', 'Marko', 'Vuk', 'Ivana'][place % 4], 1930 + (place % 80)];
      return [
        `${place}`,
        given,
        `Femić${place}`,
        `${year}-03-0${1 + (place % 9)}`,
        '',
        `Ulica${place} ${place}`,
      ];
    });
    const { model, vocabulary } = learnModel(known(alone as never), input);
    const scorer = new PairScorer(model, Vocabulary.from(vocabulary, projectNicknames), () => false);
    expect(scorer.hasHouseholds).toBe(true);
  });
});

describe('a name that is not listed', () => {
  const bitsOf = (unlisted: { values: number; people: number }) => {
    const counts = { ...usualModel.vocabulary, people: 1000 };
    const rest = { values: 0, people: 0 };
    return Vocabulary.from(
      { ...counts, unlisted: { given: unlisted, family: rest, birth: rest, words: rest } },
      projectNicknames,
    ).name('Krsto')?.given.bits;
  };

  it('is as common as those that were left out are, and no rarer than one person', () => {
    const one = bitsOf({ values: 0, people: 0 }) ?? 0;
    expect(bitsOf({ values: 50, people: 50 })).toBeCloseTo(one, 6);
    expect(bitsOf({ values: 50, people: 400 })).toBeLessThan(one - 2);
  });

  it('weighs in a pair what it weighed among all, within two bits', () => {
    const { model, vocabulary } = learnModel(townLines, input);
    const kept = Vocabulary.from(vocabulary, projectNicknames);
    const whole = new Vocabulary(projectNicknames);
    const all = townLines.map(({ mention }) => prepareMention(mention, whole));
    for (const { given, family, birth, address } of all) whole.count(given, family, birth, address);
    whole.settle();
    const [one, other] = [
      new PairScorer(model, kept, () => false),
      new PairScorer(model, whole, () => false),
    ];
    const differences = townLines.slice(0, 200).map(({ mention }) => {
      const pair = (of: Vocabulary) => prepareMention({ ...mention, address: null }, of);
      return one.total(pair(kept), pair(kept)) - other.total(pair(whole), pair(whole));
    });
    expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(2);
    expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeGreaterThan(-2);
  });
});
