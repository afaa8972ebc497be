/** Day and month of `YYYY-MM-DD`, the smaller first: the same where the two are changed over. */
export function dayAndMonth(date: string): string {
  return [date.slice(5, 7), date.slice(8, 10)].sort().join('-');
}
