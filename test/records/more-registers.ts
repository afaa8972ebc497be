import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { Source } from '../../src/domain/agency.ts';
import type { RecordDraft, UnitDraft } from '../../src/domain/record-draft.ts';
import { assembleGraph, type Graph } from '../../src/graph/assemble-graph.ts';
import type { Contract } from '../../src/graph/check-contract.ts';
import { projectFile } from '../../src/server/configuration.ts';

/** The hub's own contracts, as they lie under schema/. */
export const ownContracts: readonly Contract[] = ['housing', 'centre', 'community'].map((name) => ({
  name,
  sdl: readFileSync(projectFile('schema', `${name}.graphql`), 'utf8'),
}));

export const directives = readFileSync(projectFile('schema', 'directives.graphql'), 'utf8');

/** A contract of one more register: notes of a household, entries of persons. */
const contractOf = (name: string): Contract => {
  const [note, entry] = [`${name}Note`, `${name}Entry`].map((word) => word[0]?.toUpperCase() + word.slice(1));
  const retain = '@retain(for: "P1Y", from: "received", then: ERASE, citation: "an act")';
  return {
    name,
    sdl: `
      extend type Household { ${name}Notes: [${note}!] @records(source: "${name}", kind: "${name}-note") }
      extend type Person { ${name}Entries: [${entry}!] @records(source: "${name}", kind: "${name}-entry") }
      type ${note} @data(category: HOUSING, about: MEMBERS) ${retain} { text: String }
      type ${entry} @data(category: IDENTITY, about: PERSON) ${retain} {
        givenName: String @states(field: "Person.givenName") text: String }`,
  };
};

/** As many registers more, all the municipality's own. */
export const moreRegisters = (
  count: number,
): { readonly graph: Graph; readonly sources: readonly Source[] } => {
  const names = Array.from({ length: count }, (_, index) => `extra${index + 1}`);
  return {
    graph: assembleGraph(directives, [...ownContracts, ...names.map(contractOf)]),
    sources: names.map((name) => ({
      id: name,
      adapter: name,
      controller: 'berane.municipality',
      municipality: 'berane',
      file: null,
      connection: null,
      pushers: [],
      own: { purposes: ['ps:HousingWelfareManagement'], roles: [] },
    })),
  };
};

/** What such a register says of a household that another register knows: the same people at the same address. */
export const extraUnit = (source: Source, like: UnitDraft): UnitDraft => {
  const members = like.persons.map((person) => person.localId);
  const record: Omit<RecordDraft, 'kind' | 'localId' | 'personLocalId'> = {
    signatories: members,
    members,
    observedOn: null,
    relationshipWith: null,
    retainFrom: {},
    payload: { text: `said by ${source.id}`, givenName: 'Ana' },
  };
  return {
    ...like,
    problems: [],
    records: [
      { ...record, kind: `${source.id}-note`, localId: like.localId, personLocalId: null },
      ...members.map((personLocalId) => ({
        ...record,
        kind: `${source.id}-entry`,
        localId: personLocalId,
        personLocalId,
      })),
    ],
  };
};
