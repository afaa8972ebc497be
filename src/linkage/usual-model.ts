import type { LearnedModel } from './learn-model.ts';
import { expectedModel } from './model.ts';

/** As if two registers of a municipality named this many people each, and every third of the one were in the other. */
const expectedPeople = 20_000;
const sharedPart = 1 / 3;
/** Of one register, one row in so many repeats another. */
const repeatedPart = 1 / 20;
/** Of households of three. */
const housemates = 2;

const nothingListed = { values: 0, people: 0 };

/** What holds until a hub has learned from its own lines: what is expected of registers, and no name is common. */
export const usualModel: LearnedModel = {
  model: expectedModel(
    {
      twoSources: { match: sharedPart / expectedPeople, housemate: housemates / expectedPeople },
      oneSource: { match: (2 * repeatedPart) / expectedPeople, housemate: housemates / expectedPeople },
    },
    housemates,
  ),
  vocabulary: {
    people: 0,
    given: {},
    family: {},
    birth: {},
    words: {},
    unlisted: { given: nothingListed, family: nothingListed, birth: nothingListed, words: nothingListed },
  },
};
