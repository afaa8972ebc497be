/** One line of semicolon-separated values (RFC 4180 but for the separator); what needs quotes gets them. */
export const semicolonLine = (values: readonly (string | null)[]): string =>
  values
    .map((value) =>
      value !== null && /[;"\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : (value ?? ''),
    )
    .join(';');
