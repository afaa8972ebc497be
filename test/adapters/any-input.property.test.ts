import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { columns } from '../../adapters/housing/register-row.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { contractKinds } from './conformance/contract-kinds.ts';
import { expectSound as expectSoundOf, mark } from './conformance/expect-sound.ts';
import { readThrough } from './read-through.ts';

const context = { controller: 'berane.centre', today: '2026-11-21' };
const settings = { numRuns: 400 };

const fieldsByKind = new Map(
  ['housing', 'centre', 'community'].flatMap((name) => [
    ...contractKinds(readFileSync(projectFile('schema', `${name}.graphql`), 'utf8')),
  ]),
);
const expectSound = (units: readonly UnitDraft[], rowProblems: readonly Problem[]): void =>
  expectSoundOf(units, rowProblems, fieldsByKind);

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '__proto__',
    'constructor',
    '\0',
    '\ud800',
    '1110991270055',
    '11 10 991 270055',
    'nosilac',
  ),
  fc.constantFrom(
    '1.598,52',
    '1e400',
    '2026-02-30',
    '31.12.2026.',
    '2026-06-01T11:55:00Z',
    'x'.repeat(3000),
    mark,
  ),
  fc.string().map((text) => `${mark}${text}`),
);
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: anyText },
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.anything({ maxDepth: 2, withBigInt: true, withNullPrototype: true }),
);

const itemWith = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> =>
  fc.record(fields, { requiredKeys: [] });
const mostly = (usual: unknown): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, anyValue);
const valuesOf = (...names: readonly string[]): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(names.map((name) => [name, anyValue]));

const anyMember = itemWith({
  ...valuesOf('givenName', 'familyName', 'nationalId', 'birthDate', 'sex', 'relation', 'employed', 'health'),
  localId: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('m1', 'm2', 'm3', 'm4') }, anyValue),
});
const anyCase = itemWith({
  ...valuesOf('recordedAt', 'address', 'localCommunity'),
  caseNumber: mostly('CSR-1'),
  version: mostly(1),
  matter: mostly(null),
  members: fc.oneof({ weight: 8, arbitrary: fc.array(anyMember, { maxLength: 4 }) }, anyValue),
  rights: fc.oneof(fc.array(itemWith(valuesOf('type', 'status', 'amountEur', 'since'))), anyValue),
  aidPlan: fc.oneof(itemWith(valuesOf('goal', 'reviewDue')), anyValue),
  referrals: fc.oneof(
    fc.array(itemWith({ member: mostly('m1'), agency: mostly('berane.support'), acceptedOn: anyValue })),
    anyValue,
  ),
});
const observationFields =
  'localCommunity householdHead address observedOn memberCount employedCount materialState housing needsHelp note';
const anyObservation = itemWith({
  ...valuesOf(...observationFields.split(' '), 'health'),
  localId: mostly('MZ-1'),
});

describe('whatever comes, an adapter answers with drafts and problems', () => {
  it('housing: any cells', async () => {
    const anyCell = fc.oneof(
      anyText,
      fc.constantFrom('1', '2', 'SS-1', 'aktivan', '15,97', '11.10.1991.', '"', '";'),
    );
    const anyRow = fc
      .array(anyCell, { minLength: columns.length - 1, maxLength: columns.length })
      .map((cells) => cells.join(';'));
    const rows = fc.array(anyRow, { maxLength: 8 });
    const encodings = fc.constantFrom('win1250', 'utf-8', 'utf-16le');
    const check = fc.asyncProperty(rows, encodings, async (lines, encoding) => {
      const content = Buffer.concat([
        Buffer.from(`${columns.join(';')}\r\n`),
        iconv.encode(lines.map((line) => `${line}\r\n`).join(''), encoding),
      ]);
      const { units, rowProblems } = await readThrough(housingAdapter, content, context);
      expectSound(units, rowProblems);
    });
    await fc.assert(check, settings);
  });

  it.each([housingAdapter, centreAdapter, communityAdapter])('$name: any bytes', async (adapter) => {
    const check = fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.boolean(),
      async (bytes, afterHeader) => {
        const head = Buffer.from(afterHeader ? `${columns.join(';')}\r\n` : '');
        const { units, rowProblems } = await readThrough(adapter, Buffer.concat([head, bytes]), context);
        expectSound(units, rowProblems);
      },
    );
    await fc.assert(check, settings);
    fc.assert(check, settings);
  });

  it.each([
    ['centre', centreAdapter, anyCase],
    ['community', communityAdapter, anyObservation],
  ] as const)('%s: any item', (_name, adapter, anyItem) => {
    const check = fc.property(fc.oneof({ weight: 9, arbitrary: anyItem }, anyValue), (item) => {
      const result = adapter.translate(item, 3, context);
      if (result === undefined) throw new Error('nothing was translated');
      if ('records' in result) expectSound([result], []);
      else expectSound([], [result]);
    });
    fc.assert(check, settings);
  });

  it('community: the word for an illness comes out nowhere', () => {
    const check = fc.property(anyObservation, fc.string({ minLength: 1 }), (item, word) => {
      const health = `Ψ9${word}`;
      const result = communityAdapter.translate({ ...(item as object), localId: 'MZ-1', health }, 0, context);
      expect(JSON.stringify(result)).not.toContain('Ψ9');
    });
    fc.assert(check, settings);
  });

  it('centre: a case with a matter is never an ordinary one', () => {
    const check = fc.property(anyCase, anyValue, (item, matter) => {
      fc.pre(matter !== null && matter !== undefined);
      const result = centreAdapter.translate({ ...(item as object), matter }, 0, context);
      if (result !== undefined && 'records' in result)
        expect(result.compartment.toLowerCase()).not.toBe('general');
    });
    fc.assert(check, settings);
  });
});
