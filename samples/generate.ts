import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCentre } from './generator/centre.ts';
import { writeCommunity } from './generator/community.ts';
import { createFigures } from './generator/figures.ts';
import { encodeHousing, writeHousing } from './generator/housing.ts';
import { NationalNumbers } from './generator/national-number.ts';
import type { Municipality } from './generator/places.ts';
import type { Household } from './generator/population.ts';
import { createPopulation, Registry } from './generator/population.ts';
import type { Random } from './generator/random.ts';
import { createRandom } from './generator/random.ts';
import { writeTruth } from './generator/registers.ts';

export interface Samples {
  /** Path below samples/registers -> content. */
  readonly files: Map<string, Uint8Array>;
  /** "source;localId" of the records whose JMBG was spoilt on purpose. */
  readonly mistyped: ReadonlySet<string>;
}

/** Which share of the housed families is the Centre's client too. */
const OVERLAP = 0.6;

const OBSERVATIONS = { housed: 44, centreOnly: 14 } as const;

export function generateRegisters(): Map<string, Uint8Array> {
  return generateSamples().files;
}

export function generateSamples(): Samples {
  const registry = new Registry();
  const numbers = new NationalNumbers();
  const { households: figures, matter } = createFigures(registry, numbers);
  const families = createPopulation(figures, registry, numbers, createRandom('population'));
  const everybody = [...figures, ...families];

  const housedIn = (municipality: Municipality): Household[] =>
    everybody.filter((household) => household.kind === 'housed' && household.municipality === municipality);
  const inBerane = housedIn('Berane');
  const inPetnjica = housedIn('Petnjica');
  const clients = new Set([
    ...everybody.filter((household) => household.figure?.centreCase !== undefined),
    ...chooseClients(inBerane, createRandom('clients/berane')),
    ...chooseClients(inPetnjica, createRandom('clients/petnjica')),
    ...families.filter((household) => household.kind === 'centreOnly'),
  ]);

  const housing = writeHousing('housing', inBerane, createRandom('housing/berane'));
  const petnjica = writeHousing('petnjica/housing', inPetnjica, createRandom('housing/petnjica'));
  const cases = everybody.filter((household) => clients.has(household));
  const centre = writeCentre(cases, matter, createRandom('centre'));
  const community = writeCommunity(
    chooseObserved(everybody, createRandom('observed')),
    createRandom('community'),
  );

  const utf8 = new TextEncoder();
  const truth = [housing, petnjica, centre, community].flatMap((register) => register.truth);
  return {
    files: new Map([
      ['housing.csv', encodeHousing(housing.text)],
      ['petnjica/housing.csv', encodeHousing(petnjica.text)],
      ['centre.ndjson', utf8.encode(centre.text)],
      ['community.json', utf8.encode(community.text)],
      ['truth.csv', utf8.encode(writeTruth(truth))],
    ]),
    mistyped: new Set([
      ...housing.mistyped.map((localId) => `housing;${localId}`),
      ...petnjica.mistyped.map((localId) => `petnjica/housing;${localId}`),
      ...centre.mistyped.map((localId) => `centre;${localId}`),
    ]),
  };
}

function chooseClients(housed: readonly Household[], random: Random): Household[] {
  const figures = housed.filter((household) => household.figure !== undefined);
  const others = housed.filter((household) => household.figure === undefined);
  return random.shuffled(others).slice(0, Math.round(housed.length * OVERLAP) - figures.length);
}

/** Only Berane's presidents send observations; some of the families they name are in no register. */
function chooseObserved(everybody: readonly Household[], random: Random): Household[] {
  const figures = everybody.filter((household) => household.figure?.observation !== undefined);
  const others = everybody.filter(
    (household) => household.municipality === 'Berane' && household.figure === undefined,
  );
  const draw = (kind: 'housed' | 'centreOnly', count: number): Household[] =>
    random.shuffled(others.filter((household) => household.kind === kind)).slice(0, count);
  const unknown = others.filter((household) => household.kind === 'unknown');
  const chosen = [
    ...draw('housed', OBSERVATIONS.housed),
    ...draw('centreOnly', OBSERVATIONS.centreOnly),
    ...unknown,
  ];
  return [...figures, ...random.shuffled(chosen)];
}

const script = fileURLToPath(import.meta.url);
// Not import.meta.main: Node 22, which package.json admits, leaves it undefined and would write nothing.
if (process.argv[1] === script) {
  for (const [path, bytes] of generateRegisters()) {
    const target = join(dirname(script), 'registers', path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    console.log(`${path}: ${bytes.length} bytes`);
  }
}
