import { z } from 'zod';
import { disclosureSteps } from '../domain/disclosure-step.ts';
import { article6Bases, article9Bases, article10Bases } from '../domain/legal-basis.ts';
import { findConsentHistories, findProhibitionPeriods } from '../store/consent-history-store.ts';
import type { Database } from '../store/database.ts';
import { findMisreadPeriods } from '../store/misread-store.ts';
import { findRightPeriods } from '../store/right-history-store.ts';
import type { DisclosureEntry } from './audit-entry.ts';
import type { LoggedLine, LogPage } from './find-breaches.ts';

interface Row {
  readonly id: string;
  readonly position: string | null;
  readonly at: string;
  readonly agency: string | null;
  readonly through: string | null;
  readonly body: unknown;
}

const text = z.string();
const reference = z.strictObject({ issuer: text, id: text });
const operation = z.strictObject({ name: text.nullable(), hash: text });

/** The form of a disclosure in the log: whoever can write to the database can write anything there. */
const form = z.object({
  actor: text,
  named: z.boolean(),
  purpose: text,
  roles: z.array(text),
  token: reference,
  policyVersion: text,
  request: text,
  operation,
  person: text.nullable(),
  household: text.nullable(),
  source: text,
  recordKind: text,
  controller: text,
  fields: z.array(text),
  step: z.enum(disclosureSteps),
  declared: z.boolean(),
  agreement: z.object({ id: text, version: z.number() }).nullable(),
  basis: z
    .object({
      article6: z.enum(article6Bases),
      article9: z.enum(article9Bases).nullable(),
      article10: z.enum(article10Bases).nullable(),
    })
    .nullable(),
  consents: z.array(text),
  // Lines that were written before anything was sealed do not have it.
  sealed: z.array(text).default([]),
});

const lineOf = ({ position, at, agency, through, body }: Row): LoggedLine => {
  const read = form.safeParse(body);
  const entry: DisclosureEntry | null = read.success
    ? { kind: 'DISCLOSURE', at, agency, through, ...read.data }
    : null;
  return { position: position === null ? null : Number(position), at, agency, entry };
};

const selectPage = `
select id::text as id, position::text as position, agency, through::text as through, body,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
from audit_entry where kind = 'DISCLOSURE' and audit_entry.id > ?::bigint order by audit_entry.id limit ?`;

const distinct = (values: readonly (string | null)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/**
 * The disclosures of the log in the order of writing, page by page, each page with the consents its lines name, and what
 * the persons they run through forbade or asked.
 */
export async function* readLogPages(
  database: Pick<Database, 'query'>,
  page = 1000,
): AsyncGenerator<LogPage, void, undefined> {
  let after = '0';
  for (;;) {
    const rows = await database.query<Row>(selectPage, [after, page]);
    const last = rows.at(-1);
    if (!last) return;
    const lines = rows.map(lineOf);
    const ids = distinct(lines.flatMap(({ entry }) => entry?.consents ?? []));
    const consents = await findConsentHistories(database.query, ids);
    const persons = distinct(rows.map((row) => row.through));
    yield {
      lines,
      consents: new Map(consents.map((consent) => [consent.id, consent])),
      prohibitions: await findProhibitionPeriods(database.query, persons),
      rights: await findRightPeriods(database.query, persons),
      misread: await findMisreadPeriods(
        database.query,
        distinct(lines.map(({ entry }) => entry?.through ?? entry?.person ?? null)),
      ),
    };
    after = last.id;
  }
}
