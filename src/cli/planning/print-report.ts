import { html, Markup } from './html.ts';
import type { PlanningTables } from './planning-tables.ts';
import { type PlanningWords, sayPlanned } from './planning-words.ts';
import { printAges } from './print-ages.ts';
import { printDivisions, printOverall, printPlaces, printRights } from './print-sections.ts';
import { type Asker, printQueries, printReading, printRests } from './print-sources.ts';
import { reportStyle } from './report-style.ts';

/** What stands around the numbers. */
export interface PlanningDocument {
  readonly words: PlanningWords;
  /** What people call the municipality. */
  readonly municipalityName: string;
  readonly asker: Asker;
}

/**
 * Prints the report of one municipality as one HTML file: no script, nothing that is fetched.
 *
 * INVARIANT: it holds no number but those that the hub gave, and what names a release or a query; and nothing of the clock, so
 * that the same release is the same bytes.
 */
export const printPlanningReport = async (
  tables: PlanningTables,
  { words, municipalityName, asker }: PlanningDocument,
): Promise<string> => {
  const printed = { ...tables, words };
  const title = sayPlanned(words, 'title', { municipality: municipalityName });
  const { text } = html`<!DOCTYPE html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} (${tables.release.period})</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${sayPlanned(words, 'forWhom')}</p>
${printRests(printed, asker)}${printReading(printed)}${printOverall(printed)}${printPlaces(printed)}${await printAges(printed)}${await printDivisions(printed)}${printRights(printed)}${printQueries(printed)}</main>
</body>
</html>
`;
  return text;
};
