import type { Breach } from '../../audit/find-breaches.ts';
import type { ProcessingInput } from '../../policy/processing/flow.ts';
import {
  type JurisdictionRegister,
  type ProcessingRegister,
  processingRegister,
  type RegisterScope,
} from '../../policy/processing/processing-register.ts';
import { printAgencyRecord } from './print-agency-record.ts';
import { printArrangements } from './print-arrangements.ts';
import { printBreaches } from './print-breaches.ts';
import { printImpactAnnex } from './print-impact-annex.ts';
import { printOperatorRecord } from './print-operator-record.ts';
import type { Wording } from './wording.ts';

/** One file of the register. */
export interface ProcessingFile {
  /** Inside the folder of the register, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** What was found in the log. */
export interface LogFindings {
  readonly breaches: readonly Breach[];
  /** What the verification of its chain says, as a sentence. */
  readonly sentence: string;
}

/** The register with its documents. */
export interface ProcessingDocuments {
  readonly register: ProcessingRegister;
  /** In the order of reading; the same input gives the same bytes. */
  readonly files: readonly ProcessingFile[];
  /** Of the scope. */
  readonly breaches: readonly Breach[];
}

/** A breach concerns who read and whose records; one that names neither concerns everybody. */
const concerns = (breach: Breach, known: ReadonlySet<string>, asked: ReadonlySet<string>): boolean => {
  const parties = [breach.agency, breach.controller].filter((id) => id !== null && known.has(id));
  return parties.length === 0 || parties.some((id) => id !== null && asked.has(id));
};

/** Writes the register of processing: per jurisdiction each agency's record, the annex, the arrangements and the breaches. */
export const processingDocuments = (
  input: ProcessingInput,
  findings: LogFindings,
  scope: RegisterScope = {},
): ProcessingDocuments => {
  const register = processingRegister(input, scope);
  const known = new Set(input.agencies.keys());
  const wordingOf = (jurisdiction: JurisdictionRegister['jurisdiction']): Wording => ({
    words: input.words,
    jurisdictions: input.jurisdictions,
    law: jurisdiction === null ? null : (input.jurisdictions.get(jurisdiction) ?? null),
    day: input.today,
  });
  const breachesOf = ({ records }: JurisdictionRegister): readonly Breach[] => {
    const asked = new Set(records.flatMap(({ party }) => party.agency ?? []));
    return findings.breaches.filter((breach) => concerns(breach, known, asked));
  };
  const filesOf = (each: JurisdictionRegister): readonly ProcessingFile[] => {
    const wording = wordingOf(each.jurisdiction);
    const folder = each.jurisdiction ?? 'jurisdiction-missing';
    return [
      ...each.records.map((record) => ({
        path: `${folder}/record-${record.party.agency}.md`,
        text: printAgencyRecord(wording, record, register.operator, input.safeguards),
      })),
      {
        path: `${folder}/impact-assessment-annex.md`,
        text: printImpactAnnex(wording, each, input.safeguards),
      },
      { path: `${folder}/joint-controllers.md`, text: printArrangements(wording, each, input.safeguards) },
      {
        path: `${folder}/breaches.md`,
        text: printBreaches(wording, input, breachesOf(each), findings.sentence),
      },
    ];
  };
  const operator: ProcessingFile = {
    path: 'processor.md',
    text: printOperatorRecord(
      wordingOf(register.operator?.jurisdiction ?? null),
      register.operator,
      register.registers.flatMap(({ records }) => records),
      input.safeguards,
    ),
  };
  return {
    register,
    files: [operator, ...register.registers.flatMap(filesOf)],
    breaches: findings.breaches.filter((breach) =>
      register.registers.some((each) => breachesOf(each).includes(breach)),
    ),
  };
};
