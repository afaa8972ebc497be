import { describe, expect, test } from 'vitest';
import { readRegistry } from '../../src/access/registry.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { mistakes, omissions, projectMistakes } from './registry-mistakes.ts';
import { registryText, spoil } from './registry-sample.ts';

describe('a registry that holds', () => {
  const registry = readRegistry(registryText, 'registry.yaml');

  test('names agencies with their registrations, slugs turned into terms', () => {
    expect([...registry.agencies.keys()]).toEqual(['berane.municipality', 'berane.support', 'berane.centre']);
    const municipality = registry.agencies.get('berane.municipality');
    expect(municipality).toMatchObject({
      name: 'Opština Berane',
      kind: 'PUBLIC_BODY',
      jurisdiction: 'ME',
      municipalities: ['berane'],
      objectsPerHour: 20_000,
    });
    const less = spoil(registryText, 'kind: NGO\n', 'kind: NGO\n    objectsPerHour: 500\n');
    expect(readRegistry(less, 'registry.yaml').agencies.get('berane.support')?.objectsPerHour).toBe(500);
    expect([...(municipality?.registrations.keys() ?? [])]).toEqual([
      'ps:HousingWelfareManagement',
      'dpv:ProvideOfficialStatistics',
    ]);
    expect(municipality?.registrations.get('ps:HousingWelfareManagement')).toEqual({
      purpose: 'ps:HousingWelfareManagement',
      class: 'operational',
      operations: new Set(['household', 'person', 'findPerson']),
    });
    expect(
      registry.agencies.get('berane.support')?.registrations.get('ps:SocialWelfareProvision')?.class,
    ).toBe('project:psychosocial');
  });

  test('names every issuer once, persons with no agency', () => {
    expect([...registry.issuers.values()].map(({ issuer, agency }) => [issuer, agency])).toEqual([
      ['https://berane.municipality.example', 'berane.municipality'],
      ['https://berane.support.example', 'berane.support'],
      ['https://berane.centre.example', 'berane.centre'],
      ['https://eid.example', null],
    ]);
    expect(registry.issuers.get('https://berane.support.example')).toMatchObject({
      algorithms: ['ES256', 'PS256'],
      keys: { file: 'support.jwks.json' },
    });
    expect(registry.persons.issuer).toBe('https://eid.example');
    expect([...registry.persons.registrations.keys()]).toEqual(['dpv:RightsFulfilment']);
  });

  test('names sources and local communities', () => {
    expect(registry.sources.get('housing')).toEqual({
      id: 'housing',
      adapter: 'housing',
      controller: 'berane.municipality',
      municipality: 'berane',
      file: 'housing.csv',
      connection: null,
      pushers: ['berane.support'],
      own: { purposes: ['ps:HousingWelfareManagement'], roles: ['secretary'] },
    });
    expect(registry.localCommunities.get('berane')).toEqual(['Park', 'Hareme']);
    expect(registry.municipalityNames.get('petnjica')).toBe('Petnjica');
    expect(registry.smallestCell).toEqual({ persons: 11, households: 5 });
    const larger = `${registryText}smallestCell: { persons: 20 }\n`;
    expect(readRegistry(larger, 'r').smallestCell).toEqual({ persons: 20, households: 5 });
    expect(readRegistry(spoil(registryText, /localCommunities.*\n/, ''), 'r').localCommunities.size).toBe(0);
  });
});

describe('what the register of processing says of a body', () => {
  test('is read where the file says it, and is no reason not to start where it does not', () => {
    const silent = readRegistry(registryText, 'registry.yaml');
    expect(silent.operator).toBeNull();
    expect(silent.agencies.get('berane.support')?.contact).toBeUndefined();

    const text = spoil(
      spoil(registryText, 'agencies:\n', 'operator: { name: Hub, jurisdiction: RS }\nagencies:\n'),
      '    kind: NGO\n',
      '    kind: NGO\n    contact: { email: office@support.example }\n',
    );
    const told = readRegistry(text, 'registry.yaml');
    expect(told.operator).toEqual({ name: 'Hub', jurisdiction: 'RS' });
    expect(told.agencies.get('berane.support')).toMatchObject({
      jurisdiction: 'ME',
      contact: { name: null, address: null, email: 'office@support.example', telephone: null },
    });
  });
});

const refuse = (text: string): string => {
  try {
    readRegistry(text, 'registry.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message;
  }
  throw new Error('the registry was read');
};

test.each(omissions)('without %s there is no start', (_name, from, to, line, names) => {
  const message = refuse(spoil(registryText, from, to));
  expect(message).toMatch(new RegExp(`^registry\\.yaml:${line}: `, 'm'));
  expect(message).toMatch(names);
});

test.each(mistakes)('with %s there is no start', (_name, from, to, line, names) => {
  const message = refuse(spoil(registryText, from, to));
  expect(message).toMatch(new RegExp(`^registry\\.yaml:${line}: `, 'm'));
  expect(message).toMatch(names);
});

test.each(projectMistakes)('with projects, %s, there is no start', (_name, projects, names) => {
  const message = refuse(`${registryText}projects: ${JSON.stringify(projects)}\n`);
  expect(message).toMatch(/^registry\.yaml:47: /m);
  expect(message).toMatch(names);
});

test('every problem of a file is told at once', () => {
  const message = refuse(spoil(spoil(registryText, 'kind: NGO', 'kind: X'), 'Europe/Podgorica', 'nowhere'));
  expect(message.split('\n').map((each) => each.split(' ')[0])).toEqual([
    'registry.yaml:1:',
    'registry.yaml:16:',
  ]);
});

test.each(['', '# nothing', '[]', 'true', '{}'])('a file of "%s" is no registry', (text) => {
  expect(refuse(text)).toMatch(/^registry\.yaml:1: /);
});
