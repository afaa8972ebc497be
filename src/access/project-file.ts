import { z } from 'zod';
import { type Division, dimensionOf, divisions } from '../statistics/division.ts';
import { measuredBy, statisticsMeasures } from '../statistics/measures.ts';
import { dimensionKnowledge } from '../statistics/populations.ts';
import type { Project } from '../statistics/project.ts';
import type { ConfigurationProblem } from './configuration-file.ts';
import { day, distinctList, identifier, name } from './file-words.ts';
import { repeatedProblems } from './repeated-problems.ts';

const filter = z.strictObject({
  dimension: z.enum(divisions as [Division, ...Division[]]),
  values: distinctList(name).min(1, 'no value is named'),
});

/** Projects as the registry's file has them. */
export const projectFile = z.strictObject({
  id: identifier,
  name,
  municipality: identifier,
  funders: distinctList(identifier).min(1, 'no funder is named'),
  from: day,
  to: day,
  indicators: z
    .array(
      z.strictObject({
        id: identifier,
        name,
        measure: z.enum(statisticsMeasures),
        where: z.array(filter).default([]),
        target: z.int().min(1).nullable().default(null),
      }),
    )
    .min(1, 'no indicator is named'),
});

type Indicator = Project['indicators'][number];

/** What no release could ever answer. */
const questionProblem = ({ measure, where }: Indicator): string | null => {
  const dimensions = where.map(({ dimension }) => dimensionOf(dimension));
  if (new Set(dimensions).size < dimensions.length) return 'a dimension is named twice';
  if (measuredBy(measure, dimensions) === null) return `${measure} is not divided so`;
  for (const { dimension, values } of where) {
    const { codes } = dimensionKnowledge[dimensionOf(dimension)];
    const unknown = codes && values.find((value) => !codes.includes(value));
    if (unknown) return `${dimension} has no value ${unknown}`;
  }
  return null;
};

/** What is at odds in the projects of a registry, each with its place in the file. */
export const projectProblems = (
  projects: readonly Project[],
  agencies: readonly { readonly id: string; readonly municipalities: readonly string[] }[],
): ConfigurationProblem[] => {
  const problems = repeatedProblems(
    projects.map(({ id }) => id),
    (index) => ['projects', index, 'id'],
  );
  for (const [index, { municipality, funders, from, to, indicators }] of projects.entries()) {
    const refuse = (rest: readonly PropertyKey[], message: string): void => {
      problems.push({ path: ['projects', index, ...rest], message });
    };
    if (to < from) refuse(['to'], 'it ends before it begins');
    for (const [position, funder] of funders.entries()) {
      const agency = agencies.find(({ id }) => id === funder);
      if (!agency) refuse(['funders', position], `no agency is called ${funder}`);
      else if (!agency.municipalities.includes(municipality))
        refuse(['funders', position], `${funder} does not work in ${municipality}`);
    }
    problems.push(
      ...repeatedProblems(
        indicators.map(({ id }) => id),
        (position) => ['projects', index, 'indicators', position, 'id'],
      ),
    );
    for (const [position, indicator] of indicators.entries()) {
      const problem = questionProblem(indicator);
      if (problem) refuse(['indicators', position], problem);
    }
  }
  return problems;
};
