import { z } from 'zod';
import { hostProblem, placeProblem } from '../outbound/egress.ts';
import { fileDropForm } from './file-drop-form.ts';
import { name } from './file-words.ts';

/** Days, hours, minutes and seconds of ISO 8601: what has one length everywhere. */
const duration = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/;
const lengths = [86_400, 3600, 60, 1];
/** The longest is what a timer of Node can count in one go. */
const [shortest, longest] = [10, 24 * 86_400];

/** A duration in seconds; 0 for what is none, which is too short. */
const secondsOf = (text: string): number => {
  const [, ...parts] = duration.exec(text) ?? [];
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (lengths[index] ?? 0), 0);
};

const every = z
  .string()
  .transform(secondsOf)
  .refine((seconds) => seconds >= shortest && seconds <= longest, 'PT10S to P24D is expected');

/** What every connection over a network says. */
const reached = {
  every,
  credential: name.nullable().default(null),
  internal: z.boolean().default(false),
  deadlineMilliseconds: z.int().min(50).max(60_000).default(2000),
  mostBytes: z
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .default(4 * 1024 * 1024),
};

const place = { url: z.string().min(1).max(2000), internal: z.boolean().default(false) };
const tokens = z
  .strictObject({ ...place, scope: z.string().min(1).max(1000).nullable().default(null) })
  .superRefine((given, context) => {
    const problem = placeProblem(given);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['url'], message: problem });
  });

/** Message protocol for REST, 4.1 and 4.8: parts, percent-encoded, without what would lead elsewhere in a path. */
const member =
  /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?:(?:[\w.~-]|%[0-9A-F]{2}){1,100}\/){2,3}(?:[\w.~-]|%[0-9A-F]{2}){1,100}$/;
const headerText = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'letters, digits and signs of ASCII are expected')
  .nullable()
  .default(null);
const xRoad = z.strictObject({
  client: z.string().regex(member, 'INSTANCE/CLASS/MEMBER/SUBSYSTEM is expected'),
  userId: headerText,
  issue: headerText,
});

const postgresql = z.strictObject({
  kind: z.literal('POSTGRESQL'),
  host: z.string().regex(/^[\w.:-]{1,253}$/, 'a host is expected'),
  port: z.int().min(1).max(65_535).default(5432),
  database: name,
  tls: z.boolean().default(true),
  ...reached,
});
const rest = z.strictObject({
  kind: z.literal('REST'),
  ...place,
  ...reached,
  tokens: tokens.nullable().default(null),
  xRoad: xRoad.nullable().default(null),
});
const graphql = z.strictObject({
  kind: z.literal('GRAPHQL'),
  ...place,
  ...reached,
  tokens: tokens.nullable().default(null),
});

/** Where a source is, as the registry says it. What has no default opens nothing: internal is said, and so is plain text. */
export const sourceConnection = z
  .discriminatedUnion('kind', [postgresql, rest, graphql, fileDropForm(every)])
  .superRefine((given, context) => {
    const refuse = (key: string, message: string | null): void => {
      if (message !== null) context.addIssue({ code: 'custom', path: [key], message });
    };
    if (given.kind === 'FILE_DROP') return;
    if (given.kind === 'POSTGRESQL') {
      refuse('host', hostProblem(given.host, given.internal));
      refuse('tls', given.tls || given.internal ? null : 'it is left out inside of the house alone');
      refuse('credential', given.credential === null ? 'a credential is expected' : null);
    } else {
      refuse('url', placeProblem(given));
      refuse(
        'tokens',
        given.tokens && given.credential === null ? 'a credential is expected beside it' : null,
      );
    }
  })
  .transform(({ every: everySeconds, ...connection }) => ({ ...connection, everySeconds }));
