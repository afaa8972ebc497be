/** A cell or an item on one line: a name out of a configuration must not break the table around it. */
const inline = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();

/** A heading, on one line whatever a name holds. */
export const heading = (level: number, text: string): string => `${'#'.repeat(level)} ${inline(text)}`;

/** A table; with no rows the sentence that says so. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  whenEmpty: string,
): string =>
  rows.length === 0
    ? whenEmpty
    : [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(inline).join(' | ')} |`).join('\n');

/** A list; with no items the sentence that says so. */
export const bullets = (items: readonly string[], whenEmpty: string): string =>
  items.length === 0 ? whenEmpty : items.map((item) => `- ${inline(item)}`).join('\n');

/** Parts of a document with an empty line between them. */
export const document = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

/** What somebody has to fill in. */
export const toFillIn = '_to be filled in by the controller_';
