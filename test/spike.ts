import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, print, buildSchema } from 'graphql';
import { composeServices } from '@theguild/federation-composition';
import { printSubgraphSchema } from '@apollo/subgraph';
import { loadGraph } from '../src/server/open-core.ts';
const graph: any = loadGraph();
const services = [];
for (const name of graph.partNames) {
  const part = graph.part(name);
  const sdl = part.sdl;
  writeFileSync(`/tmp/part-${name}.graphql`, sdl);
  services.push({ name, url: `http://${name}.invalid`, typeDefs: parse(sdl) });
}
const r: any = composeServices(services);
console.log(r.errors);
if (r.supergraphSdl) writeFileSync('/tmp/supergraph.graphql', r.supergraphSdl);
