import { z } from 'zod';
import type { AgreementForm } from '../../schema/operations.generated.ts';
import { agreementSchema } from '../access/agreement-file.ts';
import { readConfiguration } from '../access/configuration-file.ts';
import { purposeOfTerm } from '../domain/purpose.ts';

const schema = agreementSchema.extend({ version: z.int().positive().nullable().default(null) });

/**
 * Reads an officer's file: one agreement with the keys of the agreements' file. Mistakes in its form are told with their line
 * before anything is sent; what it means is the hub's to check.
 *
 * @throws ConfigurationError
 */
export const readAgreementForm = (text: string, fileName: string): AgreementForm => {
  const { value } = readConfiguration(text, fileName, schema);
  return { ...value, purpose: purposeOfTerm(value.purpose)?.slug ?? value.purpose };
};
