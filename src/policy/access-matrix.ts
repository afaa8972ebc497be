import type { Agency, Registration, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { RefusalReason } from '../domain/refusal-reason.ts';
import { type Catalogue, inputsOf } from './catalogue.ts';
import { covers } from './covers.ts';
import { type AccessState, accessOf, rulesOfField } from './field-access.ts';
import { type Alternative, buildRuleset, isProject, isUnconditional, type Ruleset } from './ruleset.ts';

/** Everything that is decided before any data is read: what the matrix is drawn from. */
export interface AccessMatrixInput {
  readonly agencies: readonly Agency[];
  readonly sources: readonly Source[];
  readonly agreements: readonly Agreement[];
  readonly catalogue: Catalogue;
  /** Local date. */
  readonly today: string;
}

/** One field for one agency, purpose and set of roles. */
export interface AccessLine {
  readonly coordinate: string;
  /** Category and about, or that the field is derived. */
  readonly label: string;
  readonly state: AccessState;
  readonly reason: RefusalReason | null;
  /** By which controllers and on what, in words; sorted. */
  readonly ways: readonly string[];
}

/** All fields for one agency and purpose; roles that read the same stand together. */
export interface AccessBlock {
  readonly agency: string;
  readonly registration: Registration;
  readonly roles: readonly string[];
  readonly agreements: readonly Agreement[];
  readonly lines: readonly AccessLine[];
}

const withoutRole = 'none';

/** A named actor with the purpose and at most one role: more roles add up, because each only adds agreements. */
export const callerWithRole = (agency: string, purpose: string, role: string): AgencyCaller => ({
  kind: 'AGENCY',
  agency,
  actor: '',
  named: true,
  self: null,
  purpose,
  roles: role === withoutRole ? [] : [role],
  area: null,
  token: { issuer: '', id: '' },
});

/** Every role that a source or an agreement names, after none. */
export const rolesNamed = ({
  sources,
  agreements,
}: Pick<AccessMatrixInput, 'sources' | 'agreements'>): string[] => [
  withoutRole,
  ...[
    ...new Set([
      ...sources.flatMap((source) => source.own.roles),
      ...agreements.flatMap((agreement) => agreement.roles),
    ]),
  ].sort(),
];

const wayOf = (alternative: Alternative): string => {
  if (alternative.step === 'OWN') return 'own';
  const { agreement, step } = alternative;
  const kinds = agreement.relationships.length > 0 ? ` ${agreement.relationships.join(' or ')}` : '';
  const needs = isUnconditional(alternative) || step === 'CONSENT' ? '' : ` with relationship${kinds}`;
  return `${step.toLowerCase()}${needs} (${agreement.id}@${agreement.version})`;
};

const waysOf = (ruleset: Ruleset, catalogue: Catalogue, governed: string): readonly string[] =>
  rulesOfField(catalogue, ruleset, governed).map(
    ({ controller, rule }) => `${controller} by ${rule.alternatives.map(wayOf).join(' or ')}`,
  );

const lineOf = (ruleset: Ruleset, catalogue: Catalogue, coordinate: string): AccessLine => {
  const field = catalogue.governed.get(coordinate);
  const open = inputsOf(catalogue, coordinate).flatMap((input) => waysOf(ruleset, catalogue, input));
  return {
    coordinate,
    label: field ? `${field.category} ${field.about}${field.naturalKey ? ' key' : ''}` : 'derived',
    ...accessOf(catalogue, ruleset, coordinate),
    ways: [...new Set(open)].sort(),
  };
};

const blockOf = (
  input: AccessMatrixInput,
  agency: Agency,
  registration: Registration,
  role: string,
): AccessBlock => {
  const ruleset = buildRuleset({
    caller: callerWithRole(agency.id, registration.purpose, role),
    agency,
    purposeClass: registration.class,
    forExtract: isProject(registration.class),
    catalogue: input.catalogue,
    agreements: input.agreements,
    sources: input.sources,
    today: input.today,
  });
  const coordinates = [...input.catalogue.governed.keys(), ...input.catalogue.derived.keys()].sort();
  const lines = coordinates.map((coordinate) => lineOf(ruleset, input.catalogue, coordinate));
  const used = (agreement: Agreement): boolean =>
    lines.some((line) => line.ways.some((way) => way.includes(`(${agreement.id}@${agreement.version})`)));
  return {
    agency: agency.id,
    registration,
    roles: [role],
    agreements: input.agreements.filter(
      (agreement) =>
        agreement.recipient === agency.id &&
        (used(agreement) ||
          (agreement.prohibits.length > 0 && covers(agreement.purpose, registration.purpose))),
    ),
    lines,
  };
};

/** Who may read what: agency × registered purpose × role × field, as far as it is decided without a subject. */
export const accessMatrix = (input: AccessMatrixInput): readonly AccessBlock[] => {
  const roles = rolesNamed(input);
  return input.agencies.flatMap((agency) =>
    [...agency.registrations.values()].flatMap((registration) => {
      const blocks: AccessBlock[] = [];
      for (const role of roles) {
        const block = blockOf(input, agency, registration, role);
        const text = JSON.stringify(block.lines);
        const same = blocks.findIndex((each) => JSON.stringify(each.lines) === text);
        const known = blocks[same];
        if (known) blocks[same] = { ...known, roles: [...known.roles, role] };
        else blocks.push(block);
      }
      return blocks;
    }),
  );
};

const printAgreement = (agreement: Agreement): string => {
  const { article6, article9, article10, citation } = agreement.basis;
  const basis = [
    article6,
    article9,
    article10,
    citation && `${citation.act}, ${citation.article}, ${citation.gazette}`,
  ];
  const parts = [
    `${agreement.id}@${agreement.version}`,
    `for ${agreement.purpose}`,
    basis.filter((part) => part !== null).join(' · '),
    `in ${agreement.area.join(', ')}`,
    ...(agreement.prohibits.length > 0 ? [`prohibits ${agreement.prohibits.join(', ')}`] : []),
    ...(agreement.roles.length > 0 ? [`roles ${agreement.roles.join(', ')}`] : []),
    ...(agreement.mayAsk ? ['may ask for consent'] : []),
    ...(agreement.overridesObjection
      ? [
          `whatever is objected by ${agreement.overridesObjection.act}, ${agreement.overridesObjection.article}, ${agreement.overridesObjection.gazette}`,
        ]
      : []),
  ];
  return `  ${parts.join(' | ')}`;
};

const printBlock = (block: AccessBlock): string => {
  const { agency, registration, roles, agreements, lines } = block;
  const head = `== ${agency} for ${registration.purpose} (${registration.class}), role ${roles.join(' or ')}`;
  const reasons = new Set(lines.map((line) => line.reason));
  const [only] = reasons;
  if (reasons.size === 1 && only) return `${head}\n  every field refused ${only}`;
  const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  const [first, second] = [
    width(lines.map((line) => line.coordinate)),
    width(lines.map((line) => line.label)),
  ];
  const printed = lines.map((line) => {
    const columns = [line.coordinate.padEnd(first), line.label.padEnd(second), line.state.padEnd(8)];
    return `  ${[...columns, line.reason ?? line.ways.join('; ')].join('  ')}`;
  });
  return [head, ...agreements.map(printAgreement), ...printed].join('\n');
};

/** The matrix as text for a reviewer: a line a field, so that a widening is a line of a diff. */
export const printAccessMatrix = (blocks: readonly AccessBlock[]): string =>
  `${blocks.map(printBlock).join('\n\n')}\n`;
