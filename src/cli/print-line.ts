/** Prints one line of a command's result. What went wrong, and progress, go to stderr instead. */
export const printLine = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
