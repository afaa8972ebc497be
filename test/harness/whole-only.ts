import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { beforeEach } from 'vitest';
import { parse } from 'yaml';
import { splitIsAsked } from './split-is-asked.ts';

interface WholeOnly {
  readonly reason: string;
  readonly tests: readonly string[];
}

const root = resolve(import.meta.dirname, '../..');

/** Skips what is about a hub in one piece, and says why, where the graph is in parts. */
if (splitIsAsked()) {
  const listed = parse(readFileSync(resolve(root, 'test/split/whole-only.yaml'), 'utf8')) as WholeOnly[];
  beforeEach(({ task, skip }) => {
    const suites: string[] = [];
    for (let suite = task.suite; suite; suite = suite.suite) suites.unshift(suite.name);
    const name = [relative(root, task.file.filepath), ...suites, task.name].join(' > ');
    const found = listed.find(({ tests }) => tests.some((known) => name.startsWith(known)));
    if (found) skip(found.reason);
  });
}
