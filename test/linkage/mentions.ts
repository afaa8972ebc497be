import { readableId } from '../../src/linkage/comparable-id.ts';
import { type Linking, linkMentions } from '../../src/linkage/link-mentions.ts';
import type { LinkageMention } from '../../src/linkage/mention.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';

/** A row that says nothing. */
export const nobody: LinkageMention = {
  source: 'file',
  unit: null,
  givenName: null,
  familyName: null,
  birthDate: null,
  id: null,
  address: null,
};

/** A row of a file: given name, family name, birth date, id, address; empty where it does not say. */
export const row = (source: string, ...values: readonly string[]): LinkageMention => {
  const [given = '', family = '', birth = '', id = '', address = ''] = values;
  return {
    source,
    unit: null,
    givenName: given || null,
    familyName: family || null,
    birthDate: birth || null,
    id: readableId(id),
    address: address || null,
  };
};

/** Links rows as `hub link` does. */
export const linkRows = (rows: Iterable<LinkageMention>): Linking =>
  linkMentions(rows, { nicknames: projectNicknames, seed: 1 });

/** The clusters as sets of places, in a form that can be compared whatever the numbers. */
export const clustersOf = ({ clusterOf }: Linking): readonly (readonly number[])[] => {
  const clusters = new Map<number, number[]>();
  for (const [place, cluster] of clusterOf.entries())
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), place]);
  return [...clusters.values()];
};
