import { Command } from 'commander';
import { addAdapterCommand } from './commands/adapter.ts';
import { addAgencyCommand } from './commands/agency.ts';
import { addAgreementsCommand } from './commands/agreements.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addExtractTraceCommand } from './commands/extract-trace.ts';
import { addImportCommand } from './commands/import.ts';
import { addLinkCommand } from './commands/link.ts';
import { addLinksCommand } from './commands/links.ts';
import { addMatrixCommand } from './commands/matrix.ts';
import { addPolicyCommand } from './commands/policy.ts';
import { addPullCommand } from './commands/pull.ts';
import { addQualityCommand } from './commands/quality.ts';
import { addReportCommand } from './commands/report.ts';
import { addRevokeCommand } from './commands/revoke.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addSecretsCommand } from './commands/secrets.ts';
import { addSplitCommand } from './commands/split.ts';
import { addSupergraphCommand } from './commands/supergraph.ts';
import { addTokenCommand } from './commands/token.ts';

/** The operator's commands: `npm run hub -- ...`. */
export const hubProgram = (): Command => {
  // A command takes these settings over when it is added, so they come first.
  const program = new Command('hub')
    .description("The operator's commands. Each explains itself with --help.")
    .exitOverride()
    .showHelpAfterError('(--help says how it is used)');
  addTokenCommand(program);
  addImportCommand(program);
  addPullCommand(program);
  addLinkCommand(program);
  addLinksCommand(program);
  addQualityCommand(program);
  addAuditCommand(program);
  addExtractTraceCommand(program);
  addMatrixCommand(program);
  addReportCommand(program);
  addRevokeCommand(program);
  addPolicyCommand(program);
  addAgreementsCommand(program);
  addAgencyCommand(program);
  addAdapterCommand(program);
  addSecretsCommand(program);
  addSchemaCommand(program);
  addSupergraphCommand(program);
  addSplitCommand(program);
  return program;
};
