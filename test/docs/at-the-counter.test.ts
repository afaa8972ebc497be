import { readFileSync } from 'node:fs';
import { Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { languageOf } from '../access/languages.ts';
import { graph, registry } from '../policy/demo-house.ts';

const text = readFileSync(projectFile('docs', 'at-the-counter.md'), 'utf8');
const documents = [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, block]) => parse(block ?? ''));

const rootsOf = (document: (typeof documents)[number]): readonly string[] =>
  document.definitions
    .filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
    .flatMap(({ selectionSet }) => selectionSet.selections)
    .flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));

const operationsOf = (purposes: readonly string[], agency = 'berane.municipality'): ReadonlySet<string> =>
  new Set(
    [...(registry.agencies.get(agency)?.registrations.values() ?? [])]
      .filter(({ purpose }) => purposes.includes(purpose))
      .flatMap(({ operations }) => [...operations]),
  );

test('what the page sends is what the graph has', () => {
  expect(documents.map((document) => validate(graph.schema, document))).toEqual(documents.map(() => []));
});

test('and what the municipality may run, each under the purpose that the page names', () => {
  const roots = documents.flatMap(rootsOf);
  const inSession = ['openAssistedSession', 'me', 'me', 'closeAssistedSession'];
  const inPerson = ['openInPersonSession', 'confirmInPersonSession', 'showInPersonFile', 'withdrawInPerson'];
  const atAnyDesk = ['withdrawConsent', 'recordConsent', 'confirmConsent'];
  expect(roots).toEqual([...inSession, ...inPerson, ...atAnyDesk]);
  for (const root of inSession) expect(operationsOf(['dpv:RightsFulfilment'])).toContain(root);
  for (const root of inPerson)
    expect(operationsOf(['dpv:RightsFulfilment'], 'berane.centre')).toContain(root);
  for (const root of atAnyDesk) expect(operationsOf(['ps:HousingWelfareManagement'])).toContain(root);
});

test('quotes the one sentence as the hub says it', () => {
  expect(text.replace(/\s+/g, ' ')).toContain(`*${languageOf('en').sentences.keptApart}*`);
});
